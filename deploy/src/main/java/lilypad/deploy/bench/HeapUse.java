package lilypad.deploy.bench;

import java.lang.management.ManagementFactory;

/** What this process keeps in memory. */
final class HeapUse {

  private HeapUse() {}

  /** Bytes of the heap after a collection. */
  @SuppressWarnings("ExplicitGC")
  static long afterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
