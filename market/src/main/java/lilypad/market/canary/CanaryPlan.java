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
 * @param mostTokens what creators may pay providers in 24 hours, in the token's smallest unit
 * @param judgeEarliest after which share of the time to judge a claim is accepted at the earliest
 * @param judgeLatest and at the latest
 * @param matchWithin how long the solver has to make a deal of two offers
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
    Duration poll) {}
