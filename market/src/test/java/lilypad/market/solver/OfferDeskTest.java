package lilypad.market.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.market.contracts.Ledger;
import lilypad.market.offer.DealTerms;
import lilypad.protocol.Address;
import lilypad.protocol.ContractSet;
import lilypad.protocol.DealId;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.ModuleRef;
import lilypad.protocol.job.OfferPricing;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.TrustedParties;
import org.junit.jupiter.api.Test;

class OfferDeskTest {

  private static final Address SOLVER = account(1);
  private static final Address CREATOR = account(2);
  private static final Address PROVIDER = account(3);
  private static final Address STRANGER = account(4);
  private static final Duration LONG = Duration.ofSeconds(100);
  private static final DealTerms TERMS = new DealTerms(10, 30, 4, 5, 10, LONG, LONG, LONG, LONG);
  private static final OfferPricing PRICES = TERMS.pricing();
  private static final MachineSpec SMALL = new MachineSpec(0, List.of(), 1000, 128, 0);
  private static final TrustedParties TRUST =
      new TrustedParties(Optional.of(SOLVER), List.of(account(9)), "");

  private final SolverBook book =
      new SolverBook(SOLVER, noChain(), InstantSource.fixed(Instant.ofEpochMilli(1_700_000)));
  private final OfferDesk desk = new OfferDesk(book, TERMS.timeouts());

  private static Address account(int number) {
    return Address.fromHex("%040x".formatted(number));
  }

  /** Matching asks no chain. */
  private static Ledger noChain() {
    EvmChain chain =
        (EvmChain)
            Proxy.newProxyInstance(
                OfferDeskTest.class.getClassLoader(),
                new Class<?>[] {EvmChain.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError("expected no question, got " + method);
                });
    Address nowhere = Address.ZERO;
    return new Ledger(chain, new ContractSet(nowhere, nowhere, nowhere, nowhere, nowhere, nowhere));
  }

  private static JobOffer job(Address creator, long nonce) {
    return new JobOffer(
        "",
        1,
        nonce,
        creator,
        new ModuleRef("cowsay", "", "hash", "/lilypad_module.json"),
        SMALL,
        Map.of("Message", "moo"),
        JobOffer.InputFiles.NONE,
        0,
        DealTerms.MODE,
        PRICES,
        TRUST,
        Optional.empty());
  }

  private static ResourceOffer machine(Address provider, long at) {
    return new ResourceOffer(
        "", at, provider, 0, SMALL, List.of("hash"), DealTerms.MODE, PRICES, Map.of(), TRUST);
  }

  /** The id of the deal that these two offers make. */
  private static DealId deal(JobOffer job, ResourceOffer machine) {
    SolverBook other =
        new SolverBook(SOLVER, noChain(), InstantSource.fixed(Instant.ofEpochMilli(1_700_000)));
    return ((MatchedDeal) other.match(job, machine, TERMS.timeouts(), SolverConduct.HONEST)).id();
  }

  @Test
  void twoOffersThatFitAreADealWhicheverCameFirst() {
    assertThat(desk.post(job(CREATOR, 1))).isEqualTo(DealIds.jobOffer(job(CREATOR, 1)).toString());
    desk.post(machine(PROVIDER, 1));
    desk.post(machine(PROVIDER, 2));
    desk.post(job(CREATOR, 2));

    assertThat(book.deal(deal(job(CREATOR, 1), machine(PROVIDER, 1)))).isPresent();
    assertThat(book.deal(deal(job(CREATOR, 2), machine(PROVIDER, 2)))).isPresent();
  }

  @Test
  void anOfferIsGoodForOneDeal() {
    desk.post(job(CREATOR, 1));
    desk.post(machine(PROVIDER, 1));
    desk.post(machine(STRANGER, 1));

    assertThat(book.deal(deal(job(CREATOR, 1), machine(STRANGER, 1)))).isEmpty();
  }

  @Test
  void aJobForOneProviderGoesToNobodyElseAndBeforeOlderOnes() {
    JobOffer older = job(CREATOR, 1);
    JobOffer targeted = job(CREATOR, 2).withTarget(PROVIDER);
    desk.post(older);
    desk.post(targeted);
    desk.post(machine(PROVIDER, 1));
    desk.post(machine(STRANGER, 1));

    assertThat(book.deal(deal(targeted, machine(PROVIDER, 1)))).isPresent();
    assertThat(book.deal(deal(older, machine(STRANGER, 1)))).isPresent();
  }

  @Test
  void offersComeInOverHttpAndWhatIsNoneIsRefused() throws Exception {
    try (SolverServer server =
            SolverServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), book, desk);
        SolverDoor door = new SolverDoor(server.url(), LONG);
        HttpClient client = HttpClient.newHttpClient()) {
      door.post(job(CREATOR, 1));
      door.post(machine(PROVIDER, 1));
      assertThat(book.deal(deal(job(CREATOR, 1), machine(PROVIDER, 1)))).isPresent();

      assertThat(answer(client, server.url(), "POST", "{}")).isEqualTo(400);
      assertThat(answer(client, server.url(), "GET", "")).isEqualTo(405);
    }
  }

  private static int answer(HttpClient client, URI solver, String method, String body)
      throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(solver.resolve("/api/v1/job_offers"))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void aSolverThatIsNotThereIsRefusedWithoutItsUrl() {
    try (SolverDoor door = new SolverDoor(URI.create("http://name:secret@127.0.0.1:1"), LONG)) {
      assertThatThrownBy(() -> door.post(job(CREATOR, 1)))
          .isInstanceOf(SolverRefusal.class)
          .hasMessageNotContaining("secret");
    }
  }
}
