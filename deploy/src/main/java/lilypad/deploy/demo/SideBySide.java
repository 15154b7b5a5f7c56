package lilypad.deploy.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import lilypad.deploy.devnet.MediatorSite;

/**
 * Plays scenarios at the same time on one market, act by act, because most of them wait for
 * somebody who does not answer. When the first panel of each has committed, the reserve is called.
 */
final class SideBySide {

  /**
   * How many first panels work at a time: one verifier is on all of them, and on a busy machine
   * more jobs than this would cost it its time to commit.
   */
  private static final int PANELS_AT_A_TIME = 2;

  /** A scenario and how it goes. */
  record Part(CheatedPanel scenario, Dispute dispute) {}

  /** What is played of each. */
  private interface Act {
    void play(CheatedPanel scenario, Dispute dispute) throws InterruptedException;
  }

  private final MediatorSite site;
  private final Consumer<ScenarioReport> done;
  private final List<ScenarioReport> reports = new CopyOnWriteArrayList<>();

  SideBySide(MediatorSite site, Consumer<ScenarioReport> done) {
    this.site = site;
    this.done = done;
  }

  /**
   * Plays all of them.
   *
   * @param parts in the order in which their panels sit
   * @throws InterruptedException if the thread was interrupted
   */
  List<ScenarioReport> play(List<Part> parts) throws InterruptedException {
    List<Part> claimed = act(parts, parts.size(), CheatedPanel::claim);
    List<Part> seated = act(claimed, PANELS_AT_A_TIME, CheatedPanel::seat);
    site.callReserve();
    act(
        seated,
        parts.size(),
        (scenario, dispute) -> {
          scenario.judge(dispute);
          tell(dispute.report());
        });
    return List.copyOf(reports);
  }

  /** One act of all that came so far; those that break off are told and come no further. */
  private List<Part> act(List<Part> parts, int atATime, Act act) throws InterruptedException {
    List<Callable<Boolean>> all = new ArrayList<>();
    parts.forEach(part -> all.add(() -> goesWell(part, act)));
    List<Part> well = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(atATime)) {
      List<Future<Boolean>> went = threads.invokeAll(all);
      for (int i = 0; i < parts.size(); i++) {
        if (went.get(i).get()) {
          well.add(parts.get(i));
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a scenario broke off", e.getCause());
    }
    return well;
  }

  private boolean goesWell(Part part, Act act) throws InterruptedException {
    try {
      act.play(part.scenario(), part.dispute());
      return true;
    } catch (RuntimeException e) {
      // The boundary between the scenarios: whatever breaks one is told, and the others go on.
      part.dispute().expect().stoppedBy(e.toString());
      tell(part.dispute().brokenOff());
      return false;
    }
  }

  private void tell(ScenarioReport report) {
    reports.add(report);
    done.accept(report);
  }
}
