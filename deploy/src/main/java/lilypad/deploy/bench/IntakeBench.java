package lilypad.deploy.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lilypad.protocol.CannotGoOn;

/** How the chain's logs come in: {@link ReadingPart}, {@link IntakePart}, {@link LivePart}. */
final class IntakeBench implements Benchmark {

  static final String NAME = "intake";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "a chain's logs: reading them, against web3j and a bare drain; taking them in; following live";
  }

  @Override
  public List<BenchRow> run(Options options, Consumer<String> progress) {
    Map<String, Supplier<List<BenchRow>>> parts = new LinkedHashMap<>();
    parts.put("reading", () -> new ReadingPart(options.quick(), progress).run());
    parts.put("intake", () -> new IntakePart(options.quick(), progress).run());
    parts.put("live", () -> new LivePart(options, progress).run());
    options
        .part()
        .filter(part -> !parts.containsKey(part))
        .ifPresent(
            part -> {
              throw new CannotGoOn(
                  "There is no part " + part + " of " + NAME,
                  "Name one of " + String.join(", ", parts.keySet()));
            });
    List<BenchRow> rows = new ArrayList<>();
    parts.forEach(
        (name, part) -> {
          if (options.part().map(name::equals).orElse(true)) {
            rows.addAll(part.get());
          }
        });
    return rows;
  }
}
