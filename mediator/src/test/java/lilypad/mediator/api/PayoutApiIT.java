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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.mediator.panel.PayoutAnswer;
import lilypad.mediator.panel.RosterSettings;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.ProgressBoard;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one path of the interface that does something. */
class PayoutApiIT {

  private static final Address NODE = Address.fromHex("0x00000000000000000000000000000000000000e1");
  private static final Address OTHER =
      Address.fromHex("0x00000000000000000000000000000000000000e2");
  private static final Address OWN = Address.fromHex("0x00000000000000000000000000000000000000e3");
  private static final VerifierEvent.PayoutRequested REQUEST =
      new VerifierEvent.PayoutRequested(3, OTHER, NODE, Wei.of(7));
  private static final String PATH = "/api/v1/payouts";

  private record Asked(Set<Address> verifiers, Wei least) {}

  private final Boards boards = new Boards(DealBoard.withoutSettings(), new ProgressBoard());
  private final List<Asked> asked = new ArrayList<>();
  private ApiServer server;

  private final class Till implements Payouts {
    @Override
    public boolean allowed(String token) {
      return token.equals("secret");
    }

    @Override
    public Map<Address, PayoutAnswer> pay(Set<Address> verifiers, Wei least) {
      asked.add(new Asked(verifiers, least));
      return Map.of(
          NODE,
          new PayoutAnswer.Requested(REQUEST),
          OTHER,
          new PayoutAnswer.TooLittle(Wei.of(2)),
          OWN,
          new PayoutAnswer.ToOurselves(OWN, Wei.of(3)));
    }
  }

  private record Answer(int status, JsonNode body) {}

  @BeforeEach
  void serve() throws IOException {
    server =
        new ApiServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ApiSources(
                boards,
                deal -> DealKey.of(31_337, NODE, deal),
                key -> List.of(),
                key -> List.of(),
                new RosterSettings(
                    Map.of(NODE, "ann"), Set.of(), Map.of(), Map.of(NODE, OTHER), Optional.empty()),
                List::of,
                () -> true,
                () -> {
                  throw new IllegalStateException("nobody asks for health here");
                },
                new Till()));
    server.open();
    server.journalRead();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JsonMapper.builder().build().readTree(answer.body()));
    }
  }

  private Answer pay(String query, String authorization) throws IOException, InterruptedException {
    return send("POST", PATH + query, "Authorization", authorization);
  }

  @Test
  void nobodyIsPaidForWhoeverDoesNotShowTheOperatorsToken()
      throws IOException, InterruptedException {
    assertThat(send("POST", PATH).status()).isEqualTo(401);
    assertThat(pay("", "Bearer Secret").status()).isEqualTo(401);
    assertThat(pay("", "secret").status()).isEqualTo(401);
    assertThat(pay("", "Basic secret").status()).isEqualTo(401);
    assertThat(send("GET", PATH, "Authorization", "Bearer secret").status()).isEqualTo(404);
    assertThat(send("PUT", PATH, "Authorization", "Bearer secret").status()).isEqualTo(405);
    assertThat(send("POST", "/api/v1/deals", "Authorization", "Bearer secret").status())
        .isEqualTo(405);
    assertThat(asked).isEmpty();
  }

  @Test
  void aWishNamesVerifiersAndAMinimumAndNothingElse() throws IOException, InterruptedException {
    Answer answer = pay("?minimum=5&node=" + NODE + "&node=" + OTHER, "Bearer secret");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(asked).containsExactly(new Asked(Set.of(NODE, OTHER), Wei.of(5)));
    assertThat(answer.body()).hasSize(3);
    assertThat(answer.body().path(0).path("answer").asText()).isEqualTo("REQUESTED");
    assertThat(answer.body().path(0).path("amount").asText()).isEqualTo("7");
    assertThat(answer.body().path(1).path("answer").asText()).isEqualTo("TOO_LITTLE");
    assertThat(answer.body().path(2).path("answer").asText()).isEqualTo("TO_OURSELVES");
    assertThat(answer.body().path(2).path("balance").asText()).isEqualTo("3");
    assertThat(answer.body().path(2).path("to").asText()).isEqualTo(OWN.checksummed());
    assertThat(answer.body().path(2).path("remedy").asText()).contains("payout = ADDRESS");
    assertThat(pay("", "Bearer secret").status()).isEqualTo(200);
    assertThat(asked.getLast()).isEqualTo(new Asked(Set.of(), Wei.ZERO));
    for (String strange :
        List.of("?minimum=-1", "?minimum=1.5", "?node=0x12", "?nodes=" + NODE, "?", "?minimum")) {
      int before = asked.size();
      int status = pay(strange, "Bearer secret").status();
      assertThat(status).as(strange).isEqualTo(strange.equals("?") ? 200 : 400);
      assertThat(asked).as(strange).hasSize(strange.equals("?") ? before + 1 : before);
    }
  }

  @Test
  void anAccountShowsWhatWasEarnedAndWhatBecameOfTheLastPayout()
      throws IOException, InterruptedException {
    Hash32 hash = Hash32.ZERO;
    List<VerifierEvent> facts =
        List.of(
            new VerifierEvent.PayCredited(hash, 1, new DealKey(hash), Wei.of(7), 1),
            new VerifierEvent.PayoutRequested(1, OTHER, OTHER, Wei.of(7)),
            new VerifierEvent.PayoutStopped(1, Refusal.TOKENS_SHORT, "too little"),
            new VerifierEvent.PayoutReturned(1));
    for (int i = 0; i < facts.size(); i++) {
      boards.happened("verifier|" + NODE, i + 1, facts.get(i), 1);
    }
    JsonNode account = send("GET", "/api/v1/verifiers").body().path(0).path("account");
    assertThat(account.path("earned").asText()).isEqualTo("7");
    assertThat(account.path("balance").asText()).isEqualTo("7");
    assertThat(account.path("paid").asText()).isEqualTo("0");
    assertThat(account.path("payee").asText()).isEqualTo(OTHER.checksummed());
    assertThat(account.path("last").path("state").asText()).isEqualTo("RETURNED");
    assertThat(account.path("last").path("refusal").asText()).isEqualTo("TOKENS_SHORT");
    assertThat(account.path("last").path("remedy").asText()).contains("send tokens");
  }
}
