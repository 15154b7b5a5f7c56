package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import lilypad.deploy.view.OperatorApi;
import lilypad.mediator.MediatorService;

/**
 * A process that is a whole mediator and takes in a chain: it is done when the mediator's own
 * health says that the chain's last block is recorded and nothing of it is still owed to a deal,
 * which the health reads off the journal.
 *
 * <p>Now and then it collects all garbage and looks at what is left. It prints one line, see {@link
 * Found}.
 */
final class IntakeProcess {

  /** After each of so many parts of the logs the heap is looked at. */
  private static final int LOOKS = 10;

  private static final long PAUSE_MILLIS = 100;

  /**
   * What was measured.
   *
   * @param nanos from before the mediator's start until all was delivered
   * @param cpuNanos the CPU time of all threads in it
   * @param early bytes on the heap after the first tenth
   * @param late bytes on the heap at the end
   * @param most the most that was ever found
   */
  record Found(long nanos, long cpuNanos, long early, long late, long most) {

    static Found parse(String line) {
      String[] parts = line.split(" ", 5);
      return new Found(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]));
    }

    String line() {
      return nanos + " " + cpuNanos + " " + early + " " + late + " " + most;
    }
  }

  private IntakeProcess() {}

  /** Takes the node's URL, a data folder, the height of the last block and the number of logs. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(
        run(
                URI.create(arguments[0]),
                Path.of(arguments[1]),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]))
            .line());
  }

  private static Found run(URI node, Path folder, long last, long logs)
      throws IOException, InterruptedException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpuBefore = system.getProcessCpuTime();
    long began = System.nanoTime();
    try (MediatorService service = BenchMediator.start(node, folder, "");
        OperatorApi api = new OperatorApi(URI.create("http://127.0.0.1:" + service.apiPort()))) {
      Heap heap = new Heap(logs);
      while (true) {
        JsonNode health = api.require("/api/v1/health");
        long delivered = health.path("delivery").path("delivered").asLong();
        heap.look(delivered);
        if (health.path("chain").path("head").asLong() == last
            && health.path("delivery").path("pending").asLong() == 0) {
          long nanos = System.nanoTime() - began;
          long cpuNanos = system.getProcessCpuTime() - cpuBefore;
          return heap.found(nanos, cpuNanos);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** What is left on the heap when all garbage is gone. */
  private static final class Heap {

    private final long logs;
    private int looks;
    private long early;
    private long late;
    private long most;

    Heap(long logs) {
      this.logs = logs;
    }

    void look(long delivered) {
      if (delivered * LOOKS >= logs * (looks + 1)) {
        looks = (int) (delivered * LOOKS / logs);
        System.gc();
        late = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        early = early == 0 ? late : early;
        most = Math.max(most, late);
      }
    }

    Found found(long nanos, long cpuNanos) {
      return new Found(nanos, cpuNanos, early, late, most);
    }
  }
}
