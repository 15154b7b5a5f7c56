// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ControllerOwnable} from "../contracts/ControllerOwnable.sol";
import {
    Agreement,
    AgreementState,
    Deal,
    DealMembers,
    DealPricing,
    DealTimeout,
    DealTimeouts,
    Result
} from "../contracts/LilypadTypes.sol";
import {InitializedOnce} from "./InitializedOnce.sol";

/// @title Double of Lilypad v2's storage. For tests and development chains only.
/// @notice A deal's id is free text and the first to use it owns it (D21); mediators are compared in order (D22); a
/// mediator may be nobody or one of the parties, and a deal's id may be empty.
contract V2Storage is ControllerOwnable, InitializedOnce {
    mapping(string dealId => Deal) private _deals;
    mapping(string dealId => Agreement) private _agreements;
    mapping(string dealId => Result) private _results;
    mapping(address party => string[]) private _dealsOfParty;

    event DealStateChange(string dealId, AgreementState state);

    function initialize() external once {}

    function ensureDeal(
        string calldata dealId,
        DealMembers memory members,
        DealTimeouts memory timeouts,
        DealPricing memory pricing
    ) external onlyController returns (Deal memory) {
        require(isState(dealId, AgreementState.DealNegotiating), "DealNegotiating");
        if (hasDeal(dealId)) {
            _compareMembers(_deals[dealId].members, members);
            _compareTimeouts(_deals[dealId].timeouts, timeouts);
            _comparePricing(_deals[dealId].pricing, pricing);
            return _deals[dealId];
        }
        require(members.resourceProvider != address(0), "RP missing");
        require(members.jobCreator != address(0), "JC missing");
        require(members.solver != address(0), "Solver missing");
        require(members.resourceProvider != members.jobCreator, "RP / JC same");
        require(members.mediators.length > 0, "Mediators <= 0");
        require(timeouts.agree.collateral == 0, "Agree deposit must be 0");
        require(timeouts.mediateResults.collateral == 0, "Mediate deposit must be 0");
        _deals[dealId] = Deal(dealId, members, timeouts, pricing);
        _agreements[dealId].dealCreatedAt = block.timestamp;
        _dealsOfParty[members.resourceProvider].push(dealId);
        _dealsOfParty[members.jobCreator].push(dealId);
        return _deals[dealId];
    }

    function agreeResourceProvider(string calldata dealId) external onlyController {
        require(_agreements[dealId].resourceProviderAgreedAt == 0, "RP has already agreed");
        _agreements[dealId].resourceProviderAgreedAt = block.timestamp;
        _agreed(dealId);
    }

    function agreeJobCreator(string calldata dealId) external onlyController {
        require(_agreements[dealId].jobCreatorAgreedAt == 0, "JC has already agreed");
        _agreements[dealId].jobCreatorAgreedAt = block.timestamp;
        _agreed(dealId);
    }

    function addResult(
        string calldata dealId,
        string calldata resultsId,
        string calldata dataId,
        uint256 instructionCount
    ) external onlyController {
        _results[dealId] = Result(dealId, resultsId, dataId, instructionCount);
        _agreements[dealId].resultsSubmittedAt = block.timestamp;
        _enter(dealId, AgreementState.ResultsSubmitted);
    }

    function acceptResult(string calldata dealId) external onlyController {
        _agreements[dealId].resultsAcceptedAt = block.timestamp;
        _enter(dealId, AgreementState.ResultsAccepted);
    }

    function checkResult(string calldata dealId) external onlyController {
        _agreements[dealId].resultsCheckedAt = block.timestamp;
        _enter(dealId, AgreementState.ResultsChecked);
    }

    function mediationAcceptResult(string calldata dealId) external onlyController {
        _agreements[dealId].mediationAcceptedAt = block.timestamp;
        _enter(dealId, AgreementState.MediationAccepted);
    }

    function mediationRejectResult(string calldata dealId) external onlyController {
        _agreements[dealId].mediationRejectedAt = block.timestamp;
        _enter(dealId, AgreementState.MediationRejected);
    }

    function timeoutAgree(string calldata dealId) external onlyController {
        _agreements[dealId].timeoutAgreeAt = block.timestamp;
        _enter(dealId, AgreementState.TimeoutAgree);
    }

    function timeoutSubmitResult(string calldata dealId) external onlyController {
        _agreements[dealId].timeoutSubmitResultsAt = block.timestamp;
        _enter(dealId, AgreementState.TimeoutSubmitResults);
    }

    function timeoutJudgeResult(string calldata dealId) external onlyController {
        _agreements[dealId].timeoutJudgeResultsAt = block.timestamp;
        _enter(dealId, AgreementState.TimeoutJudgeResults);
    }

    function timeoutMediateResult(string calldata dealId) external onlyController {
        _agreements[dealId].timeoutMediateResultsAt = block.timestamp;
        _enter(dealId, AgreementState.TimeoutMediateResults);
    }

    function getDeal(string calldata dealId) external view returns (Deal memory) {
        return _deals[dealId];
    }

    function getAgreement(string calldata dealId) external view returns (Agreement memory) {
        return _agreements[dealId];
    }

    function getResult(string calldata dealId) external view returns (Result memory) {
        return _results[dealId];
    }

    function getDealsForParty(address party) external view returns (string[] memory) {
        return _dealsOfParty[party];
    }

    function getJobCost(string calldata dealId) public view returns (uint256) {
        return _deals[dealId].pricing.instructionPrice * _results[dealId].instructionCount;
    }

    function getResultsCollateral(string calldata dealId) external view returns (uint256) {
        return _deals[dealId].pricing.resultsCollateralMultiple * getJobCost(dealId);
    }

    function isState(string calldata dealId, AgreementState state) public view returns (bool) {
        return _agreements[dealId].state == state;
    }

    function hasDeal(string calldata dealId) public view returns (bool) {
        return _deals[dealId].members.resourceProvider != address(0);
    }

    function _agreed(string calldata dealId) private {
        Agreement storage agreement = _agreements[dealId];
        if (agreement.resourceProviderAgreedAt != 0 && agreement.jobCreatorAgreedAt != 0) {
            agreement.dealAgreedAt = block.timestamp;
            _enter(dealId, AgreementState.DealAgreed);
        }
    }

    function _enter(string calldata dealId, AgreementState state) private {
        _agreements[dealId].state = state;
        emit DealStateChange(dealId, state);
    }

    function _compareMembers(DealMembers storage known, DealMembers memory offered) private view {
        require(known.resourceProvider == offered.resourceProvider, "RP");
        require(known.jobCreator == offered.jobCreator, "JC");
        require(known.solver == offered.solver, "Solver");
        require(known.mediators.length == offered.mediators.length, "Mediators");
        for (uint256 i = 0; i < offered.mediators.length; i++) {
            require(known.mediators[i] == offered.mediators[i], "Mediator");
        }
    }

    function _compareTimeouts(DealTimeouts storage known, DealTimeouts memory offered) private view {
        _compareTimeout(known.agree, offered.agree);
        _compareTimeout(known.submitResults, offered.submitResults);
        _compareTimeout(known.judgeResults, offered.judgeResults);
        _compareTimeout(known.mediateResults, offered.mediateResults);
    }

    function _compareTimeout(DealTimeout storage known, DealTimeout memory offered) private view {
        require(known.timeout == offered.timeout, "Timeout");
        require(known.collateral == offered.collateral, "Collateral");
    }

    function _comparePricing(DealPricing storage known, DealPricing memory offered) private view {
        require(known.instructionPrice == offered.instructionPrice, "Price");
        require(known.paymentCollateral == offered.paymentCollateral, "Payment");
        require(known.resultsCollateralMultiple == offered.resultsCollateralMultiple, "Results");
        require(known.mediationFee == offered.mediationFee, "Mediation");
    }
}
