package lilypad.protocol.deal;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.settle.SettlementReport;

/**
 * What a deal can be told. Every command is idempotent: told twice, it changes nothing the second
 * time.
 */
public sealed interface DealCommand {

  /**
   * Logs of this deal in a canonical block, in block order (from the intake).
   *
   * @param delivery which of the intake's deliveries it is, from 1: one that was heard before is
   *     not heard again; 0 for one that is not counted
   */
  record RecordLogs(DealId deal, BlockRef block, List<ChainLog> logs, long delivery)
      implements DealCommand {
    public RecordLogs {
      logs = List.copyOf(logs);
    }

    /** Not counted. */
    public RecordLogs(DealId deal, BlockRef block, List<ChainLog> logs) {
      this(deal, block, logs, 0);
    }
  }

  /**
   * A block left the canonical chain (from the intake).
   *
   * @param delivery as in {@link RecordLogs}
   */
  record RetractBlock(BlockRef block, long delivery) implements DealCommand {

    /** Not counted. */
    public RetractBlock(BlockRef block) {
      this(block, 0);
    }
  }

  /** The chain moved on (from the clock); the time comes with every command. */
  record Advance() implements DealCommand {}

  /** The agreement was read at the check's block (answer to {@link DealIntent.ReadAgreement}). */
  record AgreementFound(CheckRef check, AgreementReading reading) implements DealCommand {}

  /**
   * The agreement was read at its claim's block (answer to {@link DealIntent.ReadClaim}).
   *
   * @param beacon the block of the intent's height
   */
  record ClaimFound(AgreementReading reading, BeaconBlock beacon) implements DealCommand {}

  /**
   * The solver told of the deal (answer to {@link DealIntent.DescribeJob}); untrusted.
   *
   * @param recomputedId the id its account of the deal really has
   * @param answer the job's result, if the mediator knows it
   */
  record JobFound(
      String recomputedId, Members members, Pricing pricing, JobToRun job, Optional<Hash32> answer)
      implements DealCommand {

    /** Of a job whose result nobody knows. */
    public JobFound(String recomputedId, Members members, Pricing pricing, JobToRun job) {
      this(recomputedId, members, pricing, job, Optional.empty());
    }

    /** The same of a job whose result is known, or is not. */
    public JobFound knowing(Optional<Hash32> resultRoot) {
      return new JobFound(recomputedId, members, pricing, job, resultRoot);
    }
  }

  /**
   * The verifiers that could be drawn now (answer to {@link DealIntent.DrawPanel}).
   *
   * @param beacon the block of the intent's height
   * @param entropy 32 fresh random bytes, to make the assignments' names opaque
   */
  record CandidatesKnown(Candidates candidates, BeaconBlock beacon, Hash32 entropy)
      implements DealCommand {}

  /**
   * Who could be drawn.
   *
   * @param present those that are connected and can run jobs, in their order
   * @param rosterWeight of all operators that are admitted, connected or not
   */
  record Candidates(List<Candidate> present, long rosterWeight) {
    public Candidates {
      present = present.stream().sorted().toList();
    }
  }

  /**
   * A block as a source of randomness.
   *
   * @param prevrandao its prevrandao (EIP-4399); zero where the chain has none
   */
  record BeaconBlock(BlockRef block, Hash32 prevrandao) {}

  /**
   * What a verifier says from its seat; its signature was checked where it came in, for the runtime
   * that it names.
   */
  sealed interface Answer extends DealCommand {
    /** The seat's opaque name. */
    Hash32 assignment();

    /** The seat's round. */
    int round();

    /** Who says it. */
    Address verifier();

    /** What it is signed for: a seat hears only what is signed for its own runtime. */
    Hash32 runtimeDigest();
  }

  /** A verifier committed. */
  record Commit(
      Hash32 assignment,
      int round,
      Address verifier,
      Hash32 runtimeDigest,
      Hash32 commitment,
      Bytes signature)
      implements Answer {}

  /** A verifier abstained. */
  record Abstain(
      Hash32 assignment,
      int round,
      Address verifier,
      Hash32 runtimeDigest,
      AbstentionReason reason,
      String detail,
      Bytes signature)
      implements Answer {}

  /** A verifier revealed; whether that is what it committed to is checked here. */
  record Reveal(
      Hash32 assignment,
      int round,
      Address verifier,
      Hash32 runtimeDigest,
      Hash32 resultRoot,
      Hash32 executionRoot,
      Hash32 salt,
      Bytes signature,
      long runMillis)
      implements Answer {}

  /** The wallet tells what became of our intent. */
  record SettlementReported(SettlementReport report) implements DealCommand {}

  /** What came of comparing a claim (answer to {@link DealIntent.Compare}). */
  record Compared(String claim, Comparison comparison) implements DealCommand {}
}
