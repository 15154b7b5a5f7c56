// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ControllerOwnable} from "./ControllerOwnable.sol";
import {
    Agreement,
    AgreementState,
    Deal,
    DealMembers,
    DealPricing,
    DealTimeout,
    DealTimeouts,
    Result
} from "./LilypadTypes.sol";

/// @title What was agreed, what was claimed, and where each deal stands.
/// @notice Guards the order of the steps: every transition leaves exactly one state, and terminal states have none.
/// Who may take a step, and when a time-out is due, is for LilypadController to say.
contract LilypadStorage is ControllerOwnable {
    mapping(string dealId => Deal) private _deals;
    mapping(string dealId => Agreement) private _agreements;
    mapping(string dealId => Result) private _results;
    mapping(address party => string[]) private _dealsOfParty;
    mapping(string dealId => address) private _watchmen;

    /// A deal entered a state. State 0 has no event: a deal that one party proposed shows only its payments.
    /// @param dealId the deal's id
    /// @param state the state that it is in now
    event DealStateChange(string dealId, AgreementState state);

    /// The job creator lets one of the deal's mediators ask for a check in its place.
    /// @param dealId the deal's id
    /// @param watchman the mediator that may
    /// @param controller the contract whose checkResult takes its call
    event WatchmanAppointed(string dealId, address watchman, address controller);

    /// Records the deal as its first party proposes it; from then on, compares. Mediators are compared in order.
    function ensureDeal(
        string calldata dealId,
        DealMembers memory members,
        DealTimeouts memory timeouts,
        DealPricing memory pricing
    ) external onlyController returns (Deal memory) {
        if (hasDeal(dealId)) {
            Deal memory deal = _deals[dealId];
            _requireSame(deal, members, timeouts, pricing);
            return deal;
        }
        require(bytes(dealId).length > 0, "Deal id missing");
        require(members.resourceProvider != address(0), "RP missing");
        require(members.jobCreator != address(0), "JC missing");
        require(members.solver != address(0), "Solver missing");
        require(members.resourceProvider != members.jobCreator, "RP / JC same");
        require(members.mediators.length > 0, "Mediators <= 0");
        for (uint256 i = 0; i < members.mediators.length; i++) {
            address mediator = members.mediators[i];
            require(mediator != address(0), "mediator cannot be 0x0");
            require(
                mediator != members.resourceProvider && mediator != members.jobCreator, "mediator cannot be RP or JC"
            );
        }
        require(timeouts.agree.collateral == 0, "Agree deposit must be 0");
        require(timeouts.mediateResults.collateral == 0, "Mediate deposit must be 0");

        _deals[dealId] = Deal(dealId, members, timeouts, pricing);
        _agreements[dealId].dealCreatedAt = block.timestamp;
        _dealsOfParty[members.resourceProvider].push(dealId);
        _dealsOfParty[members.jobCreator].push(dealId);
        return _deals[dealId];
    }

    /// The provider says yes; the second yes makes the deal agreed.
    function agreeResourceProvider(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.DealNegotiating, "DealNegotiating");
        require(agreement.resourceProviderAgreedAt == 0, "RP has already agreed");
        agreement.resourceProviderAgreedAt = block.timestamp;
        _agreedByBoth(dealId, agreement);
    }

    /// The job creator says yes; the second yes makes the deal agreed.
    function agreeJobCreator(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.DealNegotiating, "DealNegotiating");
        require(agreement.jobCreatorAgreedAt == 0, "JC has already agreed");
        agreement.jobCreatorAgreedAt = block.timestamp;
        _agreedByBoth(dealId, agreement);
    }

    /// The job creator, which has just agreed, names its watchman. For good: nothing takes it back.
    function appointWatchman(string calldata dealId, address watchman) external onlyController {
        require(_isMediator(_deals[dealId].members.mediators, watchman), "watchman must be a mediator of the deal");
        _watchmen[dealId] = watchman;
        emit WatchmanAppointed(dealId, watchman, msg.sender);
    }

    /// Agreed -> submitted, with the claim. A count of zero would cost nothing and stake nothing.
    function addResult(
        string calldata dealId,
        string calldata resultsId,
        string calldata dataId,
        uint256 instructionCount
    ) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.DealAgreed, "DealAgreed");
        require(instructionCount > 0, "Instruction count missing");
        _results[dealId] = Result(dealId, resultsId, dataId, instructionCount);
        agreement.resultsSubmittedAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.ResultsSubmitted);
    }

    /// Submitted -> accepted. Terminal.
    function acceptResult(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.ResultsSubmitted, "ResultsSubmitted");
        agreement.resultsAcceptedAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.ResultsAccepted);
    }

    /// Submitted -> checked.
    function checkResult(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.ResultsSubmitted, "ResultsSubmitted");
        agreement.resultsCheckedAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.ResultsChecked);
    }

    /// Checked -> found right. Terminal.
    function mediationAcceptResult(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.ResultsChecked, "ResultsChecked");
        agreement.mediationAcceptedAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.MediationAccepted);
    }

    /// Checked -> found wrong. Terminal.
    function mediationRejectResult(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.ResultsChecked, "ResultsChecked");
        agreement.mediationRejectedAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.MediationRejected);
    }

    /// Negotiating -> not agreed in time. Terminal.
    function timeoutAgree(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.DealNegotiating, "DealNegotiating");
        agreement.timeoutAgreeAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.TimeoutAgree);
    }

    /// Agreed -> no result in time. Terminal.
    function timeoutSubmitResult(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.DealAgreed, "DealAgreed");
        agreement.timeoutSubmitResultsAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.TimeoutSubmitResults);
    }

    /// Submitted -> not judged in time. Terminal.
    function timeoutJudgeResult(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.ResultsSubmitted, "ResultsSubmitted");
        agreement.timeoutJudgeResultsAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.TimeoutJudgeResults);
    }

    /// Checked -> no verdict in time. Terminal.
    function timeoutMediateResult(string calldata dealId) external onlyController {
        Agreement storage agreement = _agreements[dealId];
        require(agreement.state == AgreementState.ResultsChecked, "ResultsChecked");
        agreement.timeoutMediateResultsAt = block.timestamp;
        _enter(dealId, agreement, AgreementState.TimeoutMediateResults);
    }

    /// @return the deal; its dealId is empty where there is none
    function getDeal(string calldata dealId) external view returns (Deal memory) {
        return _deals[dealId];
    }

    /// @return where the deal stands; all zero, state included, where there is none
    function getAgreement(string calldata dealId) external view returns (Agreement memory) {
        return _agreements[dealId];
    }

    /// @return the claim; its dealId is empty where none was made
    function getResult(string calldata dealId) external view returns (Result memory) {
        return _results[dealId];
    }

    /// @return who may ask for a check in the job creator's place; zero where nobody may
    function getWatchman(string calldata dealId) external view returns (address) {
        return _watchmen[dealId];
    }

    /// The ids of all deals that name the address as provider or job creator, in the order of their proposals.
    function getDealsForParty(address party) external view returns (string[] memory) {
        return _dealsOfParty[party];
    }

    /// Instruction price times instruction count, in base units; zero before there is a result.
    function getJobCost(string calldata dealId) public view returns (uint256) {
        return _deals[dealId].pricing.instructionPrice * _results[dealId].instructionCount;
    }

    /// What the provider stakes on its result, in base units; zero before there is one.
    function getResultsCollateral(string calldata dealId) external view returns (uint256) {
        return _deals[dealId].pricing.resultsCollateralMultiple * getJobCost(dealId);
    }

    /// Whether the deal is in that state; an unknown deal is in state 0.
    function isState(string calldata dealId, AgreementState state) external view returns (bool) {
        return _agreements[dealId].state == state;
    }

    /// Whether anybody proposed a deal of that id.
    function hasDeal(string calldata dealId) public view returns (bool) {
        return _deals[dealId].members.resourceProvider != address(0);
    }

    function _agreedByBoth(string calldata dealId, Agreement storage agreement) private {
        if (agreement.resourceProviderAgreedAt != 0 && agreement.jobCreatorAgreedAt != 0) {
            agreement.dealAgreedAt = block.timestamp;
            _enter(dealId, agreement, AgreementState.DealAgreed);
        }
    }

    function _enter(string calldata dealId, Agreement storage agreement, AgreementState state) private {
        agreement.state = state;
        emit DealStateChange(dealId, state);
    }

    function _isMediator(address[] storage mediators, address account) private view returns (bool) {
        for (uint256 i = 0; i < mediators.length; i++) {
            if (mediators[i] == account) {
                return true;
            }
        }
        return false;
    }

    function _requireSame(
        Deal memory deal,
        DealMembers memory members,
        DealTimeouts memory timeouts,
        DealPricing memory pricing
    ) private pure {
        require(deal.members.resourceProvider == members.resourceProvider, "RP");
        require(deal.members.jobCreator == members.jobCreator, "JC");
        require(deal.members.solver == members.solver, "Solver");
        require(deal.members.mediators.length == members.mediators.length, "Mediators");
        for (uint256 i = 0; i < members.mediators.length; i++) {
            require(deal.members.mediators[i] == members.mediators[i], "Mediator");
        }
        _requireSame(deal.timeouts.agree, timeouts.agree);
        _requireSame(deal.timeouts.submitResults, timeouts.submitResults);
        _requireSame(deal.timeouts.judgeResults, timeouts.judgeResults);
        _requireSame(deal.timeouts.mediateResults, timeouts.mediateResults);
        require(deal.pricing.instructionPrice == pricing.instructionPrice, "Price");
        require(deal.pricing.paymentCollateral == pricing.paymentCollateral, "Payment");
        require(deal.pricing.resultsCollateralMultiple == pricing.resultsCollateralMultiple, "Results");
        require(deal.pricing.mediationFee == pricing.mediationFee, "Mediation");
    }

    function _requireSame(DealTimeout memory agreed, DealTimeout memory offered) private pure {
        require(agreed.timeout == offered.timeout, "Timeout");
        require(agreed.collateral == offered.collateral, "Collateral");
    }
}
