package lilypad.deploy.bench;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.block.LogsBloom;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.GoJson;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.ModuleManifest;
import lilypad.protocol.job.ModuleRef;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.job.TrustedParties;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeSigner;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.sign.PrivateKey;

/**
 * A market of disputed deals, made from nothing but its size: the generator that knows each deal's
 * right result and so its verdict. First come the blocks in which the deals are agreed and their
 * claims made, which are final; then for each hundred deals one with their checks and one without
 * logs, whose prevrandao their panels are drawn by. After the first part of the deals and after all
 * of them come blocks without logs, in which time goes on.
 *
 * @param first how many deals the first part has
 * @param deals how many there are in all; both a multiple of a hundred
 */
record PanelDeals(int first, int deals) {

  /** Deals whose checks share a block. */
  static final int TOGETHER = 100;

  /** Blocks without logs behind each part. */
  static final int QUIET = 100;

  static final int NODES = 12;
  static final PrivateKey MEDIATOR = PrivateKey.fromHex("11".repeat(32));
  static final MediatorIdentity IDENTITY =
      new MediatorIdentity(MEDIATOR.address(), DealChain.CHAIN_ID, CannedLogs.STORAGE);
  static final Hash32 RUNTIME = CannedLogs.hash("runtime", 1);

  /** The only input of each job: the deal's number. */
  static final String INPUT = "Number";

  private static final BigInteger TOKEN = BigInteger.TEN.pow(18);
  private static final DisputeTerms TERMS = new DisputeTerms(MEDIATOR.address(), TOKEN);
  private static final FileTree MODULE = module();
  private static final Cid MODULE_CID = UnixFs.cid(MODULE);
  private static final long GENESIS = 1_760_000_000;

  PanelDeals {
    if (first < TOGETHER || deals < first || first % TOGETHER != 0 || deals % TOGETHER != 0) {
      throw new IllegalArgumentException(
          "expected multiples of " + TOGETHER + ", got " + first + " of " + deals);
    }
  }

  /** The folder that all jobs run. */
  static FileTree module() {
    String manifest =
        """
        {"machine": {"cpu": 1000, "ram": 100}, "profile": "wasm", "runtime": "%s", "entry": "m.wasm",
         "args": ["${%s}"], "inputs": [{"name": "%s"}]}
        """
            .formatted(RUNTIME, INPUT, INPUT);
    return FileTree.of(
        new TreeMap<>(
            Map.of(
                ModuleManifest.FILE_NAME,
                Bytes.of(manifest.getBytes(StandardCharsets.UTF_8)),
                "m.wasm",
                Bytes.of(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}))));
  }

  /** What the job of a deal results in. */
  static Hash32 result(int deal) {
    return CannedLogs.hash("result", deal);
  }

  private static String claim(int deal) {
    return new Cid(expected(deal) == Verdict.ACCEPT ? result(deal) : CannedLogs.hash("lie", deal))
        .toString();
  }

  /** The verdict: the claim of every third deal is wrong. */
  static Verdict expected(int deal) {
    return deal % 3 == 2 ? Verdict.REJECT : Verdict.ACCEPT;
  }

  /** The key of a node. */
  static NodeSigner node(int number) {
    return new NodeSigner(
        IDENTITY, PrivateKey.of(CannedLogs.hash("node", number).bytes().toArray()));
  }

  /** Each node has an operator of its own. */
  static String operator(int number) {
    return "operator " + (char) ('a' + number);
  }

  // --- the solver's side

  /** A deal as its solver tells it, under the id that this gives it. */
  static SolverDeal deal(int deal) {
    Address creator = TERMS.members(deal).jobCreator();
    Address provider = TERMS.members(deal).resourceProvider();
    TrustedParties trusted = new TrustedParties(Optional.empty(), List.of(MEDIATOR.address()), "");
    MachineSpec machine = new MachineSpec(0, List.of(), 1_000, 100, 0);
    JobOffer offer =
        new JobOffer(
            "",
            GENESIS * 1_000 + deal,
            deal,
            creator,
            new ModuleRef("bench", "", MODULE_CID.toString(), "/" + ModuleManifest.FILE_NAME),
            machine,
            Map.of(INPUT, Integer.toString(deal)),
            JobOffer.InputFiles.NONE,
            0,
            "FixedPrice",
            DisputeTerms.offered(),
            trusted,
            Optional.empty());
    ResourceOffer resource =
        new ResourceOffer(
            "",
            GENESIS * 1_000,
            provider,
            0,
            machine,
            List.of(),
            "FixedPrice",
            DisputeTerms.offered(),
            Map.of(),
            trusted);
    return DealIds.identified(
        new SolverDeal(
            new DealId(""),
            TERMS.members(deal),
            DisputeTerms.offered(),
            offer.withId(DealIds.jobOffer(offer).toString()),
            resource.withId(DealIds.resourceOffer(resource).toString())));
  }

  /** The solver's answer about a deal. */
  static Bytes container(SolverDeal deal) {
    return GoJson.container(DealContainer.of(deal, GENESIS * 1_000, 4, Optional.empty()));
  }

  /** How a deal is named in the journal. */
  static DealKey key(DealId id) {
    return DealKey.of(DealChain.CHAIN_ID, CannedLogs.STORAGE, id);
  }

  // --- the chain's side

  private int chunks() {
    return deals / TOGETHER;
  }

  /** The last block before the checks: it is final, nothing above it is. */
  long agreed() {
    return 2L * chunks();
  }

  /** The block with the beacon of the first so many deals; no check of another is below it. */
  long checked(int count) {
    return check(count - 1) + 1;
  }

  /** The last block before which no check of another than the first so many deals comes. */
  long quiet(int count) {
    return checked(count) + (count == first || count == deals ? QUIET : 0);
  }

  private long check(int deal) {
    return agreed() + 1 + 2L * (deal / TOGETHER) + (deal < first ? 0 : QUIET);
  }

  /** All headers, by height. */
  List<BlockHeader> headers() {
    List<BlockHeader> headers = new ArrayList<>();
    Hash32 parent = Hash32.ZERO;
    for (long number = 0; number <= quiet(deals); number++) {
      BlockHeader header = header(number, parent);
      headers.add(header);
      parent = header.hash();
    }
    return headers;
  }

  private static BlockHeader header(long number, Hash32 parent) {
    return new BlockHeader(
        parent,
        BlockHeader.NO_OMMERS,
        Address.ZERO,
        Hash32.ZERO,
        Hash32.ZERO,
        Hash32.ZERO,
        LogsBloom.EMPTY,
        BigInteger.ZERO,
        number,
        BigInteger.valueOf(30_000_000),
        BigInteger.ZERO,
        GENESIS + number,
        Bytes.of(new byte[0]),
        CannedLogs.hash("prevrandao", number),
        Bytes.of(new byte[8]),
        Optional.of(BigInteger.ONE),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The logs of a block. */
  List<ChainLog> logs(BlockRef block, List<DealId> ids) {
    long number = block.number();
    List<ChainLog> logs = new ArrayList<>();
    for (int from = 0; from < deals; from += TOGETHER) {
      for (int deal = from; deal < from + TOGETHER; deal++) {
        DealId id = ids.get(deal);
        List<LilypadEvent> told =
            number == agreement(from)
                ? TERMS.agreed(deal, id)
                : number == agreement(from) + 1
                    ? TERMS.submitted(deal, id)
                    : number == check(from) ? TERMS.checked(deal, id) : List.of();
        for (LilypadEvent event : told) {
          logs.add(log(event, block, deal, logs.size()));
        }
      }
    }
    return logs;
  }

  private static long agreement(int deal) {
    return 1 + 2L * (deal / TOGETHER);
  }

  private static ChainLog log(LilypadEvent event, BlockRef block, int deal, int index) {
    EncodedEvent encoded = EncodedEvent.of(event);
    return new ChainLog(
        CannedLogs.contract(event),
        encoded.topics(),
        encoded.data(),
        block.hash(),
        block.number(),
        CannedLogs.hash("transaction", block.number() * 1_000_000 + deal),
        index);
  }

  /** What the storage contract returns of a deal at its check's block. */
  AgreementReading reading(int deal, DealId id, List<BlockRef> blocks) {
    BlockRef submitted = blocks.get(Math.toIntExact(agreement(deal) + 1));
    return TERMS.reading(
        deal, id, claim(deal), submitted, blocks.get(Math.toIntExact(check(deal))));
  }
}
