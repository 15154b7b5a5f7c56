package lilypad.mediator.deal;

import java.util.concurrent.CompletionStage;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.Comparison;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealIntent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Score;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.SettlementIntent;
import org.apache.pekko.Done;

/**
 * What a deal's actor reaches the world through. Every call may come again with the same arguments,
 * after a crash for instance.
 *
 * @param chain reads the agreement
 * @param jobs asks the solver
 * @param panel lends work to verifiers
 * @param outbox hands intents to the wallet
 * @param differences looks where a claim and a result differ
 * @param random makes 32 fresh random bytes
 * @param mirror holds the deals' states too
 * @param log says what an operator must see
 */
public record DealPorts(
    Chain chain,
    Jobs jobs,
    Panel panel,
    Outbox outbox,
    Differences differences,
    Entropy random,
    Mirror mirror,
    DealLog log) {

  /** Reads of the contracts, pinned to a block (EIP-1898). */
  public interface Chain {
    /** The agreement of a deal at a block; fails if the node does not know the block (any more). */
    CompletionStage<AgreementReading> agreement(DealId deal, BlockRef at);

    /**
     * The canonical block of a height as a source of randomness; fails if the node does not know it
     * (yet), or tells a header that does not give the block's hash.
     */
    CompletionStage<DealCommand.BeaconBlock> beacon(long height);
  }

  /** The solver's account of a deal. */
  public interface Jobs {
    /** What the solver tells; fails if it cannot be reached or tells nothing readable. */
    CompletionStage<DealCommand.JobFound> describe(DealId deal);
  }

  /** The verifiers. */
  public interface Panel {
    /** Who is connected and could be drawn at a chain time. */
    DealCommand.Candidates candidates(long time);

    /**
     * Has a member run a job; {@code seconds} from now to commit. Completes when the lease is
     * journaled.
     */
    CompletionStage<Done> assign(
        DealKey deal, PanelMember member, int round, JobToRun job, long seconds);

    /** Has a member show its result; {@code seconds} from now. */
    void requestReveal(DealKey deal, PanelMember member, int round, long seconds);

    /** The verifier's work is no longer wanted, or done. */
    void conclude(Address verifier, AssignmentRound key, VerifierEvent.Conclusion how);

    /** A verdict says this about one who sat. */
    void observe(Score score);
  }

  /** The wallet. */
  public interface Outbox {
    /** Have the intent take effect, once. */
    void submit(SettlementIntent intent);

    /** The intent has become pointless: send nothing that is not sent. */
    void abandon(Hash32 intent, String why);
  }

  /** Where claims and results differ. */
  public interface Differences {
    /** Looks once. What cannot be shown is an answer too. */
    CompletionStage<Comparison> compare(DealIntent.Compare wanted);
  }

  /** Whoever holds the states of this process's deals too: the read model. */
  public interface Mirror {
    /**
     * A deal is in this state after so many facts; whoever reaches an equal one may hold this one
     * in its place. Does not wait.
     */
    void reached(DealKey deal, long facts, DealState state);
  }

  /** Randomness. */
  public interface Entropy {
    /** 32 fresh bytes. */
    Hash32 next();
  }
}
