package lilypad.deploy.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import lilypad.persistence.audit.Finding;
import lilypad.persistence.audit.RecordCheck.Report;
import lilypad.persistence.audit.RecordCounts;
import lilypad.persistence.audit.SignerPeriod;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.protocol.story.Plain;

/** What a check came to, for people and for programs. */
public final class ReportText {

  private static final int WIDTH = 2_000;

  private ReportText() {}

  /** Lines for a terminal; nothing that a stranger wrote gets onto it as it is. */
  public static List<String> lines(
      Report report,
      Optional<ChainComparison.Compared> chain,
      Optional<AnchorComparison.Compared> anchors) {
    RecordCounts counts = report.counts();
    List<String> lines = new ArrayList<>();
    lines.add(
        "record    "
            + report.scope().deal().map(deal -> "one deal, key " + deal).orElse("the whole log")
            + ", "
            + number(report.leaves())
            + " leaves, chain "
            + report.scope().domain().chainId()
            + ", storage "
            + report.scope().domain().verifyingContract().checksummed());
    lines.add("trust     " + trust(report, anchors.flatMap(AnchorComparison.Compared::held)));
    lines.addAll(keys(report));
    lines.add(
        "head      "
            + report
                .newest()
                .map(
                    head ->
                        "size "
                            + number(head.head().size())
                            + ", root "
                            + head.head().root()
                            + ", signed "
                            + Plain.time(head.head().timestamp()))
                .orElse("none that holds"));
    lines.add(
        "tree      "
            + number(report.covered())
            + (report.scope().deal().isEmpty()
                ? " leaves vouched for by " + number(report.heads()) + " heads"
                : " leaves has the tree that these were proved to be in"));
    lines.add(
        "replayed  "
            + number(counts.facts())
            + " facts, "
            + number(counts.deals())
            + " deals, "
            + number(counts.mediations())
            + " mediations, "
            + number(counts.panels())
            + " panels drawn again, "
            + number(counts.verdicts())
            + " verdicts reached again, "
            + number(counts.signatures())
            + " signatures of verifiers, "
            + number(counts.transactions())
            + " transactions");
    lines.add(
        "money     "
            + Plain.tokens(counts.paidIn())
            + " paid in, "
            + Plain.tokens(counts.paidOut())
            + " refunded, paid out or slashed");
    chain.ifPresent(compared -> lines.add("chain     " + chain(compared)));
    anchors.ifPresent(
        compared -> {
          lines.add("anchor    " + anchor(compared, report));
          compared.earlier().forEach(key -> lines.add("anchor    " + earlier(key, report)));
        });
    for (Finding finding : report.findings()) {
      lines.add("WRONG     " + Plain.text(finding.words(), WIDTH));
    }
    lines.add("result    " + (report.holds() ? "ok" : "CONTRADICTED"));
    return lines;
  }

  /** Each change of the mediator's key: what it rests on is not what the first one rests on. */
  private static List<String> keys(Report report) {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i < report.signers().size(); i++) {
      SignerPeriod period = report.signers().get(i);
      lines.add(
          "KEY       the mediator's key changed at leaf "
              + number(period.from())
              + " from "
              + report.signers().get(i - 1).signer().checksummed()
              + " to "
              + period.signer().checksummed()
              + "; trust in the new one comes from "
              + switch (period.source()) {
                case GIVEN -> "--signer";
                case HEAD -> "the given head, whose tree has the leaf that states it";
                case FILE ->
                    "nothing but this file: whoever has a copy of the leaves before could have"
                        + " written what follows (give --signer for each key, in order, or --head)";
              });
    }
    return lines;
  }

  private static String earlier(AnchorComparison.Earlier key, Report report) {
    return key.held()
        .map(
            held ->
                "size "
                    + number(held.size())
                    + ", root "
                    + held.root()
                    + ", by the earlier key "
                    + key.signer().checksummed()
                    + (comparable(report, key.held()).isPresent()
                        ? ""
                        : "; the deal's proofs lead to another head: nothing was compared"))
        .orElse(
            "no head of the earlier key " + key.signer().checksummed() + " as old as this file");
  }

  private static String chain(ChainComparison.Compared compared) {
    return compared
        .pinned()
        .map(
            block ->
                number(compared.logs())
                    + " logs and "
                    + number(compared.agreements())
                    + " agreements compared up to block "
                    + block.number()
                    + ", "
                    + block.hash())
        .orElse("no block of the record is final yet: nothing was compared");
  }

  private static String anchor(AnchorComparison.Compared compared, Report report) {
    if (compared.contract().isEmpty()) {
      return "the record names no contract: nothing was compared (give --anchor)";
    }
    String where =
        " in "
            + compared.contract().get().checksummed()
            + (compared.given() ? ", which was given" : ", which the record names")
            + ", as of final block "
            + compared.block().map(BlockRef::number).orElse(0L);
    if (compared.newest().isEmpty()) {
      return "no head of this signer" + where;
    }
    HeadAnchorAbi.Anchored newest = compared.newest().get();
    String age =
        compared.held().equals(compared.newest())
            ? ""
            : "; the newest, of size " + number(newest.size()) + ", is newer than this file";
    if (compared.held().isEmpty()) {
      return "no head of this signer as old as this file" + where + age;
    }
    HeadAnchorAbi.Anchored held = compared.held().get();
    String head = "size " + number(held.size()) + ", root " + held.root() + where + age;
    return comparable(report, compared.held()).isPresent()
        ? head
        : head + "; the deal's proofs lead to another head: nothing was compared";
  }

  /** The anchored head, if the record could be held against it. */
  private static Optional<HeadAnchorAbi.Anchored> comparable(
      Report report, Optional<HeadAnchorAbi.Anchored> held) {
    return held.filter(
        head ->
            report.scope().deal().isEmpty()
                || report.newest().filter(at -> at.head().size() == head.size()).isPresent());
  }

  private static String trust(Report report, Optional<HeadAnchorAbi.Anchored> anchored) {
    String signer =
        (report.trust().signers().isEmpty() ? List.of(report.signer()) : report.trust().signers())
            .stream().map(Address::checksummed).collect(Collectors.joining(", then "));
    boolean given = !report.trust().signers().isEmpty();
    String head =
        report
            .trust()
            .head()
            .map(known -> "the given head of size " + number(known.size()))
            .or(
                () ->
                    comparable(report, anchored)
                        .map(
                            known ->
                                "the head of size " + number(known.size()) + " anchored on chain"))
            .orElse("");
    String whose =
        given ? "the given signer " + signer : "the signer that the file names itself, " + signer;
    return head.isEmpty()
        ? given ? whose : whose + ": nothing from outside vouches for it (give --signer or --head)"
        : head + " and " + whose;
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }

  /** One object with everything. */
  public static ObjectNode json(
      Report report,
      Optional<ChainComparison.Compared> chain,
      Optional<AnchorComparison.Compared> anchors) {
    ObjectNode out = new ObjectMapper().createObjectNode();
    out.put("ok", report.holds());
    out.put("leaves", report.leaves());
    out.put("covered", report.covered());
    out.put("heads", report.heads());
    report
        .newest()
        .ifPresent(head -> out.set("head", HeadText.json(head, report.scope().domain())));
    out.put("signer", report.signer().checksummed());
    ArrayNode keys = out.putArray("signers");
    report
        .signers()
        .forEach(
            period ->
                keys.addObject()
                    .put("from", period.from())
                    .put("signer", period.signer().checksummed())
                    .put("trusted", period.source().name().toLowerCase(Locale.ROOT)));
    out.put(
        "trusted",
        report.trust().head().isPresent()
            ? "head"
            : comparable(report, anchors.flatMap(AnchorComparison.Compared::held)).isPresent()
                ? "anchor"
                : report.trust().signers().isEmpty() ? "file" : "signer");
    RecordCounts counts = report.counts();
    ObjectNode replayed = out.putObject("replayed");
    replayed.put("facts", counts.facts());
    replayed.put("deals", counts.deals());
    replayed.put("mediations", counts.mediations());
    replayed.put("panels", counts.panels());
    replayed.put("verdicts", counts.verdicts());
    replayed.put("signatures", counts.signatures());
    replayed.put("transactions", counts.transactions());
    replayed.put("paidIn", counts.paidIn().toString());
    replayed.put("paidOut", counts.paidOut().toString());
    chain.ifPresent(
        compared -> {
          ObjectNode told = out.putObject("chain");
          told.put("logs", compared.logs());
          told.put("agreements", compared.agreements());
          compared
              .pinned()
              .ifPresent(
                  block -> told.put("block", block.number()).put("hash", block.hash().toString()));
        });
    anchors.ifPresent(
        compared -> {
          ObjectNode told = out.putObject("anchor");
          compared.contract().ifPresent(contract -> told.put("contract", contract.checksummed()));
          told.put("given", compared.given());
          compared.block().ifPresent(block -> told.put("block", block.number()));
          compared.newest().ifPresent(head -> told.set("newest", head(head)));
          compared.held().ifPresent(head -> told.set("held", head(head)));
          ArrayNode earlier = told.putArray("earlier");
          compared
              .earlier()
              .forEach(
                  key -> {
                    ObjectNode each = earlier.addObject().put("signer", key.signer().checksummed());
                    key.held().ifPresent(head -> each.set("held", head(head)));
                  });
        });
    ArrayNode findings = out.putArray("findings");
    for (Finding finding : report.findings()) {
      ObjectNode each = findings.addObject();
      each.put("kind", finding.getClass().getSimpleName());
      each.put("words", finding.words());
      if (finding instanceof Finding.Equivocated equivocated) {
        var proof = equivocated.proof();
        ArrayNode heads = each.putArray("proof");
        heads.add(HeadText.json(proof.one(), proof.domain()));
        heads.add(HeadText.json(proof.other(), proof.domain()));
      }
    }
    return out;
  }

  private static ObjectNode head(HeadAnchorAbi.Anchored head) {
    return new ObjectMapper()
        .createObjectNode()
        .put("size", head.size())
        .put("root", head.root().toString());
  }
}
