package lilypad.chain.pool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an endpoint of a pool is.
 *
 * @param url its name: without credentials, path and query
 * @param head the highest block that it named when it was last asked
 * @param trouble what last went wrong with it, in words
 * @param troubleAge how long ago that was
 * @param capabilities what it can do, once it was asked
 */
public record EndpointStatus(
    String url,
    EndpointState state,
    OptionalLong head,
    Optional<String> trouble,
    Optional<Duration> troubleAge,
    Optional<Capabilities> capabilities) {}
