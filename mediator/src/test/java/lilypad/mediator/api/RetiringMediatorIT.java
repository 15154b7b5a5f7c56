package lilypad.mediator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.mediator.SmallPanels;
import lilypad.mediator.panel.RosterSettings;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.ProgressBoard;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.DealEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An old and a new mediator side by side on the same contracts, while the old key is replaced. */
final class RetiringMediatorIT {

  private static final Address STORAGE = address(1);
  private static final Address OLD = address(2);
  private static final Address NEW = address(3);
  private static final DealId ONE = new DealId("QmOne");
  private static final DealId TWO = new DealId("QmTwo");

  private final Service old = new Service(OLD);
  private final Service fresh = new Service(NEW);
  private long blocks;

  /** What one of the two knows and shows. */
  private static final class Service {

    private final Boards boards;
    private Optional<ApiServer> api = Optional.empty();

    Service(Address signer) {
      boards =
          new Boards(
              new DealBoard(
                  SmallPanels.of(signer, address(4), STORAGE),
                  (key, from, to) -> List.of(),
                  Integer.MAX_VALUE),
              new ProgressBoard());
      boards.deals().nowWhole();
    }

    void open() throws IOException {
      ApiServer server =
          new ApiServer(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              new ApiSources(
                  boards,
                  RetiringMediatorIT::key,
                  key -> List.of(),
                  key -> List.of(),
                  new RosterSettings(Map.of(), Set.of()),
                  List::of,
                  () -> true,
                  () -> {
                    throw new IllegalStateException("nobody asks for health here");
                  }));
      server.open();
      server.journalRead();
      api = Optional.of(server);
    }

    List<String> deals(String query) throws IOException, InterruptedException {
      try (HttpClient client = HttpClient.newHttpClient()) {
        URI url =
            URI.create("http://127.0.0.1:" + api.orElseThrow().port() + "/api/v1/deals" + query);
        String body =
            client
                .send(
                    HttpRequest.newBuilder(url).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
        return JsonMapper.builder().build().readTree(body).findValues("dealId").stream()
            .map(JsonNode::asText)
            .sorted()
            .toList();
      }
    }
  }

  @BeforeEach
  void listen() throws IOException {
    old.open();
    fresh.open();
  }

  @AfterEach
  void stop() {
    old.api.orElseThrow().close();
    fresh.api.orElseThrow().close();
  }

  private static Address address(int last) {
    return Address.fromHex("0x%040x".formatted(last));
  }

  private static DealKey key(DealId deal) {
    return DealKey.of(31_337, STORAGE, deal);
  }

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The chain says something about a deal, and both services hear it. */
  private void happens(DealId deal, LilypadEvent event) {
    blocks++;
    BlockRef block =
        new BlockRef(blocks, hash("b" + blocks), hash("b" + (blocks - 1)), 1_000 + blocks);
    EncodedEvent encoded = EncodedEvent.of(event);
    ChainLog log =
        new ChainLog(
            STORAGE,
            encoded.topics(),
            encoded.data(),
            block.hash(),
            block.number(),
            hash("tx" + blocks),
            0);
    DealEvent fact = new DealEvent.LogRecorded(deal, block, log);
    for (Boards boards : List.of(old.boards, fresh.boards)) {
      long known = boards.deals().find(key(deal)).map(DealBoard.Story::facts).orElse(0L);
      boards.deals().happened(key(deal), known + 1, fact);
    }
  }

  private void checked(DealId deal, Address mediator) {
    happens(deal, new LilypadEvent.DealStateChange(deal, AgreementState.RESULTS_CHECKED));
    happens(deal, new LilypadEvent.MediationRequested(deal, mediator));
  }

  @Test
  void eachActsOnlyOnTheChecksThatDrewItAndTheOldOneTellsWhenItIsDone()
      throws IOException, InterruptedException {
    checked(ONE, OLD);
    checked(TWO, NEW);

    assertThat(old.deals("")).isEqualTo(fresh.deals("")).containsExactly("QmOne", "QmTwo");
    assertThat(old.deals("?open")).containsExactly("QmOne");
    assertThat(fresh.deals("?open")).containsExactly("QmTwo");

    happens(ONE, new LilypadEvent.DealStateChange(ONE, AgreementState.TIMEOUT_MEDIATE_RESULTS));
    assertThat(old.deals("?open")).isEmpty();
    assertThat(fresh.deals("?open")).containsExactly("QmTwo");
  }
}
