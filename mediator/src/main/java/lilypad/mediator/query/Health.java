package lilypad.mediator.query;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.pool.EndpointState;
import lilypad.chain.pool.EndpointStatus;
import lilypad.mediator.settle.Funds;
import lilypad.protocol.Hash32;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.BoardsSnapshot;
import lilypad.protocol.story.Plain;

/**
 * What an operator wants to know first, and what is wrong.
 *
 * @param at when it was looked at
 * @param patience how long chain, deliveries and transactions may stand still
 * @param ready whether the journal is read and the chain followed
 * @param intake how far the intake is
 * @param rechecked the highest block that was read once more, negative if none was
 * @param unread what cannot be read once more
 * @param deals how many deals there are
 * @param waiting what the outboxes still have to do
 * @param unknown intents of which it is not told whether they took effect, and why not
 * @param funds what the signer's account holds and gas costs, once it was looked at
 * @param panel who could sit
 * @param journal how long the record is
 * @param endpoints how the ways to the chain are, in the operator's order
 */
public record Health(
    Instant at,
    Duration patience,
    boolean ready,
    ProgressBoard.Intake intake,
    long rechecked,
    Optional<Unread> unread,
    Deals deals,
    List<ProgressBoard.Waiting> waiting,
    Map<Hash32, String> unknown,
    Optional<Funds> funds,
    Panel panel,
    Journal journal,
    List<EndpointStatus> endpoints) {

  /**
   * How many deals there are.
   *
   * @param known deals ever heard of
   * @param open those that wait for something
   * @param whole whether the list of deals is all there already
   */
  public record Deals(long known, int open, boolean whole) {}

  /**
   * What cannot be compared with the chain once more.
   *
   * @param why the newest cause
   * @param since since when there is one at each look
   */
  public record Unread(String why, Instant since) {}

  /**
   * How long the record is.
   *
   * @param events facts that have their place in it
   * @param waiting facts that are kept and have no place yet; always 0 in an embedded journal
   * @param heads how many of them the newest signed head vouches for, and the newest on chain
   * @param problems what is wrong with the journal itself, one sentence each without a full stop
   */
  public record Journal(
      long events, long waiting, BoardsSnapshot.Heads heads, List<String> problems) {
    public Journal {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Who could sit on a panel.
   *
   * @param connected verifiers that are connected
   * @param operators of how many operators they are
   * @param rostered verifiers that may connect
   * @param smallest operators that a first panel needs
   */
  public record Panel(int connected, int operators, int rostered, int smallest) {}

  public Health {
    waiting = List.copyOf(waiting);
    unknown = Map.copyOf(unknown);
    endpoints = List.copyOf(endpoints);
  }

  /** What is wrong, one sentence each without a full stop; empty if all is well. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    intake.violation().ifPresent(violation -> problems.add(contradicted(violation)));
    boolean following = intake.violation().isEmpty();
    if (!ready && following) {
      problems.add("the mediator is starting: it has not caught up with the chain yet");
    }
    if (following && intake.head().isPresent() && late(intake.headAt())) {
      problems.add(
          "no new block for %s: the node at chain.rpc stands still or does not answer"
              .formatted(since(intake.headAt())));
    }
    if (following && intake.pending() > 0 && late(intake.waitingSince())) {
      problems.add(
          "%d deliveries wait for their deals, none was taken for %s"
              .formatted(intake.pending(), since(intake.waitingSince())));
    }
    unread
        .filter(stuck -> late(stuck.since().toEpochMilli()))
        .ifPresent(
            stuck ->
                problems.add(
                    "final blocks and agreements cannot all be read once more for %s: %s"
                        .formatted(since(stuck.since().toEpochMilli()), stuck.why())));
    if (!deals.whole()) {
      problems.add(
          "the list of deals is still being read from the journal; all open ones are in it");
    }
    if (panel.operators() < panel.smallest()) {
      problems.add(
          "verifiers of %d operators are connected, a panel needs %d"
              .formatted(panel.operators(), panel.smallest()));
    }
    funds
        .filter(Funds::low)
        .ifPresent(
            low ->
                problems.add(
                    "%s holds %s wei, transactions on their way and the reserve may need %s"
                        .formatted(Plain.address(low.signer()), low.balance(), low.needed())));
    funds
        .filter(Funds::outpriced)
        .ifPresent(
            dear ->
                problems.add(
                    ("a unit of gas costs %s wei, more than the %s that %s may offer: verdicts wait"
                            + " until it costs less, or lilypad.chain.send.max-fee-cap is raised and"
                            + " the mediator started again")
                        .formatted(dear.baseFee(), dear.feeCap(), Plain.address(dear.signer()))));
    for (ProgressBoard.Waiting intent : waiting) {
      if (unknown.containsKey(intent.outgoing().intent().id())) {
        continue;
      }
      // What has no deadline waits for money without being missed.
      boolean canWait = intent.outgoing().intent().canWait() && intent.outgoing().nonce().isEmpty();
      if (!canWait && intent.outgoing().mined().isEmpty() && late(intent.movedAt())) {
        problems.add(
            "transaction %s of %s is not mined, nothing was heard of it for %s"
                .formatted(
                    intent.outgoing().intent().id().toString().substring(0, 18),
                    Plain.address(intent.signer()),
                    since(intent.movedAt())));
      }
    }
    unknown.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            intent ->
                problems.add(
                    "whether transaction %s took effect is unknown: %s"
                        .formatted(
                            intent.getKey().toString().substring(0, 18), intent.getValue())));
    problems.addAll(journal.problems());
    for (EndpointStatus endpoint : endpoints) {
      if (endpoint.state() == EndpointState.QUARANTINED) {
        problems.add(
            "the endpoint %s told something wrong and is not asked any more: %s"
                .formatted(endpoint.url(), endpoint.trouble().orElse("nobody knows what")));
      }
    }
    return List.copyOf(problems);
  }

  private String contradicted(ProgressBoard.Violation violation) {
    String since = since(violation.at());
    return switch (violation.fact()) {
      case IntakeEvent.FinalityViolated replaced ->
          ("a final block was replaced: recorded %s, the node has %s, for %s now; nothing is"
                  + " signed until you have compared other nodes and started the mediator with"
                  + " --accept-chain and the hash of the one that is the chain's")
              .formatted(replaced.ours(), replaced.theirs(), since);
      case IntakeEvent.LogsContradicted logs ->
          ("the final block %s has other logs than were recorded of it: %d recorded, %d told, for"
                  + " %s now; nothing is signed until you have compared other nodes and started the"
                  + " mediator with --accept-logs recorded or --accept-logs told")
              .formatted(logs.block(), logs.recorded().size(), logs.told().size(), since);
      case IntakeEvent.StateContradicted state ->
          ("a log of deal %s is missing: recorded is %s since block %s, the contract tells %s at"
                  + " block %s, for %s now; nothing is signed until you have compared other nodes and"
                  + " started the mediator with --accept-logs recorded or --accept-logs told")
              .formatted(
                  state.deal(), state.recorded(), state.since(), state.told(), state.at(), since);
    };
  }

  private boolean late(long millis) {
    return millis > 0 && Duration.between(Instant.ofEpochMilli(millis), at).compareTo(patience) > 0;
  }

  private String since(long millis) {
    return Math.max(0, Duration.between(Instant.ofEpochMilli(millis), at).toSeconds()) + " s";
  }
}
