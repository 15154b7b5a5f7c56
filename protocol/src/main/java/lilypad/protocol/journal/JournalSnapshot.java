package lilypad.protocol.journal;

/**
 * What facts up to a certain one amount to, kept so that they need not be read again. It says
 * nothing that the facts do not say: whoever cannot read one reads the facts.
 */
public interface JournalSnapshot {}
