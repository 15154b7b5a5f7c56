package lilypad.deploy.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcFault;
import lilypad.persistence.audit.Finding;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.RecordCheck.Report;
import lilypad.persistence.audit.Trust;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.protocol.abi.HeadAnchorAbi.Anchored;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.audit.Anchoring;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.deal.DealSettings;

/**
 * Holds a record's tree against the heads that its mediator anchored on chain, as they stand in the
 * newest final block.
 */
public final class AnchorComparison {

  /**
   * What was compared.
   *
   * @param contract where was looked; empty if nobody named a contract
   * @param given whether the auditor named it; else the record did
   * @param block as of which; empty if nothing was asked
   * @param newest the newest head that the mediator anchored
   * @param held the newest one that is not larger than the record, and that its tree was held
   *     against
   * @param earlier of keys that the mediator had before, the newest head that the tree was held
   *     against, if there is one
   */
  public record Compared(
      Optional<Address> contract,
      boolean given,
      Optional<BlockRef> block,
      Optional<Anchored> newest,
      Optional<Anchored> held,
      List<Earlier> earlier,
      List<Finding> findings) {
    public Compared {
      earlier = List.copyOf(earlier);
      findings = List.copyOf(findings);
    }

    static final Compared NOWHERE =
        new Compared(
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of());
  }

  /** A head that a key anchored which the mediator has no more. */
  public record Earlier(Address signer, Optional<Anchored> held) {}

  /** What the record says that a key anchored. */
  private record Claim(
      Optional<Address> signer, AuditEvent.AnchorRequested head, AuditEvent.HeadAnchored end) {}

  private AuditState stated = AuditState.NOTHING;
  private final List<Claim> claims = new ArrayList<>();

  /** The record is read once more. */
  void again() {
    stated = AuditState.NOTHING;
    claims.clear();
  }

  /** So says the record of itself. */
  void stated(AuditEvent event) {
    stated = stated.apply(event);
    if (event instanceof AuditEvent.HeadAnchored end) {
      stated
          .anchoring()
          .filter(anchoring -> anchoring.stage() == Anchoring.Stage.ANCHORED)
          .filter(anchoring -> anchoring.request().intent().id().equals(end.intent()))
          .ifPresent(anchoring -> claims.add(claim(anchoring.request(), end)));
    }
  }

  private Claim claim(AuditEvent.AnchorRequested head, AuditEvent.HeadAnchored end) {
    // Whoever takes a record over with a key of his own has what was waiting anchored by that.
    return new Claim(stated.settings().map(DealSettings::mediator), head, end);
  }

  /**
   * Compares, once the whole record was told.
   *
   * @param given where to look; empty: where the record says
   * @param report what the check of the record itself came to
   * @param file the record, which is read once more if a head has to be held against it
   * @throws CannotGoOn if the node does not answer, or the given contract keeps no heads
   */
  public Compared compare(
      EvmChain chain, Optional<Address> given, Report report, Path file, LongConsumer progress) {
    Optional<Address> contract =
        given.or(() -> stated.anchoring().map(a -> a.request().contract()));
    if (contract.isEmpty()) {
      return Compared.NOWHERE;
    }
    try {
      BlockRef at =
          chain
              .block(ChainComparison.DEPTH.finalizedHeight(chain.heads()))
              .orElseThrow(() -> unusable(contract.get(), "the node has no final block"));
      return compared(
          new Contract(chain, contract.get(), report.signer(), at),
          given.isPresent(),
          report,
          file,
          progress);
    } catch (RpcFault e) {
      throw new CannotGoOn(
          "The chain's node gave no usable answer: " + e.getMessage(),
          "Check the node that --rpc names, then verify again",
          e);
    }
  }

  private static CannotGoOn unusable(Address contract, String why) {
    return new CannotGoOn(
        "No anchored head can be read from " + contract.checksummed() + ": " + why,
        "Give --anchor the HeadAnchor of this mediator, and --rpc a node of its chain");
  }

  private record Contract(EvmChain chain, Address address, Address signer, BlockRef at) {

    Contract of(Address other) {
      return new Contract(chain, address, other, at);
    }

    Optional<Anchored> newest() {
      return ask(HeadAnchorAbi.newest(signer));
    }

    Optional<Anchored> upTo(long size) {
      return ask(HeadAnchorAbi.newestUpTo(signer, size));
    }

    private Optional<Anchored> ask(Bytes call) {
      return switch (chain.call(address, call, at.hash())) {
        case ReadOutcome.Answered answered -> {
          try {
            yield Optional.of(HeadAnchorAbi.anchored(answered.output())).filter(Anchored::exists);
          } catch (MalformedAbi e) {
            throw unusable(address, "it is no HeadAnchor as of block " + at.number());
          }
        }
        case Reverted reverted -> throw unusable(address, "it refuses: " + reverted.reason());
        case ReadOutcome.UnknownBlock unknown ->
            throw unusable(address, "the node has no state of block " + at.number());
      };
    }
  }

  private Compared compared(
      Contract contract, boolean given, Report report, Path file, LongConsumer progress) {
    Optional<Anchored> newest = contract.newest();
    Optional<Anchored> held = held(contract, newest, report);
    List<Finding> findings = new ArrayList<>();
    held.ifPresent(head -> findings.addAll(held(head, report, file, progress)));
    // What a key promised that was replaced still binds: else a copy of a record's beginning could
    // be gone on with under any other key.
    List<Earlier> earlier = new ArrayList<>();
    for (Address before : before(report)) {
      Contract its = contract.of(before);
      Optional<Anchored> head = held(its, its.newest(), report);
      earlier.add(new Earlier(before, head));
      head.ifPresent(known -> findings.addAll(held(known, report, file, progress)));
    }
    if (!given) {
      claims.reversed().stream()
          .filter(claim -> claim.end().blockNumber() <= contract.at().number())
          .findFirst()
          .ifPresent(claim -> findings.addAll(claimed(contract, claim)));
    }
    return new Compared(
        Optional.of(contract.address()),
        given,
        Optional.of(contract.at()),
        newest,
        held,
        earlier,
        findings);
  }

  /** The keys that the mediator has no more. */
  private static Set<Address> before(Report report) {
    Set<Address> keys = new LinkedHashSet<>();
    report.signers().forEach(period -> keys.add(period.signer()));
    keys.remove(report.signer());
    return keys;
  }

  private static Optional<Anchored> held(
      Contract contract, Optional<Anchored> newest, Report report) {
    long size = size(report);
    return newest.filter(head -> head.size() <= size).or(() -> contract.upTo(size));
  }

  /** A whole log's leaves; of a bundle the size of the tree that its leaves are in. */
  private static long size(Report report) {
    return report.scope().deal().isEmpty()
        ? report.leaves()
        : report.newest().map(head -> head.head().size()).orElse(0L);
  }

  private static List<Finding> held(
      Anchored anchored, Report report, Path file, LongConsumer progress) {
    boolean met =
        report
            .newest()
            .map(head -> head.head())
            .filter(head -> head.size() == anchored.size() && head.root().equals(anchored.root()))
            .isPresent();
    if (met || (report.scope().deal().isPresent() && size(report) != anchored.size())) {
      return List.of();
    }
    // Whoever anchored this head also holds the key of the heads in the file: smaller ones of those
    // say nothing about where the two histories part.
    Trust.KnownHead known = new Trust.KnownHead(anchored.size(), anchored.root(), Optional.empty());
    Report again =
        RecordCheck.structure(
            file,
            new RecordCheck.Options(new Trust(List.of(), Optional.of(known)), true),
            progress::accept);
    List<Finding> findings = new ArrayList<>(again.findings());
    findings.removeAll(report.findings());
    return findings;
  }

  /** What the record says is anchored in a final block must be. */
  private static List<Finding> claimed(Contract contract, Claim claim) {
    AuditEvent.AnchorRequested head = claim.head();
    if (!head.contract().equals(contract.address())) {
      return List.of();
    }
    Optional<Anchored> found =
        contract.of(claim.signer().orElse(contract.signer())).upTo(head.size());
    Anchored expected = new Anchored(head.size(), head.root());
    return found.equals(Optional.of(expected))
        ? List.of()
        : List.of(
            new Finding.ChainContradicted(
                "the head of size " + head.size() + " in " + contract.address().checksummed(),
                found
                    .filter(other -> other.size() == head.size())
                    .map(other -> "root " + other.root())
                    .orElse("none of that size"),
                "root "
                    + head.root()
                    + ", said to be anchored in block "
                    + claim.end().blockNumber()));
  }
}
