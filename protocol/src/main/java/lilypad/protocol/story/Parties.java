package lilypad.protocol.story;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lilypad.protocol.Address;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.abi.Members;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.DealEvent;

/** Which account is what in a deal, as far as the agreement was read. */
record Parties(Map<Address, String> roles) {

  static Parties of(List<RecordedFact> facts) {
    Map<Address, String> roles = new HashMap<>();
    for (RecordedFact fact : facts) {
      if (fact.event() instanceof DealEvent.MediationOpened opened) {
        add(opened.reading(), roles);
        roles.put(opened.check().mediator(), "mediator");
      } else if (fact.event() instanceof DealEvent.ClaimSampled sampled) {
        add(sampled.reading(), roles);
      }
    }
    return new Parties(Map.copyOf(roles));
  }

  private static void add(AgreementReading reading, Map<Address, String> roles) {
    try {
      Members members = reading.deal().members();
      roles.put(members.solver(), "solver");
      roles.put(members.jobCreator(), "client");
      roles.put(members.resourceProvider(), "provider");
    } catch (MalformedAbi e) {
      // The accounts stay without a role: the story is told all the same.
      return;
    }
  }

  String name(Address account) {
    String role = roles.get(account);
    return (role == null ? "account" : role) + " " + Plain.address(account);
  }
}
