package lilypad.deploy.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import lilypad.deploy.bench.BenchRow.Goal.AtLeast;
import lilypad.deploy.bench.BenchRow.Goal.AtMost;
import lilypad.deploy.bench.BenchRow.Goal.RatioAtLeast;
import lilypad.deploy.bench.BenchRow.Reference;

/**
 * Checking an exported record: its leaves and heads beside a plain SHA-256 over the same bytes, all
 * of it with every deal decided again and every signature, how much memory that takes, and proofs
 * out of a long journal. What must be found in the record is known from its generator.
 */
final class AuditBench implements Benchmark {

  static final String NAME = "audit";

  private static final double MIB = 1 << 20;
  private static final int TIMES = 5;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "checking an exported record, against SHA-256 of its bytes; its memory; proofs";
  }

  @Override
  public List<BenchRow> run(Options options, Consumer<String> progress) {
    try (ScratchFolder folder = ScratchFolder.create("audit")) {
      long large = options.events().orElse(options.quick() ? 200_000 : 5_000_000);
      List<BenchRow> rows = new ArrayList<>(records(folder.path(), large, options, progress));
      rows.addAll(proofs(folder.path(), options.quick() ? 300_000 : 10_000_000, progress));
      return rows;
    }
  }

  private static GeneratedRecord make(
      Path folder, String name, long leaves, Consumer<String> progress) {
    progress.accept(String.format(Locale.ROOT, "audit: making a record of %,d events", leaves));
    GeneratedRecord made = GeneratedRecord.make(folder.resolve(name), leaves);
    progress.accept(
        String.format(
            Locale.ROOT,
            "audit: %,d events of %,d bytes in all, %,d deals, %,d of them disputed",
            made.leaves(),
            made.bytes(),
            made.groups() * (long) DisputeHistory.DEALS,
            made.groups()));
    return made;
  }

  private static List<BenchRow> records(
      Path folder, long leaves, Options options, Consumer<String> progress) {
    GeneratedRecord small = make(folder, "small.audit", leaves / TIMES, progress);
    GeneratedRecord large = make(folder, "large.audit", leaves, progress);
    int rounds = options.quick() ? 3 : 2;
    List<Double> read = new ArrayList<>();
    List<Double> structure = new ArrayList<>();
    List<Double> checked = new ArrayList<>();
    try (ChildProcess process = ChildProcess.start("the auditor", AuditProcess.class, List.of())) {
      process.answer();
      // What is not compiled yet is not what is measured.
      process.ask("structure " + small.file());
      process.ask("check " + small.file());
      for (int round = 0; round < rounds; round++) {
        read.add(rate(large, process.ask("read " + large.file()), ""));
        structure.add(
            rate(large, process.ask("structure " + large.file()), large.leaves() + " []"));
        checked.add(rate(large, process.ask("check " + large.file()), expected(large)));
        progress.accept(
            String.format(
                Locale.ROOT,
                "audit: %,.0f read, %,.0f structure, %,.0f checked, events/s",
                read.getLast(),
                structure.getLast(),
                checked.getLast()));
      }
    }
    progress.accept("audit: memory");
    double lessHeap = heap(small);
    double heap = heap(large);
    String size = String.format(Locale.ROOT, "%,d events", large.leaves());
    return List.of(
        BenchRow.compared(
            NAME,
            "verify, leaves, heads and tree, " + size,
            middle(structure),
            "events/s",
            new Reference("reading and SHA-256 of the bytes", middle(read)),
            new RatioAtLeast(0.5)),
        BenchRow.alone(
            NAME,
            "verify, with signatures and decisions, " + size,
            middle(checked),
            "events/s",
            new AtLeast(100_000)),
        BenchRow.compared(
            NAME,
            "verify, most heap after a collection, " + size,
            heap,
            "MiB",
            new Reference("a fifth of the record", lessHeap),
            new AtMost(128)));
  }

  /** What a check has to say of a record, by what was generated. */
  private static String expected(GeneratedRecord record) {
    long disputed = record.groups();
    long moved = DisputeHistory.moved(record.groups());
    return LongStream.of(
                record.leaves(),
                disputed * DisputeHistory.DEALS,
                disputed,
                disputed,
                disputed,
                disputed * 2 * DisputeHistory.PANEL,
                disputed,
                moved,
                moved)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(" "))
        + " []";
  }

  private static double rate(GeneratedRecord record, String answer, String expected) {
    int space = answer.indexOf(' ');
    String found = answer.substring(space + 1);
    if (!expected.isEmpty() && !found.equals(expected)) {
      throw new BenchFault("expected " + expected + " of the record, found " + found);
    }
    return record.leaves() * 1e9 / Long.parseLong(answer.substring(0, space));
  }

  private static double heap(GeneratedRecord record) {
    try (ChildProcess process = ChildProcess.start("the auditor", AuditProcess.class, List.of())) {
      process.answer();
      String answer = process.ask("heap " + record.file());
      return Long.parseLong(answer.substring(0, answer.indexOf(' '))) / MIB;
    }
  }

  private static List<BenchRow> proofs(Path folder, int leaves, Consumer<String> progress) {
    progress.accept(String.format(Locale.ROOT, "audit: a journal of %,d leaves", leaves));
    Path journal = folder.resolve("journal");
    try (ChildProcess writer =
        ChildProcess.start(
            "the journal",
            JournalProcess.class,
            1_024,
            List.of(MeasuredJournal.EMBEDDED.name(), journal.toString()))) {
      writer.answer();
      writer.ask("marks " + leaves);
    }
    try (ChildProcess process = ChildProcess.start("the auditor", AuditProcess.class, List.of())) {
      process.answer();
      String[] answer = process.ask("prove " + journal).split(" ", -1);
      if (Long.parseLong(answer[2]) != leaves) {
        throw new BenchFault("expected " + leaves + " leaves, found " + answer[2]);
      }
      String of = String.format(Locale.ROOT, " of %,d leaves", leaves);
      return List.of(
          BenchRow.alone(
              NAME,
              "inclusion proof" + of + ", the middle one",
              Long.parseLong(answer[0]) / 1e6,
              "ms",
              new AtMost(5)),
          BenchRow.alone(
              NAME,
              "inclusion proof" + of + ", one in a hundred",
              Long.parseLong(answer[1]) / 1e6,
              "ms",
              new AtMost(5)));
    }
  }

  private static double middle(List<Double> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }
}
