package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.NoSuchElementException;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.WalletEvent;

/**
 * Between facts and their stored bytes. The manifest is {@code entity.Fact/version}; golden bytes
 * of every released one are read by every build.
 */
public final class JournalCodec {

  private JournalCodec() {}

  /** What the fact calls itself in the journal. */
  public static String manifest(JournalEvent event) {
    return switch (event) {
      case DealEvent deal -> DealCodec.manifest(deal);
      case IntakeEvent intake -> IntakeCodec.manifest(intake);
      case WalletEvent wallet -> WalletCodec.manifest(wallet);
      case VerifierEvent verifier -> VerifierCodec.manifest(verifier);
      case RecheckEvent recheck -> RecheckCodec.manifest(recheck);
      case AuditEvent audit -> AuditCodec.manifest(audit);
      default -> throw foreign(event);
    };
  }

  /** The fact's bytes; the same fact always gives the same bytes. */
  public static byte[] encode(JournalEvent event) {
    return Wire.bytes(
        switch (event) {
          case DealEvent deal -> DealCodec.encode(deal);
          case IntakeEvent intake -> IntakeCodec.encode(intake);
          case WalletEvent wallet -> WalletCodec.encode(wallet);
          case VerifierEvent verifier -> VerifierCodec.encode(verifier);
          case RecheckEvent recheck -> RecheckCodec.encode(recheck);
          case AuditEvent audit -> AuditCodec.encode(audit);
          default -> throw foreign(event);
        });
  }

  private static IllegalArgumentException foreign(JournalEvent event) {
    return new IllegalArgumentException(
        "expected a deal, intake, wallet, verifier, recheck or audit event, got "
            + event.getClass().getName());
  }

  /**
   * Reads a fact.
   *
   * @throws UnknownManifest if a newer build wrote it
   * @throws MalformedEvent if the bytes are not what the manifest names
   */
  public static JournalEvent decode(String manifest, byte[] bytes) {
    try {
      if (manifest.startsWith("deal.")) {
        return DealCodec.decode(manifest, bytes);
      }
      if (manifest.startsWith("intake.")) {
        return IntakeCodec.decode(manifest, bytes);
      }
      if (manifest.startsWith("wallet.")) {
        return WalletCodec.decode(manifest, bytes);
      }
      if (manifest.startsWith("verifier.")) {
        return VerifierCodec.decode(manifest, bytes);
      }
      if (manifest.startsWith("recheck.")) {
        return RecheckCodec.decode(manifest, bytes);
      }
      if (manifest.startsWith("audit.")) {
        return AuditCodec.decode(manifest, bytes);
      }
      throw new UnknownManifest(manifest);
    } catch (InvalidProtocolBufferException | IllegalArgumentException | NoSuchElementException e) {
      throw new MalformedEvent(manifest, e);
    }
  }
}
