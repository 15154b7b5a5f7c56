// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// The shapes that cross the ABI. Field order, types and enum indexes are Lilypad v2's: one decoder serves both.

/// What a user of the market does. These indexes differ from those of Lilypad's Go programs.
enum ServiceType {
    Solver,
    Mediator,
    ResourceProvider,
    JobCreator
}

/// Where a deal stands. Terminal: ResultsAccepted, MediationAccepted, MediationRejected and the four time-outs.
enum AgreementState {
    DealNegotiating,
    DealAgreed,
    ResultsSubmitted,
    ResultsAccepted,
    ResultsChecked,
    MediationAccepted,
    MediationRejected,
    TimeoutAgree,
    TimeoutSubmitResults,
    TimeoutJudgeResults,
    TimeoutMediateResults
}

/// What a payment is for.
enum PaymentReason {
    PaymentCollateral,
    ResultsCollateral,
    TimeoutCollateral,
    JobPayment,
    MediationFee
}

/// Where the money goes: into the deal's escrow, to whoever earned it, back to whoever paid it in, or to the treasury.
enum PaymentDirection {
    PaidIn,
    PaidOut,
    Refunded,
    Slashed
}

struct User {
    address userAddress;
    string metadataCID;
    string url;
    ServiceType[] roles;
}

struct DealMembers {
    address solver;
    address jobCreator;
    address resourceProvider;
    address[] mediators;
}

/// Seconds a party has for its step, and what it stakes on keeping to them (token base units).
struct DealTimeout {
    uint256 timeout;
    uint256 collateral;
}

/// submitResults binds the resource provider, judgeResults the job creator. agree and mediateResults carry no collateral.
struct DealTimeouts {
    DealTimeout agree;
    DealTimeout submitResults;
    DealTimeout judgeResults;
    DealTimeout mediateResults;
}

/// In token base units, except the multiple, which has no unit: results collateral = multiple * job cost.
struct DealPricing {
    uint256 instructionPrice;
    uint256 paymentCollateral;
    uint256 resultsCollateralMultiple;
    uint256 mediationFee;
}

struct Deal {
    string dealId;
    DealMembers members;
    DealTimeouts timeouts;
    DealPricing pricing;
}

/// dataId is the claim: the content id of the job's output directory.
struct Result {
    string dealId;
    string resultsId;
    string dataId;
    uint256 instructionCount;
}

/// Times are block timestamps in seconds; zero where the step was not taken.
struct Agreement {
    AgreementState state;
    uint256 resourceProviderAgreedAt;
    uint256 jobCreatorAgreedAt;
    uint256 dealCreatedAt;
    uint256 dealAgreedAt;
    uint256 resultsSubmittedAt;
    uint256 resultsAcceptedAt;
    uint256 resultsCheckedAt;
    uint256 mediationAcceptedAt;
    uint256 mediationRejectedAt;
    uint256 timeoutAgreeAt;
    uint256 timeoutSubmitResultsAt;
    uint256 timeoutJudgeResultsAt;
    uint256 timeoutMediateResultsAt;
}
