package lilypad.mediator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import lilypad.mediator.panel.RosterSettings;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent.Conclusion;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.story.Plain;

/** The verifiers as JSON: those in the roster, those that ever served, those that are connected. */
final class VerifierView {

  private VerifierView() {}

  static ArrayNode of(
      RosterSettings roster, Map<Address, VerifierState> records, List<NodeIdentity> present) {
    Map<Address, NodeIdentity> connected = new TreeMap<>();
    present.forEach(node -> connected.put(node.verifier(), node));
    TreeSet<Address> all = new TreeSet<>(roster.operators().keySet());
    all.addAll(records.keySet());
    all.addAll(connected.keySet());
    ArrayNode out = JsonNodeFactory.instance.arrayNode();
    for (Address address : all) {
      VerifierState record = records.getOrDefault(address, VerifierState.EMPTY);
      out.add(
          one(
              roster.payee(address),
              address,
              Optional.ofNullable(roster.operators().get(address)),
              roster.retiring().contains(address),
              record,
              Optional.ofNullable(connected.get(address))));
    }
    return out;
  }

  private static ObjectNode one(
      Address payee,
      Address address,
      Optional<String> rostered,
      boolean retiring,
      VerifierState record,
      Optional<NodeIdentity> node) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("address", address.checksummed());
    out.put(
        "operator",
        node.map(NodeIdentity::operator)
            .or(() -> rostered)
            .or(() -> record.registered().map(known -> known.operator()))
            .orElse(null));
    out.put("rostered", rostered.isPresent());
    out.put("retiring", retiring);
    out.put("connected", node.isPresent());
    out.put("runtimeDigest", runtime(record, node).map(Object::toString).orElse(null));
    out.put("blockServer", node.flatMap(NodeIdentity::blockServer).map(URI::toString).orElse(null));
    out.put("slots", node.map(NodeIdentity::slots).orElse(null));
    out.set("account", AccountView.of(record.account(), payee));
    ObjectNode work = out.putObject("work");
    work.put("running", record.leases().running());
    for (Conclusion conclusion : Conclusion.values()) {
      work.put(
          switch (conclusion) {
            case REVEALED -> "revealed";
            case ABSTAINED -> "abstained";
            case NO_COMMITMENT -> "noCommitment";
            case NO_REVEAL -> "noReveal";
            case CANCELLED -> "cancelled";
          },
          record.leases().ended(conclusion));
    }
    out.set("record", record(record.record(), runtime(record, node)));
    return out;
  }

  private static Optional<Hash32> runtime(VerifierState record, Optional<NodeIdentity> node) {
    return node.map(NodeIdentity::runtimeDigest)
        .or(() -> record.registered().map(known -> known.runtimeDigest()));
  }

  /** What was seen of it, and of its answers with the runtime that it has, as of the last look. */
  private static ObjectNode record(TrackRecord seen, Optional<Hash32> runtime) {
    Reputation.Evidence answers =
        runtime
            .map(digest -> seen.of(digest).evidence(Reputation.Dimension.WRONG))
            .orElse(Reputation.Evidence.NONE);
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("observations", seen.observations());
    out.put("answers", new BigDecimal(Plain.observations(answers.checks())));
    out.put("wrong", new BigDecimal(Plain.observations(answers.faults())));
    return out;
  }
}
