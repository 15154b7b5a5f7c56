package lilypad.deploy.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import lilypad.deploy.devnet.MediatorSite;

/**
 * Scenarios that share a market at the same time, because most of them wait for somebody who does
 * not answer. When the first panel of each sits, the reserve is called.
 */
record SideBySide(MediatorSite site, Consumer<ScenarioReport> done) {

  /**
   * How many first panels work at a time: one verifier is on all of them, and on a busy machine more
   * jobs than this would cost it its time to commit.
   */
  private static final int PANELS_AT_A_TIME = 2;

  /** A scenario and how it goes. */
  record Part(CheatedPanel scenario, Dispute dispute) {}

  /** One act of one scenario. */
  private interface Act {
    void play(Part part) throws InterruptedException;
  }

  /**
   * Plays all of them.
   *
   * @throws InterruptedException if the thread was interrupted
   */
  List<ScenarioReport> play(List<Part> parts) throws InterruptedException {
    List<Part> seated = new ArrayList<>();
    List<ScenarioReport> reports = new ArrayList<>();
    Semaphore panels = new Semaphore(PANELS_AT_A_TIME, true);
    List<Boolean> went = together(parts, part -> goesWell(part, it -> seat(it, panels)));
    for (int i = 0; i < parts.size(); i++) {
      if (went.get(i)) {
        seated.add(parts.get(i));
      } else {
        reports.add(told(parts.get(i).dispute().brokenOff()));
      }
    }
    site.callReserve();
    reports.addAll(together(seated, this::judged));
    return List.copyOf(reports);
  }

  private static void seat(Part part, Semaphore panels) throws InterruptedException {
    part.scenario().claim(part.dispute());
    panels.acquire();
    try {
      part.scenario().seat(part.dispute());
    } finally {
      panels.release();
    }
  }

  private ScenarioReport judged(Part part) throws InterruptedException {
    boolean well = goesWell(part, it -> it.scenario().judge(it.dispute()));
    return told(well ? part.dispute().report() : part.dispute().brokenOff());
  }

  private ScenarioReport told(ScenarioReport report) {
    done.accept(report);
    return report;
  }

  private static boolean goesWell(Part part, Act act) throws InterruptedException {
    try {
      act.play(part);
      return true;
    } catch (RuntimeException e) {
      // The boundary between the scenarios: whatever breaks one is told, and the others go on.
      part.dispute().expect().stoppedBy(e.toString());
      return false;
    }
  }

  /** What a part gives. */
  private interface Step<T> {
    T of(Part part) throws InterruptedException;
  }

  private static <T> List<T> together(List<Part> parts, Step<T> step)
      throws InterruptedException {
    List<Callable<T>> all = new ArrayList<>();
    parts.forEach(part -> all.add(() -> step.of(part)));
    List<T> given = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<T> one : threads.invokeAll(all)) {
        given.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scenario broke off", e.getCause());
    }
    return given;
  }
}
