package lilypad.mediator.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.send.TransactionSender;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.settle.WalletState;
import lilypad.protocol.sign.Signature;
import lilypad.protocol.sign.Signer;

/**
 * A wallet without its actor: the same courier and the same facts, a journal of bytes, and a
 * process that can end before and after each of them.
 */
final class SimulatedWallet {

  private record Stored(String manifest, Bytes bytes) {}

  private final ContestedChain chain;
  private final WalletSettings settings;
  private final Random random;
  private final List<Stored> journal = new ArrayList<>();
  private final Set<Bytes> journaled = new HashSet<>();
  private WalletState state = WalletState.EMPTY;
  private Courier courier;
  private boolean calm;

  /** What happened. */
  int kills;

  final List<WalletEvent> facts = new ArrayList<>();

  SimulatedWallet(ContestedChain chain, WalletSettings settings, Random random) {
    this.chain = chain;
    this.settings = settings;
    this.random = random;
    this.courier = courier();
    chain.onSend =
        raw -> assertThat(journaled).as("what is sent was journaled before").contains(raw);
  }

  private Courier courier() {
    return new Courier(
        chain, new TransactionSender(chain, new FinalityDepth(1, 2)), new CheapKey(), settings);
  }

  /** A signature costs a millisecond and nobody here looks at it. */
  private record CheapKey() implements Signer {
    @Override
    public Address address() {
      return Address.fromHex("0x00000000000000000000000000000000000000aa");
    }

    @Override
    public Signature sign(Hash32 digest) {
      byte[] bytes = new byte[Signature.SIZE];
      System.arraycopy(digest.bytes().toArray(), 0, bytes, 0, 32);
      System.arraycopy(digest.bytes().toArray(), 0, bytes, 32, 32);
      bytes[0] = (byte) ((bytes[0] & 0x3f) | 1);
      bytes[32] = bytes[0];
      bytes[64] = 27;
      return new Signature(Bytes.of(bytes));
    }
  }

  WalletState state() {
    return state;
  }

  void calmDown() {
    calm = true;
  }

  void submit(SettlementIntent intent) {
    survive(() -> state.submitted(intent).ifPresent(this::persist));
  }

  void abandon(Hash32 intent) {
    survive(() -> state.abandoned(intent, "not wanted").ifPresent(this::persist));
  }

  private void persist(WalletEvent event) {
    killAtTimes();
    journal.add(new Stored(JournalCodec.manifest(event), Bytes.of(JournalCodec.encode(event))));
    if (event instanceof WalletEvent.TransactionSigned signed) {
      journaled.add(signed.raw());
    }
    facts.add(event);
    state = state.apply(event);
    killAtTimes();
  }

  private void killAtTimes() {
    if (!calm && random.nextInt(200) == 0) {
      throw new ContestedChain.Killed();
    }
  }

  private void survive(Runnable work) {
    try {
      work.run();
    } catch (ContestedChain.Killed e) {
      kills++;
      restart();
    }
  }

  private void restart() {
    WalletState replayed = WalletState.EMPTY;
    for (Stored stored : journal) {
      replayed =
          replayed.apply(
              (WalletEvent) JournalCodec.decode(stored.manifest(), stored.bytes().toArray()));
    }
    assertThat(replayed).as("the journal tells all").isEqualTo(state);
    state = replayed;
    courier = courier();
  }

  /** One block's round, in which {@code meanwhile} may come in between. */
  void tick(Runnable meanwhile) {
    survive(() -> round(meanwhile));
  }

  private void round(Runnable meanwhile) {
    try {
      courier.survey(state, chain.clock()).gap().ifPresent(this::persist);
    } catch (RpcFault e) {
      // As the actor: the intents are looked after all the same.
    }
    Deque<Hash32> round = new ArrayDeque<>();
    state.line().forEach(outgoing -> round.add(outgoing.intent().id()));
    while (!round.isEmpty()) {
      Optional<Outgoing> next =
          state
              .find(round.removeFirst())
              .filter(Outgoing::watched)
              .filter(outgoing -> !courier.waits(state, outgoing, chain.clock()));
      if (next.isPresent()) {
        attend(next.get(), round, meanwhile);
      }
    }
  }

  private void attend(Outgoing next, Deque<Hash32> round, Runnable meanwhile) {
    Courier.Finding finding;
    try {
      finding = courier.attend(state, next, chain.clock());
    } catch (RpcFault e) {
      return;
    }
    if (!calm && random.nextInt(50) == 0) {
      meanwhile.run();
    }
    boolean watched = state.find(finding.intent()).map(Outgoing::watched).orElse(false);
    if (watched && finding instanceof Courier.Finding.Fact fact) {
      if (fact.event() instanceof WalletEvent.TransactionSigned) {
        round.addFirst(finding.intent());
      }
      persist(fact.event());
    }
  }
}
