// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ILilypadMediation} from "../contracts/ILilypadMediation.sol";
import {Agreement, AgreementState, Deal, DealMembers, DealPricing, DealTimeouts} from "../contracts/LilypadTypes.sol";
import {InitializedOnce} from "./InitializedOnce.sol";
import {V2Payments} from "./V2Payments.sol";
import {V2Storage} from "./V2Storage.sol";

/// @title What the controller believes that two functions of V2Payments are called. They are not (D8).
interface IMisnamedTimeouts {
    function timeoutSubmitResult(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 paymentCollateral,
        uint256 timeoutCollateral
    ) external;

    function timeoutJudgeResult(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 resultsCollateral,
        uint256 timeoutCollateral
    ) external;
}

/// @title Double of Lilypad v2's controller. For tests and development chains only.
/// @notice A party is whoever signed the transaction, through whatever contract it came. Job creator contract and proof
/// of work are no part of the double; their addresses are only kept.
contract V2Controller is Ownable, InitializedOnce {
    V2Storage private _storage;
    address private _users;
    V2Payments private _payments;
    ILilypadMediation private _mediation;
    address private _jobCreatorContract;
    address private _pow;

    constructor() Ownable(msg.sender) {}

    function initialize(
        address deals,
        address users,
        address payments,
        address mediation,
        address jobCreatorContract,
        address pow
    ) external once {
        _storage = V2Storage(deals);
        _users = users;
        _payments = V2Payments(payments);
        _mediation = ILilypadMediation(mediation);
        _jobCreatorContract = jobCreatorContract;
        _pow = pow;
    }

    /// The contract in place is the only one whose verdicts count, for deals that another was asked about too.
    function setMediationAddress(address mediation) external onlyOwner {
        require(mediation != address(0), "Mediation address must be defined");
        _mediation = ILilypadMediation(mediation);
    }

    function getStorageAddress() external view returns (address) {
        return address(_storage);
    }

    function getUsersAddress() external view returns (address) {
        return _users;
    }

    function getPaymentsAddress() external view returns (address) {
        return address(_payments);
    }

    function getMediationAddress() external view returns (address) {
        return address(_mediation);
    }

    function getJobCreatorAddress() external view returns (address) {
        return _jobCreatorContract;
    }

    function getPowAddress() external view returns (address) {
        return _pow;
    }

    function agree(
        string calldata dealId,
        DealMembers calldata members,
        DealTimeouts calldata timeouts,
        DealPricing calldata pricing
    ) external {
        Deal memory deal = _storage.ensureDeal(dealId, members, timeouts, pricing);
        address provider = deal.members.resourceProvider;
        address jobCreator = deal.members.jobCreator;
        require(tx.origin == provider || tx.origin == jobCreator, "Only RP / JC");
        if (tx.origin == provider) {
            _storage.agreeResourceProvider(dealId);
            _payments.agreeResourceProvider(dealId, provider, deal.timeouts.submitResults.collateral);
        } else {
            _storage.agreeJobCreator(dealId);
            _payments.agreeJobCreator(
                dealId, jobCreator, deal.pricing.paymentCollateral, deal.timeouts.judgeResults.collateral
            );
        }
    }

    /// No deadline.
    function addResult(
        string calldata dealId,
        string calldata resultsId,
        string calldata dataId,
        uint256 instructionCount
    ) external {
        require(_storage.isState(dealId, AgreementState.DealAgreed), "DealAgreed");
        Deal memory deal = _storage.getDeal(dealId);
        require(tx.origin == deal.members.resourceProvider, "Only RP");
        _storage.addResult(dealId, resultsId, dataId, instructionCount);
        _payments.addResult(
            dealId,
            deal.members.resourceProvider,
            _storage.getResultsCollateral(dealId),
            deal.timeouts.submitResults.collateral
        );
    }

    function acceptResult(string calldata dealId) external {
        Deal memory deal = _submittedDealOfJobCreator(dealId);
        _storage.acceptResult(dealId);
        _payments.acceptResult(
            dealId,
            deal.members.resourceProvider,
            deal.members.jobCreator,
            _storage.getJobCost(dealId),
            deal.pricing.paymentCollateral,
            _storage.getResultsCollateral(dealId),
            deal.timeouts.judgeResults.collateral
        );
    }

    /// No deadline.
    function checkResult(string calldata dealId) external {
        Deal memory deal = _submittedDealOfJobCreator(dealId);
        _storage.checkResult(dealId);
        _payments.checkResult(
            dealId, deal.members.jobCreator, deal.timeouts.judgeResults.collateral, deal.pricing.mediationFee
        );
        _mediation.mediationRequest(deal);
    }

    function mediationAcceptResult(string calldata dealId) external {
        Deal memory deal = _checkedDealForMediation(dealId);
        _storage.mediationAcceptResult(dealId);
        _payments.mediationAcceptResult(
            dealId,
            deal.members.resourceProvider,
            deal.members.jobCreator,
            _storage.getJobCost(dealId),
            deal.pricing.paymentCollateral,
            _storage.getResultsCollateral(dealId),
            deal.pricing.mediationFee
        );
    }

    function mediationRejectResult(string calldata dealId) external {
        Deal memory deal = _checkedDealForMediation(dealId);
        _storage.mediationRejectResult(dealId);
        _payments.mediationRejectResult(
            dealId,
            deal.members.resourceProvider,
            deal.members.jobCreator,
            deal.pricing.paymentCollateral,
            _storage.getResultsCollateral(dealId),
            deal.pricing.mediationFee
        );
    }

    /// D11: the job creator is refunded the provider's collateral in place of its own, and only whoever agreed can call.
    function timeoutAgree(string calldata dealId) external {
        Deal memory deal = _storage.getDeal(dealId);
        require(_isParty(deal), "Only JC or RP");
        Agreement memory agreement = _agreementIn(dealId, AgreementState.DealNegotiating);
        _requireTimedOut(agreement.dealCreatedAt, deal.timeouts.agree.timeout);
        _storage.timeoutAgree(dealId);
        uint256 collateral = deal.timeouts.submitResults.collateral;
        if (agreement.resourceProviderAgreedAt != 0) {
            _payments.timeoutAgreeRefundResourceProvider(dealId, deal.members.resourceProvider, collateral);
        } else {
            _payments.timeoutAgreeRefundJobCreator(
                dealId, deal.members.jobCreator, deal.pricing.paymentCollateral, collateral
            );
        }
    }

    /// D8: always reverts, and without a reason where everything else is in order.
    function timeoutSubmitResult(string calldata dealId) external {
        Deal memory deal = _storage.getDeal(dealId);
        require(tx.origin == deal.members.jobCreator, "Only JC");
        Agreement memory agreement = _agreementIn(dealId, AgreementState.DealAgreed);
        _requireTimedOut(agreement.dealAgreedAt, deal.timeouts.submitResults.timeout);
        _storage.timeoutSubmitResult(dealId);
        IMisnamedTimeouts(address(_payments)).timeoutSubmitResult(
            dealId,
            deal.members.resourceProvider,
            deal.members.jobCreator,
            deal.pricing.paymentCollateral,
            deal.timeouts.submitResults.collateral
        );
    }

    /// D8: always reverts, and without a reason where everything else is in order.
    function timeoutJudgeResult(string calldata dealId) external {
        Deal memory deal = _storage.getDeal(dealId);
        require(tx.origin == deal.members.resourceProvider, "Only RP");
        Agreement memory agreement = _agreementIn(dealId, AgreementState.ResultsSubmitted);
        _requireTimedOut(agreement.resultsSubmittedAt, deal.timeouts.judgeResults.timeout);
        _storage.timeoutJudgeResult(dealId);
        IMisnamedTimeouts(address(_payments)).timeoutJudgeResult(
            dealId,
            deal.members.resourceProvider,
            deal.members.jobCreator,
            _storage.getResultsCollateral(dealId),
            deal.timeouts.judgeResults.collateral
        );
    }

    /// D9: the clock that runs out is the job creator's for judging, and it started with the result.
    function timeoutMediateResult(string calldata dealId) external {
        Deal memory deal = _storage.getDeal(dealId);
        require(_isParty(deal), "Only RP or JC");
        Agreement memory agreement = _agreementIn(dealId, AgreementState.ResultsChecked);
        _requireTimedOut(agreement.resultsSubmittedAt, deal.timeouts.judgeResults.timeout);
        _storage.timeoutMediateResult(dealId);
        _payments.timeoutMediateResult(
            dealId,
            deal.members.resourceProvider,
            deal.members.jobCreator,
            deal.pricing.paymentCollateral,
            _storage.getResultsCollateral(dealId),
            deal.pricing.mediationFee
        );
    }

    function _submittedDealOfJobCreator(string calldata dealId) private view returns (Deal memory deal) {
        require(_storage.isState(dealId, AgreementState.ResultsSubmitted), "ResultsSubmitted");
        deal = _storage.getDeal(dealId);
        require(tx.origin == deal.members.jobCreator, "Only JC");
    }

    function _checkedDealForMediation(string calldata dealId) private view returns (Deal memory) {
        require(msg.sender == address(_mediation), "Only mediation");
        require(_storage.isState(dealId, AgreementState.ResultsChecked), "ResultsChecked");
        return _storage.getDeal(dealId);
    }

    function _agreementIn(string calldata dealId, AgreementState state)
        private
        view
        returns (Agreement memory agreement)
    {
        agreement = _storage.getAgreement(dealId);
        require(agreement.state == state, "Not correct state");
    }

    function _isParty(Deal memory deal) private view returns (bool) {
        return tx.origin == deal.members.resourceProvider || tx.origin == deal.members.jobCreator;
    }

    function _requireTimedOut(uint256 since, uint256 timeout) private view {
        require(block.timestamp > since + timeout, "Not timed out");
    }
}
