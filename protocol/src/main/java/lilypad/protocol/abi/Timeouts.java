package lilypad.protocol.abi;

/**
 * The four deadlines of a deal.
 *
 * @param agree for the second party to agree, from the first agreement
 * @param submitResults for the provider to post its claim, from the second agreement
 * @param judgeResults for the job creator to accept or ask for a check, from the claim
 * @param mediateResults for the mediator's verdict, from the check
 */
public record Timeouts(
    Timeout agree, Timeout submitResults, Timeout judgeResults, Timeout mediateResults) {

  static Timeouts read(AbiReader in) {
    return new Timeouts(Timeout.read(in), Timeout.read(in), Timeout.read(in), Timeout.read(in));
  }

  AbiPart part() {
    return AbiPart.tuple(
        agree.part(), submitResults.part(), judgeResults.part(), mediateResults.part());
  }
}
