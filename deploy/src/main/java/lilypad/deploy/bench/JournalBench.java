package lilypad.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lilypad.deploy.bench.AppendingActors.Round;
import lilypad.deploy.bench.BenchRow.Goal;
import lilypad.deploy.bench.BenchRow.Goal.AtLeast;
import lilypad.deploy.bench.BenchRow.Goal.AtMost;
import lilypad.deploy.bench.BenchRow.Goal.RatioAtLeast;
import lilypad.deploy.bench.BenchRow.Goal.RatioAtMost;
import lilypad.deploy.bench.BenchRow.Reference;
import lilypad.protocol.journal.JournalCodec;

/**
 * The embedded journal under event-sourced actors: appending beside Pekko's in-memory journal,
 * pekko-persistence-jdbc on SQLite and a bare file that is synced; reading back beside RocksDB's
 * own iterator; what the audit log's tree costs, and bytes on disk. Each journal has a process of
 * its own, and the rounds of all take turns, so that a busy machine is busy for all of them.
 */
final class JournalBench implements Benchmark {

  static final String NAME = "journal";

  private static final int MANY = 1_000;
  private static final int HEAP_MIB = 4_096;
  private static final double MIB = 1 << 20;
  private static final String RATE = "events/s";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "the embedded journal: append against memory, SQLite and the disk; replay; bytes; the tree's cost";
  }

  @Override
  public List<BenchRow> run(Options options, Consumer<String> progress)
      throws InterruptedException {
    try (ScratchFolder folder = ScratchFolder.create("journal")) {
      Run run = new Run(folder.path(), options.quick(), progress);
      List<BenchRow> rows = new ArrayList<>(run.append());
      rows.addAll(run.replay());
      return rows;
    } catch (IOException e) {
      throw new BenchFault("expected room for journals in the temporary folder", e);
    }
  }

  /** A rate for each of those that take part, the middle of its rounds. */
  private record Rates(Map<MeasuredJournal, Double> journals, double disk) {
    double of(MeasuredJournal journal) {
      Double rate = journals.get(journal);
      if (rate == null) {
        throw new IllegalStateException("no rate of " + journal);
      }
      return rate;
    }
  }

  private static final class Run {

    private final Path folder;
    private final boolean quick;
    private final Consumer<String> progress;
    private final JournalFacts facts = new JournalFacts();

    /** Processor time of the process for an event of a thousand actors' rounds. */
    private double cpuOfAnAppend;

    Run(Path folder, boolean quick, Consumer<String> progress) {
      this.folder = folder;
      this.quick = quick;
      this.progress = progress;
    }

    private Path place(MeasuredJournal journal) {
      return folder.resolve(journal.name().toLowerCase(Locale.ROOT));
    }

    private ChildProcess start(MeasuredJournal journal, Path at) {
      ChildProcess process =
          ChildProcess.start(
              journal.words(),
              JournalProcess.class,
              HEAP_MIB,
              List.of(journal.name(), at.toString()));
      process.answer();
      return process;
    }

    // --- append

    List<BenchRow> append() throws IOException {
      Map<MeasuredJournal, ChildProcess> processes = new EnumMap<>(MeasuredJournal.class);
      try {
        for (MeasuredJournal journal : MeasuredJournal.values()) {
          if (journal.available()) {
            processes.put(journal, start(journal, place(journal)));
          } else {
            progress.accept("journal: without " + journal.words() + ": run it in a checkout");
          }
        }
        progress.accept(
            "journal: facts of %.0f bytes on average; 1 actor".formatted(facts.bytes()));
        Rates one = rates(processes, 1);
        progress.accept("journal: 1,000 actors");
        Rates many = rates(processes, MANY);
        List<BenchRow> rows = new ArrayList<>();
        rows.add(against("append, 1 actor", one, MeasuredJournal.MEMORY, new RatioAtLeast(0)));
        rows.add(disk("append, 1 actor", one, new RatioAtLeast(0.5)));
        if (processes.containsKey(MeasuredJournal.SQLITE)) {
          rows.add(against("append, 1 actor", one, MeasuredJournal.SQLITE, new RatioAtLeast(1)));
        }
        rows.add(
            against("append, 1,000 actors", many, MeasuredJournal.MEMORY, new RatioAtLeast(0.6)));
        rows.add(disk("append, 1,000 actors", many, new RatioAtLeast(0)));
        if (processes.containsKey(MeasuredJournal.SQLITE)) {
          rows.add(
              against("append, 1,000 actors", many, MeasuredJournal.SQLITE, new RatioAtLeast(5)));
        }
        rows.addAll(memoryAndTree(processes));
        return rows;
      } finally {
        processes.values().forEach(ChildProcess::close);
      }
    }

    private static BenchRow against(String metric, Rates rates, MeasuredJournal other, Goal goal) {
      return BenchRow.compared(
          NAME,
          metric,
          rates.of(MeasuredJournal.EMBEDDED),
          RATE,
          new Reference(other.words(), rates.of(other)),
          goal);
    }

    private static BenchRow disk(String metric, Rates rates, Goal goal) {
      return BenchRow.compared(
          NAME,
          metric,
          rates.of(MeasuredJournal.EMBEDDED),
          RATE,
          new Reference("a file, synced for all that wait", rates.disk()),
          goal);
    }

    private Rates rates(Map<MeasuredJournal, ChildProcess> processes, int actors)
        throws IOException {
      Duration time = Duration.ofMillis(quick ? actors == 1 ? 500 : 1_500 : 5_000);
      int rounds = quick ? 2 : 5;
      Map<MeasuredJournal, List<Round>> all = new EnumMap<>(MeasuredJournal.class);
      processes.forEach(
          (journal, process) -> {
            warmUp(process, actors);
            all.put(journal, new ArrayList<>());
          });
      List<Double> disk = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        for (Map.Entry<MeasuredJournal, ChildProcess> each : processes.entrySet()) {
          Round found =
              Round.parse(each.getValue().ask("append " + actors + " " + time.toMillis()));
          all.computeIfAbsent(each.getKey(), journal -> new ArrayList<>()).add(found);
        }
        disk.add(appended(folder.resolve("appends-" + actors + "-" + round), actors, time));
      }
      Map<MeasuredJournal, Double> middle = new EnumMap<>(MeasuredJournal.class);
      all.forEach(
          (journal, found) -> {
            middle.put(journal, middle(found.stream().map(Round::perSecond).toList()));
            progress.accept("journal: " + journal.words() + ": " + words(found));
          });
      cpuOfAnAppend =
          middle(
              all.getOrDefault(MeasuredJournal.EMBEDDED, List.of()).stream()
                  .map(round -> (double) round.cpuNanos() / round.events())
                  .toList());
      return new Rates(middle, middle(disk));
    }

    /** Code that is not compiled yet is not what is measured. */
    private void warmUp(ChildProcess process, int actors) {
      process.ask("append " + actors + " " + (quick ? actors == 1 ? 500 : 3_000 : 15_000));
    }

    private double appended(Path file, int writers, Duration time) throws IOException {
      try (FsyncedAppends appends = new FsyncedAppends(file, writers)) {
        long until = System.nanoTime() + time.toNanos() / 2;
        for (long place = 0; System.nanoTime() - until < 0; place++) {
          appends.add(JournalCodec.encode(facts.at(0, place)));
        }
        return appends.perSecond();
      } finally {
        Files.delete(file);
      }
    }

    private static String words(List<Round> rounds) {
      return String.join(
          ", ",
          rounds.stream()
              .map(
                  round ->
                      String.format(
                          Locale.ROOT,
                          "%,.0f/s (%.1f us of CPU each)",
                          round.perSecond(),
                          round.cpuNanos() / 1e3 / round.events()))
              .toList());
    }

    private List<BenchRow> memoryAndTree(Map<MeasuredJournal, ChildProcess> processes) {
      List<BenchRow> rows = new ArrayList<>();
      ChildProcess embedded = processes.get(MeasuredJournal.EMBEDDED);
      ChildProcess memory = processes.get(MeasuredJournal.MEMORY);
      if (embedded == null || memory == null) {
        throw new IllegalStateException("a process of each journal");
      }
      double tree = Double.parseDouble(embedded.ask("tree"));
      rows.add(
          BenchRow.compared(
              NAME,
              "the tree's share of an append's CPU time",
              tree / 1e3,
              "us",
              new Reference("all of the process, 1,000 actors", cpuOfAnAppend / 1e3),
              new RatioAtMost(0.05)));
      rows.add(
          BenchRow.compared(
              NAME,
              "heap after a collection, 1,000 actors",
              Long.parseLong(embedded.ask("heap")) / MIB,
              "MiB",
              new Reference(
                  MeasuredJournal.MEMORY.words(), Long.parseLong(memory.ask("heap")) / MIB),
              new AtMost(128)));
      return rows;
    }

    // --- replay

    List<BenchRow> replay() throws IOException {
      int events = quick ? 100_000 : 1_000_000;
      Path many = place(MeasuredJournal.EMBEDDED);
      Path one = folder.resolve("replayed");
      progress.accept(String.format(Locale.ROOT, "journal: replay of %,d events", events));
      try (ChildProcess writer = start(MeasuredJournal.EMBEDDED, one)) {
        writer.ask("fill " + events);
      }
      int rounds = quick ? 5 : 10;
      List<Double> recovered = new ArrayList<>();
      List<Double> scanned = new ArrayList<>();
      try (ChildProcess reader = start(MeasuredJournal.EMBEDDED, one)) {
        for (int round = 0; round < rounds; round++) {
          Round scan = Round.parse(reader.ask("scan"));
          Round recovery = Round.parse(reader.ask("recover"));
          if (recovery.events() != events || scan.events() != events) {
            throw new BenchFault(
                "expected "
                    + events
                    + " events, recovered "
                    + recovery.events()
                    + " and scanned "
                    + scan.events());
          }
          progress.accept(
              "journal: scan " + words(List.of(scan)) + ", recovery " + words(List.of(recovery)));
          if (round >= rounds / 2) {
            recovered.add(recovery.perSecond());
            scanned.add(scan.perSecond());
          }
        }
      }
      List<BenchRow> rows = new ArrayList<>();
      rows.add(
          BenchRow.alone(
              NAME,
              "replay, an actor's recovery, warm",
              middle(recovered),
              RATE,
              new AtLeast(300_000)));
      rows.add(
          BenchRow.compared(
              NAME,
              "replay, an actor's recovery, warm",
              middle(recovered),
              RATE,
              new Reference("RocksDB's iterator alone", middle(scanned)),
              new RatioAtLeast(0.5)));
      rows.add(bytes(many));
      return rows;
    }

    /** What a thousand actors wrote, after the journal was opened once more and took its log in. */
    private BenchRow bytes(Path journal) throws IOException {
      long held;
      try (ChildProcess reader = start(MeasuredJournal.EMBEDDED, journal)) {
        held = Long.parseLong(reader.ask("held"));
        Round round = Round.parse(reader.ask("recover " + MANY));
        progress.accept("journal: 1,000 actors recover: " + words(List.of(round)));
      }
      return BenchRow.compared(
          NAME,
          String.format(Locale.ROOT, "bytes on disk of an event, %,d events", held),
          (double) size(journal) / held,
          "bytes",
          new Reference("the event's own", facts.bytes()),
          new RatioAtMost(2));
    }

    /** Without RocksDB's own library, which is unpacked there. */
    private static long size(Path journal) throws IOException {
      try (Stream<Path> files = Files.walk(journal)) {
        long all = 0;
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          all += file.startsWith(journal.resolve("native")) ? 0 : Files.size(file);
        }
        return all;
      }
    }

    private static double middle(List<Double> all) {
      return all.stream().sorted().toList().get(all.size() / 2);
    }
  }
}
