package lilypad.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How fast the chain's logs come in; one part so far, {@link ReadingPart}. */
final class IntakeBench implements Benchmark {

  static final String NAME = "intake";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "reading a chain's logs, against web3j and against a bare drain of the same bytes";
  }

  @Override
  public List<BenchRow> run(boolean quick, Consumer<String> progress) {
    List<BenchRow> rows = new ArrayList<>();
    rows.addAll(new ReadingPart(quick, progress).run());
    rows.addAll(new IntakePart(quick, progress).run());
    return rows;
  }
}
