// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IBoundVerdict} from "./IBoundVerdict.sol";
import {ILilypadMediation} from "./ILilypadMediation.sol";
import {LilypadPayments} from "./LilypadPayments.sol";
import {LilypadStorage} from "./LilypadStorage.sol";
import {LilypadUsers} from "./LilypadUsers.sol";
import {Agreement, AgreementState, Deal, DealMembers, DealPricing, DealTimeouts} from "./LilypadTypes.sol";

/// @title The one door to a deal: who may take which step, and when a time-out is due.
/// @notice Parties are known by msg.sender, so a party may be a contract, and nobody's money moves because they were
/// led to send some other transaction. Each step first changes the state and then moves the money.
/// Every state that is not terminal has a way out that does not need the other party's will; each is due strictly after
/// its deadline, and a late step still counts until somebody claims the time-out.
///
/// Deployment, in this order, by one account, which then owns the contracts and is the treasury:
///   token = LilypadToken(supply); payments = LilypadPayments(token); deals = LilypadStorage(); users = LilypadUsers();
///   mediation = LilypadMediationRandom(); controller = LilypadController(deals, users, payments, mediation);
///   token.setControllerAddress(payments); payments, deals, mediation each .setControllerAddress(controller);
///   then, for good, disableChangeControllerAddress() on token, payments, deals and mediation.
contract LilypadController is Ownable {
    LilypadStorage private immutable _storage;
    LilypadUsers private immutable _users;
    LilypadPayments private immutable _payments;
    ILilypadMediation private _mediation;

    /// The mediation contract that a checked deal was handed to. A replacement takes new checks only.
    mapping(string dealId => address) private _mediationOf;

    /// @notice The claim was not posted when the watchman thinks it was.
    /// @param expected the block timestamp of the claim that was looked at, in seconds
    /// @param actual that of the claim on chain
    error SubmissionTimeDiffers(uint256 expected, uint256 actual);

    constructor(LilypadStorage deals, LilypadUsers users, LilypadPayments payments, ILilypadMediation mediation)
        Ownable(msg.sender)
    {
        require(address(deals) != address(0), "Storage address must be defined");
        require(address(users) != address(0), "Users address must be defined");
        require(address(payments) != address(0), "Payments address must be defined");
        _storage = deals;
        _users = users;
        _payments = payments;
        _setMediation(mediation);
    }

    modifier onlyMediation(string calldata dealId) {
        require(msg.sender == _mediationOf[dealId], "Only mediation");
        _;
    }

    /// Puts another mediation contract in place for checks to come.
    function setMediationAddress(address mediation) external onlyOwner {
        _setMediation(ILilypadMediation(mediation));
    }

    /// The contract that holds deals, agreements and claims. Never changes.
    function getStorageAddress() external view returns (address) {
        return address(_storage);
    }

    /// The registry of who offers what. Never changes.
    function getUsersAddress() external view returns (address) {
        return address(_users);
    }

    /// The contract that moves the money. Never changes.
    function getPaymentsAddress() external view returns (address) {
        return address(_payments);
    }

    /// The mediation contract for checks to come. A checked deal stays with the one that was asked.
    function getMediationAddress() external view returns (address) {
        return address(_mediation);
    }

    /// One party's yes. The first proposes the deal, the second must say exactly the same. RP or JC.
    function agree(
        string calldata dealId,
        DealMembers calldata members,
        DealTimeouts calldata timeouts,
        DealPricing calldata pricing
    ) external {
        bool byProvider = msg.sender == members.resourceProvider;
        require(byProvider || msg.sender == members.jobCreator, "Only RP / JC");
        Deal memory deal = _storage.ensureDeal(dealId, members, timeouts, pricing);
        if (byProvider) {
            _storage.agreeResourceProvider(dealId);
            _payments.agreeResourceProvider(deal);
        } else {
            _storage.agreeJobCreator(dealId);
            _payments.agreeJobCreator(deal);
        }
    }

    /// The job creator's yes, which lets one of the deal's mediators ask for a check in its place. It is the same yes
    /// otherwise; the provider's answer is agree. JC.
    /// @param watchman one of members.mediators
    function agreeWithWatchman(
        string calldata dealId,
        DealMembers calldata members,
        DealTimeouts calldata timeouts,
        DealPricing calldata pricing,
        address watchman
    ) external {
        require(msg.sender == members.jobCreator, "Only JC");
        Deal memory deal = _storage.ensureDeal(dealId, members, timeouts, pricing);
        _storage.agreeJobCreator(dealId);
        _storage.appointWatchman(dealId, watchman);
        _payments.agreeJobCreator(deal);
    }

    /// The claim: what the job's output is, and how much work it was. RP.
    function addResult(
        string calldata dealId,
        string calldata resultsId,
        string calldata dataId,
        uint256 instructionCount
    ) external {
        Deal memory deal = _dealOfProvider(dealId);
        _storage.addResult(dealId, resultsId, dataId, instructionCount);
        _payments.addResult(deal, _storage.getJobCost(dealId));
    }

    /// The job creator takes the result as it is. JC.
    function acceptResult(string calldata dealId) external {
        Deal memory deal = _dealOfJobCreator(dealId);
        _storage.acceptResult(dealId);
        _payments.acceptResult(deal, _storage.getJobCost(dealId));
    }

    /// The job creator wants the result mediated. The mediation's clock starts here. JC.
    function checkResult(string calldata dealId) external {
        _check(dealId, _dealOfJobCreator(dealId));
    }

    /// The same in the job creator's place, by the watchman that it appointed: only of the claim that the watchman looked
    /// at, and only while the job creator is sure to have the time to judge. It costs the job creator what its own check
    /// costs, once: whoever asks first, there is no second check. Watchman.
    /// @param claimHash keccak256 of the bytes of the dataId that was looked at
    /// @param submittedAt block timestamp of that claim, in seconds
    function checkResult(string calldata dealId, bytes32 claimHash, uint256 submittedAt) external {
        require(msg.sender == _storage.getWatchman(dealId), "Only watchman");
        Agreement memory agreement = _storage.getAgreement(dealId);
        require(agreement.state == AgreementState.ResultsSubmitted, "ResultsSubmitted");
        bytes32 claim = keccak256(bytes(_storage.getResult(dealId).dataId));
        if (claim != claimHash) {
            revert IBoundVerdict.ClaimDiffers(claimHash, claim);
        }
        if (agreement.resultsSubmittedAt != submittedAt) {
            revert SubmissionTimeDiffers(submittedAt, agreement.resultsSubmittedAt);
        }
        Deal memory deal = _storage.getDeal(dealId);
        require(block.timestamp - submittedAt <= deal.timeouts.judgeResults.timeout, "Too late for the watchman");
        _check(dealId, deal);
    }

    /// The mediation found the result right. The mediation contract that holds the deal.
    function mediationAcceptResult(string calldata dealId) external onlyMediation(dealId) {
        _storage.mediationAcceptResult(dealId);
        _payments.mediationAcceptResult(_storage.getDeal(dealId), _storage.getJobCost(dealId), _mediatorOf(dealId));
    }

    /// The mediation found the result wrong. The mediation contract that holds the deal.
    function mediationRejectResult(string calldata dealId) external onlyMediation(dealId) {
        _storage.mediationRejectResult(dealId);
        _payments.mediationRejectResult(_storage.getDeal(dealId), _storage.getJobCost(dealId), _mediatorOf(dealId));
    }

    /// The other party did not agree within timeouts.agree of the proposal. RP or JC.
    function timeoutAgree(string calldata dealId) external {
        Deal memory deal = _dealOfParty(dealId, "Only JC or RP");
        Agreement memory agreement = _agreementIn(dealId, AgreementState.DealNegotiating);
        _requireTimedOut(agreement.dealCreatedAt, deal.timeouts.agree.timeout);
        _storage.timeoutAgree(dealId);
        _payments.timeoutAgree(deal, agreement.jobCreatorAgreedAt != 0);
    }

    /// No result within timeouts.submitResults of the agreement. JC.
    function timeoutSubmitResult(string calldata dealId) external {
        Deal memory deal = _dealOfJobCreator(dealId);
        Agreement memory agreement = _agreementIn(dealId, AgreementState.DealAgreed);
        _requireTimedOut(agreement.dealAgreedAt, deal.timeouts.submitResults.timeout);
        _storage.timeoutSubmitResult(dealId);
        _payments.timeoutSubmitResult(deal);
    }

    /// The result was neither accepted nor checked within timeouts.judgeResults of its submission. RP.
    function timeoutJudgeResult(string calldata dealId) external {
        Deal memory deal = _dealOfProvider(dealId);
        Agreement memory agreement = _agreementIn(dealId, AgreementState.ResultsSubmitted);
        _requireTimedOut(agreement.resultsSubmittedAt, deal.timeouts.judgeResults.timeout);
        _storage.timeoutJudgeResult(dealId);
        _payments.timeoutJudgeResult(deal, _storage.getJobCost(dealId));
    }

    /// No verdict within timeouts.mediateResults of the check. RP or JC.
    function timeoutMediateResult(string calldata dealId) external {
        Deal memory deal = _dealOfParty(dealId, "Only RP or JC");
        Agreement memory agreement = _agreementIn(dealId, AgreementState.ResultsChecked);
        _requireTimedOut(agreement.resultsCheckedAt, deal.timeouts.mediateResults.timeout);
        _storage.timeoutMediateResult(dealId);
        _payments.timeoutMediateResult(deal, _storage.getJobCost(dealId));
    }

    function _check(string calldata dealId, Deal memory deal) private {
        _storage.checkResult(dealId);
        _payments.checkResult(deal);
        _mediationOf[dealId] = address(_mediation);
        _mediation.mediationRequest(deal);
    }

    function _setMediation(ILilypadMediation mediation) private {
        require(address(mediation) != address(0), "Mediation address must be defined");
        _mediation = mediation;
    }

    function _mediatorOf(string calldata dealId) private view returns (address) {
        return ILilypadMediation(_mediationOf[dealId]).getMediator(dealId);
    }

    function _dealOfProvider(string calldata dealId) private view returns (Deal memory deal) {
        deal = _storage.getDeal(dealId);
        require(msg.sender == deal.members.resourceProvider, "Only RP");
    }

    function _dealOfJobCreator(string calldata dealId) private view returns (Deal memory deal) {
        deal = _storage.getDeal(dealId);
        require(msg.sender == deal.members.jobCreator, "Only JC");
    }

    function _dealOfParty(string calldata dealId, string memory refusal) private view returns (Deal memory deal) {
        deal = _storage.getDeal(dealId);
        require(msg.sender == deal.members.resourceProvider || msg.sender == deal.members.jobCreator, refusal);
    }

    function _agreementIn(string calldata dealId, AgreementState state)
        private
        view
        returns (Agreement memory agreement)
    {
        agreement = _storage.getAgreement(dealId);
        require(agreement.state == state, "Not correct state");
    }

    /// Written so that no agreed time-out, however long, can overflow.
    function _requireTimedOut(uint256 since, uint256 timeout) private view {
        require(block.timestamp - since > timeout, "Not timed out");
    }
}
