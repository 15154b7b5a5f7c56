package lilypad.persistence.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.journal.MalformedEvent;
import lilypad.protocol.journal.UnknownManifest;

/**
 * Whose key is the mediator's, leaf by leaf: a fact states it, and it holds for the heads, the
 * transactions and the verifiers' signatures behind that fact. Who copies a record's beginning can
 * go on with a key of his own and state that: so a key counts only if the auditor gave it, in its
 * place, or a head that he has vouches for the leaf that states it. Of an auditor who has neither,
 * it is kept from where each key comes.
 */
final class Succession {

  private static final byte[] OWNER = AuditLog.STATEMENTS.getBytes(StandardCharsets.US_ASCII);

  /** The place of an owner's name in a stored event: a tag and a length are before it. */
  private static final int NAME = 2;

  private final ExportScope scope;
  private final Trust trust;

  /** Whose signature the known head has, if there is one. */
  private final Optional<Address> headSigner;

  private final List<SignerPeriod> periods = new ArrayList<>();

  Succession(ExportScope scope, Trust trust) {
    this.scope = scope;
    this.trust = trust;
    this.headSigner = trust.signerOfHead(scope.domain());
  }

  /** Each key, from where it was stated. */
  List<SignerPeriod> periods() {
    return List.copyOf(periods);
  }

  /** Whose signature the head has that the auditor knows, if it has one. */
  Optional<Address> headSigner() {
    return headSigner;
  }

  /** The key at this place of the record. */
  Address current() {
    return periods.isEmpty() ? first() : periods.getLast().signer();
  }

  /** Whether it is the mediator's key at this place of the record, or was before. */
  boolean had(Address key) {
    return key.equals(first()) || periods.stream().anyMatch(one -> one.signer().equals(key));
  }

  /** Before the record states any. */
  private Address first() {
    return trust.signers().stream().findFirst().or(() -> headSigner).orElse(scope.signer());
  }

  /** Takes the next leaf: what is wrong with the key that it states, if it states another one. */
  Optional<Finding> take(LoggedEvent leaf) {
    return stated(leaf)
        .filter(signer -> periods.isEmpty() || !signer.equals(current()))
        .flatMap(signer -> begins(leaf.index(), signer));
  }

  private Optional<Finding> begins(long index, Address signer) {
    Optional<SignerPeriod.Source> source = source(index, signer);
    if (source.isEmpty()) {
      return Optional.of(new Finding.SignerNotTrusted(index, expected(), signer));
    }
    periods.add(new SignerPeriod(index, signer, source.get()));
    return Optional.empty();
  }

  private Optional<SignerPeriod.Source> source(long index, Address signer) {
    if (!trust.signers().isEmpty()) {
      return next().filter(signer::equals).map(given -> SignerPeriod.Source.GIVEN);
    }
    if (trust.head().filter(known -> index < known.size()).isPresent()) {
      return Optional.of(SignerPeriod.Source.HEAD);
    }
    // Behind a head whose signer is not known no head of the file counts, whoever signed it.
    return headSigner.isEmpty()
        ? Optional.of(SignerPeriod.Source.FILE)
        : headSigner.filter(signer::equals).map(same -> SignerPeriod.Source.HEAD);
  }

  private Optional<Address> next() {
    return trust.signers().stream().skip(periods.size()).findFirst();
  }

  private Address expected() {
    return trust.signers().isEmpty() ? current() : next().orElseGet(this::current);
  }

  /** The key that was given last and that the record never came to; empty if it came to all. */
  Optional<Address> missing() {
    return trust.signers().size() > periods.size() && !periods.isEmpty()
        ? Optional.of(trust.signers().getLast())
        : Optional.empty();
  }

  /** The key that a leaf states, if it states one. */
  static Optional<Address> stated(LoggedEvent leaf) {
    if (!isStatement(leaf)) {
      return Optional.empty();
    }
    try {
      return StoredFact.of(leaf.stored())
          .map(StoredFact::event)
          .filter(AuditEvent.SettingsStated.class::isInstance)
          .map(fact -> ((AuditEvent.SettingsStated) fact).settings().mediator());
    } catch (InvalidProtocolBufferException | MalformedEvent | UnknownManifest e) {
      return Optional.empty(); // whoever reads the facts says what is wrong with it
    }
  }

  /** Whether it is the notary's: the others, nearly all, need not be read for this. */
  private static boolean isStatement(LoggedEvent leaf) {
    if (leaf.stored().size() < NAME + OWNER.length || leaf.stored().get(1) != OWNER.length) {
      return false;
    }
    for (int i = 0; i < OWNER.length; i++) {
      if (leaf.stored().get(NAME + i) != OWNER[i]) {
        return false;
      }
    }
    return true;
  }
}
