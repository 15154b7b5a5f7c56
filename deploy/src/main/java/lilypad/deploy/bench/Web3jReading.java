package lilypad.deploy.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lilypad.protocol.Address;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.EventValues;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Event;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.http.HttpService;
import org.web3j.tx.Contract;

/**
 * As web3j's generated wrappers do it: {@code ethGetLogs} over its own HTTP service, and each log
 * through {@link Contract#staticExtractEventParameters}.
 */
final class Web3jReading implements Reading {

  private static final Event DEAL_STATE_CHANGE =
      new Event("DealStateChange", List.of(of(Utf8String.class), of(Uint8.class)));
  private static final Event MEDIATION_REQUESTED =
      new Event(
          "MediationRequested",
          List.of(of(Utf8String.class), of(org.web3j.abi.datatypes.Address.class)));
  private static final Event PAYMENT =
      new Event(
          "Payment",
          List.of(
              of(Utf8String.class),
              of(org.web3j.abi.datatypes.Address.class),
              of(Uint256.class),
              of(Uint8.class),
              of(Uint8.class)));
  private static final Event TRANSFER =
      new Event(
          "Transfer",
          List.of(
              TypeReference.create(org.web3j.abi.datatypes.Address.class, true),
              TypeReference.create(org.web3j.abi.datatypes.Address.class, true),
              of(Uint256.class)));

  private final Web3j web3j;
  private final List<String> contracts =
      CannedLogs.contracts().stream().map(Address::toString).toList();
  private final Map<String, Event> events = new HashMap<>();

  Web3jReading(URI node) {
    this.web3j = Web3j.build(new HttpService(node.toString()));
    for (Event event : List.of(DEAL_STATE_CHANGE, MEDIATION_REQUESTED, PAYMENT, TRANSFER)) {
      events.put(EventEncoder.encode(event), event);
    }
  }

  private static <T extends Type<?>> TypeReference<T> of(Class<T> type) {
    return TypeReference.create(type);
  }

  @Override
  public void read(int range, Tally tally) throws IOException {
    EthFilter filter =
        new EthFilter(
            DefaultBlockParameter.valueOf(BigInteger.valueOf(CannedLogs.from(range))),
            DefaultBlockParameter.valueOf(BigInteger.valueOf(CannedLogs.to(range))),
            contracts);
    for (EthLog.LogResult<?> result : web3j.ethGetLogs(filter).send().getLogs()) {
      Log log = (Log) result.get();
      Event event = events.get(log.getTopics().get(0));
      if (event == null) {
        throw new BenchFault("expected an event of the canned chain, got " + log);
      }
      EventValues values = Contract.staticExtractEventParameters(event, log);
      count(event, values, tally);
    }
  }

  private static void count(Event event, EventValues values, Tally tally) {
    switch (event.getName()) {
      case "Payment" ->
          tally.payment(text(values, 0), number(values, 2), index(values, 3), index(values, 4));
      case "Transfer" -> tally.transfer(number(values, 0));
      case "DealStateChange" -> tally.state(text(values, 0), index(values, 1));
      default -> tally.request(text(values, 0));
    }
  }

  private static String text(EventValues values, int at) {
    return (String) values.getNonIndexedValues().get(at).getValue();
  }

  private static BigInteger number(EventValues values, int at) {
    return (BigInteger) values.getNonIndexedValues().get(at).getValue();
  }

  private static int index(EventValues values, int at) {
    return number(values, at).intValueExact();
  }
}
