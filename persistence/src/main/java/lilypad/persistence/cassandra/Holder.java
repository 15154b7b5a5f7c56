package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Who holds a keyspace: one mediator at a time writes to it. Its row dies when nobody renews it, so
 * a mediator that is gone lets go after its lease; one whose process is gone on this very machine
 * at once. That two never both append to the order does not hang on this, but on {@link
 * OrderTable}.
 */
final class Holder {

  private static final String ID = "mediator";

  /**
   * A process that holds a keyspace, or wants to.
   *
   * @param writer what it is called in the order; made anew with each start
   * @param started when its process was started, to the second
   */
  record Party(UUID writer, String host, long pid, Instant started) {

    static Party current() {
      return new Party(
          UUID.randomUUID(),
          hostName(),
          ProcessHandle.current().pid(),
          startOf(ProcessHandle.current()));
    }

    private static Instant startOf(ProcessHandle process) {
      Instant started = process.info().startInstant().orElse(Instant.EPOCH);
      return Instant.ofEpochSecond(started.getEpochSecond());
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "unknown host (" + e.getMessage() + ")";
      }
    }

    /** Whether it was on {@code machine}, and is not any more. */
    boolean isGoneFrom(String machine) {
      return host.equals(machine)
          && ProcessHandle.of(pid).filter(found -> startOf(found).equals(started)).isEmpty();
    }

    @Override
    public String toString() {
      return "pid " + pid + " on " + host + ", started " + started;
    }
  }

  private final Cql cql;
  private final Party own;
  private final int seconds;
  private final PreparedStatement read;
  private final PreparedStatement take;
  private final PreparedStatement replace;
  private final PreparedStatement leave;

  Holder(Cql cql, Party own, Duration lease) {
    this.cql = cql;
    this.own = own;
    this.seconds = Math.toIntExact(lease.toSeconds());
    this.read =
        cql.repeatable("SELECT writer, host, pid, started FROM ks.audit_holder WHERE id = ?");
    this.take =
        cql.once(
            "INSERT INTO ks.audit_holder (id, writer, host, pid, started) VALUES (?, ?, ?, ?, ?)"
                + " IF NOT EXISTS USING TTL ?");
    this.replace =
        cql.once(
            "UPDATE ks.audit_holder USING TTL ? SET writer = ?, host = ?, pid = ?, started = ?"
                + " WHERE id = ? IF writer = ?");
    this.leave = cql.once("DELETE FROM ks.audit_holder WHERE id = ? IF writer = ?");
  }

  Party own() {
    return own;
  }

  /**
   * Takes the keyspace, or renews that it is ours.
   *
   * @return the other one that has it; empty if we have it
   */
  Optional<Party> hold() {
    Optional<Party> before = holder();
    if (before.isEmpty()) {
      cql.run(take.bind(ID, own.writer(), own.host(), own.pid(), own.started(), seconds));
    } else if (isOurs(before.get()) || before.get().isGoneFrom(own.host())) {
      cql.run(
          replace.bind(
              seconds,
              own.writer(),
              own.host(),
              own.pid(),
              own.started(),
              ID,
              before.get().writer()));
    }
    return holder().filter(now -> !isOurs(now));
  }

  /** Who has the keyspace now. */
  Optional<Party> holder() {
    return cql.settled(read.bind(ID)).filter(row -> !row.isNull("writer")).map(Holder::party);
  }

  private boolean isOurs(Party party) {
    return party.writer().equals(own.writer());
  }

  private static Party party(Row row) {
    return new Party(
        Objects.requireNonNull(row.getUuid("writer")),
        Objects.requireNonNullElse(row.getString("host"), "an unknown host"),
        row.getLong("pid"),
        Objects.requireNonNullElse(row.getInstant("started"), Instant.EPOCH));
  }

  void letGo() {
    cql.run(leave.bind(ID, own.writer()));
  }
}
