package lilypad.market.canary;

import java.time.Duration;
import lilypad.protocol.Wei;
import lilypad.protocol.rules.Probability;

/**
 * When canaries come, of which kind, and what they may cost.
 *
 * @param aDay how many come a day, on average
 * @param wrongClaims the share of them whose claim is wrong on purpose
 * @param mostCoins what transactions may cost in 24 hours, in wei
 * @param mostTokens what creators may pay in 24 hours, in the token's smallest unit
 * @param judgeEarliest after which share of the time to judge a claim is judged at the earliest
 * @param judgeLatest and at the latest
 * @param matchWithin how long the solver has to make a deal of the offers
 * @param machineAfter how long a job is on offer before a machine of ours is
 * @param run how long after the agreement a claim of ours comes
 * @param learnFrom how many deals of others have to show how long a module's runs take, for that to
 *     be drawn instead; 0 for never
 * @param longestRun a run of others that took longer is not learnt from
 * @param poll time between two looks at what is open
 */
public record CanaryPlan(
    double aDay,
    Probability wrongClaims,
    Wei mostCoins,
    Wei mostTokens,
    Probability judgeEarliest,
    Probability judgeLatest,
    Duration matchWithin,
    Between machineAfter,
    Between run,
    int learnFrom,
    Duration longestRun,
    Duration poll) {}
