package lilypad.deploy.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A process that reads in one way and tells what CPU time all its threads took for it: transport,
 * garbage collector and compiler included; and how long the compiler was at work, which a warm
 * reader no longer needs. It takes the way and the node's URL, then a line with the number of
 * ranges for each round, and ends when its standard input does.
 */
final class ReadingProcess {

  private ReadingProcess() {}

  /** Answers each line with nanoseconds of CPU and of compiling, and with what was found. */
  public static void main(String[] arguments) throws Exception {
    Reading reading = Reading.Way.of(arguments[0]).open(URI.create(arguments[1]));
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    BufferedReader rounds =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = rounds.readLine(); line != null; line = rounds.readLine()) {
      int count = Integer.parseInt(line);
      Tally tally = new Tally();
      long compiledBefore = compiler.getTotalCompilationTime();
      long before = system.getProcessCpuTime();
      for (int range = 0; range < count; range++) {
        reading.read(range, tally);
      }
      long took = system.getProcessCpuTime() - before;
      long compiled = compiler.getTotalCompilationTime() - compiledBefore;
      System.out.println(took + " " + TimeUnit.MILLISECONDS.toNanos(compiled) + " " + tally);
    }
    System.exit(0);
  }
}
