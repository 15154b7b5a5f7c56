package lilypad.deploy.devnet;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.deploy.ClassPath;
import lilypad.deploy.StateFolder;
import lilypad.protocol.CannotGoOn;

/**
 * All processes that a devnet starts. They end with {@link #close}, with Ctrl-C at any moment, and
 * after a kill -9 of this process. Threads may share it.
 */
public final class ProcessFleet implements AutoCloseable {

  /** Older JDKs do not know the flag; newer ones warn about libraries of ours without it. */
  private static final int WARNS_OF_UNSAFE = 23;

  private final Reaper reaper = Reaper.start();
  private final Deque<FleetProcess> processes = new ArrayDeque<>();
  private final Deque<Anvil> chains = new ArrayDeque<>();
  private final Deque<FaultyLine> lines = new ArrayDeque<>();
  private final Thread hook = new Thread(this::endWithTheProgram, "fleet-end");
  private volatile boolean closing;

  private ProcessFleet() {}

  /** An empty fleet. */
  public static ProcessFleet open() {
    ProcessFleet fleet = new ProcessFleet();
    try {
      Runtime.getRuntime().addShutdownHook(fleet.hook);
    } catch (IllegalStateException e) {
      throw new CannotGoOn("The program is ending, nothing is started", "Start it again", e);
    }
    return fleet;
  }

  /**
   * Starts one of our own commands on the same JVM and class path.
   *
   * @param name what it is called
   * @param jvmFlags for its JVM
   * @param arguments the command line after {@code lilypad}
   * @param log takes what it prints
   * @param readyMark is in the line that says that it is ready
   */
  public FleetProcess lilypad(
      String name, List<String> jvmFlags, List<String> arguments, Path log, String readyMark) {
    return java(name, jvmFlags, "lilypad.deploy.cli.CommandLineMain", arguments, log, readyMark);
  }

  /** As {@link #lilypad}, from another class of ours, which no command starts. */
  FleetProcess java(
      String name,
      List<String> jvmFlags,
      String main,
      List<String> arguments,
      Path log,
      String readyMark) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(ownFlags());
    command.addAll(List.of("-cp", ClassPath.ofServices()));
    command.add(main);
    command.addAll(arguments);
    return program(name, command, log, readyMark);
  }

  /**
   * Starts a program that is not ours.
   *
   * @param command the program and its arguments
   * @param log takes what it prints
   * @param readyMark is in a line that it prints when it is ready
   */
  FleetProcess program(String name, List<String> command, Path log, String readyMark) {
    return alone(
        () -> {
          Process process = start(command, log);
          reaper.living(process.pid());
          FleetProcess started = new FleetProcess(name, process, log, readyMark);
          Thread.ofVirtual().start(() -> reaper.ended(process.onExit().join().pid()));
          processes.push(started);
          return started;
        });
  }

  private static List<String> ownFlags() {
    List<String> flags = new ArrayList<>();
    flags.add("--enable-native-access=ALL-UNNAMED");
    flags.add("-XX:-UsePerfData");
    flags.add("-Dlilypad.root=" + Anvil.projectRoot());
    flags.add("-Dlilypad.state=" + StateFolder.path());
    if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return flags;
  }

  private static Process start(List<String> command, Path log) {
    File folder = Optional.ofNullable(log.getParent()).orElse(Path.of(".")).toFile();
    try {
      return new ProcessBuilder(command).directory(folder).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new CannotGoOn(
          "A process does not start (" + e.getMessage() + ")", "See that " + folder + " exists", e);
    }
  }

  /** Starts a chain. */
  public Anvil chain(AnvilSettings settings) {
    return alone(
        () -> {
          Anvil anvil = Anvil.start(settings, reaper::living);
          chains.push(anvil);
          return anvil;
        });
  }

  /** Ends a chain of this fleet before the fleet itself ends. */
  public synchronized void end(Anvil anvil) {
    if (chains.remove(anvil)) {
      anvil.close();
      reaper.ended(anvil.pid());
    }
  }

  /** Opens a line to a node that deals faults; it ends before the chains. */
  FaultyLine faultyLine(URI node, long seed, Path log) {
    return alone(
        () -> {
          FaultyLine line = FaultyLine.open(node, seed, log);
          lines.push(line);
          return line;
        });
  }

  /** Ends a line of this fleet before the fleet itself ends. */
  synchronized void end(FaultyLine line) {
    if (lines.remove(line)) {
      line.close();
    }
  }

  private synchronized <T> T alone(Supplier<T> start) {
    if (closing) {
      throw new CannotGoOn("The devnet is being stopped", "Start again");
    }
    return start.get();
  }

  /** The first process that is gone although nobody ended it. */
  public synchronized Optional<String> unexpectedEnd() {
    return processes.stream().flatMap(process -> process.unexpectedEnd().stream()).findFirst();
  }

  /** Ends all, newest first, and waits until they are gone. */
  @Override
  public void close() {
    closing = true;
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending already; the hook runs anyway and finds nothing left.
      return;
    }
  }

  private synchronized void endAll() {
    processes.forEach(FleetProcess::beginStop);
    processes.forEach(FleetProcess::stop);
    lines.forEach(FaultyLine::close);
    chains.forEach(Anvil::close);
    processes.clear();
    lines.clear();
    chains.clear();
    reaper.close();
  }

  /** Nothing may wait here: what does not go at once is killed, children of children included. */
  private void endWithTheProgram() {
    closing = true;
    reaper.relieve();
    List<ProcessHandle> ours = ProcessHandle.current().descendants().toList();
    ours.forEach(ProcessHandle::destroyForcibly);
    synchronized (this) {
      // A start that was under way has ended by now: what it left is found here.
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }
}
