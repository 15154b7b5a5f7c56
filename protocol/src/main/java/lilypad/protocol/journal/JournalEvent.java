package lilypad.protocol.journal;

/**
 * A fact that one of our entities persisted: a {@link lilypad.protocol.deal.DealEvent}, {@link
 * lilypad.protocol.intake.IntakeEvent}, {@link lilypad.protocol.settle.WalletEvent}, {@link
 * lilypad.protocol.roster.VerifierEvent}, {@link lilypad.protocol.recheck.RecheckEvent} or {@link
 * lilypad.protocol.audit.AuditEvent}, each sealed. Facts are past tense, hold all that state needs,
 * and never change meaning.
 */
public interface JournalEvent {}
