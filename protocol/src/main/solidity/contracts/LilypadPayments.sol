// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ControllerOwnable} from "./ControllerOwnable.sol";
import {LilypadToken} from "./LilypadToken.sol";
import {Deal, PaymentDirection, PaymentReason} from "./LilypadTypes.sol";

/// @title What every step of a deal does with money.
/// @notice In every outcome, over the Payment events of one deal: paid in = paid out + refunded + slashed, exactly.
/// Amounts are token base units. A Slashed payment names the party that loses it and the amount that reaches the
/// treasury (the token's owner).
contract LilypadPayments is ControllerOwnable {
    LilypadToken private immutable _token;

    /// Money moved within a deal.
    /// @param dealId the deal's id
    /// @param payee who pays in, is paid or refunded; for a slash, who loses
    /// @param amount in token base units, zero too
    /// @param reason what it is for
    /// @param direction where it goes
    event Payment(
        string dealId, address payee, uint256 amount, PaymentReason reason, PaymentDirection direction
    );

    constructor(LilypadToken token) {
        require(address(token) != address(0), "Token address must be defined");
        _token = token;
    }

    /// The token that deals are paid in. Never changes.
    function getTokenAddress() external view returns (address) {
        return address(_token);
    }

    /// The provider stakes on submitting in time.
    function agreeResourceProvider(Deal calldata deal) external onlyController {
        _payIn(
            deal,
            deal.members.resourceProvider,
            deal.timeouts.submitResults.collateral,
            PaymentReason.TimeoutCollateral
        );
    }

    /// The job creator puts the payment down and stakes on judging in time.
    function agreeJobCreator(Deal calldata deal) external onlyController {
        _payIn(deal, deal.members.jobCreator, deal.pricing.paymentCollateral, PaymentReason.PaymentCollateral);
        _payIn(
            deal, deal.members.jobCreator, deal.timeouts.judgeResults.collateral, PaymentReason.TimeoutCollateral
        );
    }

    /// The provider stakes on its result being right and has submitted in time enough.
    function addResult(Deal calldata deal, uint256 jobCost) external onlyController {
        _payIn(deal, deal.members.resourceProvider, _resultsCollateral(deal, jobCost), PaymentReason.ResultsCollateral);
        _refundSubmitCollateral(deal);
    }

    /// The job creator takes the result as it is.
    function acceptResult(Deal calldata deal, uint256 jobCost) external onlyController {
        uint256 paid = _payProvider(deal, jobCost);
        _refundPaymentRest(deal, paid);
        _refundJudgeCollateral(deal);
        _refundResultsCollateral(deal, jobCost);
    }

    /// The job creator asks for a check, which is judging too, and puts the mediator's fee down.
    function checkResult(Deal calldata deal) external onlyController {
        _refundJudgeCollateral(deal);
        _payIn(deal, deal.members.jobCreator, deal.pricing.mediationFee, PaymentReason.MediationFee);
    }

    /// The result was right: the provider is paid, the job creator has paid for the check.
    function mediationAcceptResult(Deal calldata deal, uint256 jobCost, address mediator) external onlyController {
        uint256 paid = _payProvider(deal, jobCost);
        _payMediator(deal, mediator);
        _refundPaymentRest(deal, paid);
        _refundResultsCollateral(deal, jobCost);
    }

    /// The result was wrong: the provider loses its stake, and the first of it makes the job creator whole for the fee.
    function mediationRejectResult(Deal calldata deal, uint256 jobCost, address mediator) external onlyController {
        _refundPayment(deal);
        _payMediator(deal, mediator);
        uint256 slash = _resultsCollateral(deal, jobCost);
        uint256 feeBack = Math.min(deal.pricing.mediationFee, slash);
        address provider = deal.members.resourceProvider;
        if (feeBack > 0) {
            address jobCreator = deal.members.jobCreator;
            _token.payJob(deal.dealId, provider, jobCreator, feeBack);
            emit Payment(
                deal.dealId, jobCreator, feeBack, PaymentReason.MediationFee, PaymentDirection.Refunded
            );
        }
        _slash(deal, provider, slash - feeBack, PaymentReason.ResultsCollateral);
    }

    /// Only one party agreed: it gets back what it put down, its own collateral and no other's.
    function timeoutAgree(Deal calldata deal, bool byJobCreator) external onlyController {
        if (byJobCreator) {
            _refundPayment(deal);
            _refundJudgeCollateral(deal);
        } else {
            _refundSubmitCollateral(deal);
        }
    }

    /// No result came: the job creator is made whole, the provider loses its time-out collateral.
    function timeoutSubmitResult(Deal calldata deal) external onlyController {
        _refundPayment(deal);
        _refundJudgeCollateral(deal);
        _slash(
            deal,
            deal.members.resourceProvider,
            deal.timeouts.submitResults.collateral,
            PaymentReason.TimeoutCollateral
        );
    }

    /// The job creator did not judge: the result counts as accepted, and it loses its time-out collateral.
    function timeoutJudgeResult(Deal calldata deal, uint256 jobCost) external onlyController {
        uint256 paid = _payProvider(deal, jobCost);
        _refundPaymentRest(deal, paid);
        _refundResultsCollateral(deal, jobCost);
        _slash(
            deal, deal.members.jobCreator, deal.timeouts.judgeResults.collateral, PaymentReason.TimeoutCollateral
        );
    }

    /// No verdict came: nobody is to blame, everybody gets back what is theirs, the fee included.
    function timeoutMediateResult(Deal calldata deal, uint256 jobCost) external onlyController {
        _refundResultsCollateral(deal, jobCost);
        _refundPayment(deal);
        _refund(deal, deal.members.jobCreator, deal.pricing.mediationFee, PaymentReason.MediationFee);
    }

    /// @return paid the job's cost, never more than the job creator put down for it
    function _payProvider(Deal calldata deal, uint256 jobCost) private returns (uint256 paid) {
        paid = Math.min(jobCost, deal.pricing.paymentCollateral);
        _payOut(deal, deal.members.resourceProvider, paid, PaymentReason.JobPayment);
    }

    function _payMediator(Deal calldata deal, address mediator) private {
        _payOut(deal, mediator, deal.pricing.mediationFee, PaymentReason.MediationFee);
    }

    function _refundPaymentRest(Deal calldata deal, uint256 paid) private {
        uint256 rest = deal.pricing.paymentCollateral - paid;
        if (rest > 0) {
            _refund(deal, deal.members.jobCreator, rest, PaymentReason.PaymentCollateral);
        }
    }

    function _refundPayment(Deal calldata deal) private {
        _refund(deal, deal.members.jobCreator, deal.pricing.paymentCollateral, PaymentReason.PaymentCollateral);
    }

    function _refundJudgeCollateral(Deal calldata deal) private {
        _refund(
            deal, deal.members.jobCreator, deal.timeouts.judgeResults.collateral, PaymentReason.TimeoutCollateral
        );
    }

    function _refundSubmitCollateral(Deal calldata deal) private {
        _refund(
            deal,
            deal.members.resourceProvider,
            deal.timeouts.submitResults.collateral,
            PaymentReason.TimeoutCollateral
        );
    }

    function _refundResultsCollateral(Deal calldata deal, uint256 jobCost) private {
        _refund(
            deal, deal.members.resourceProvider, _resultsCollateral(deal, jobCost), PaymentReason.ResultsCollateral
        );
    }

    function _resultsCollateral(Deal calldata deal, uint256 jobCost) private pure returns (uint256) {
        return deal.pricing.resultsCollateralMultiple * jobCost;
    }

    function _payIn(Deal calldata deal, address payer, uint256 amount, PaymentReason reason) private {
        require(_token.balanceOf(payer) >= amount, "LilypadPayments: Insufficient balance");
        _token.payEscrow(deal.dealId, payer, amount);
        emit Payment(deal.dealId, payer, amount, reason, PaymentDirection.PaidIn);
    }

    /// Everything that is earned is earned from the job creator.
    function _payOut(Deal calldata deal, address payee, uint256 amount, PaymentReason reason) private {
        _token.payJob(deal.dealId, deal.members.jobCreator, payee, amount);
        emit Payment(deal.dealId, payee, amount, reason, PaymentDirection.PaidOut);
    }

    function _refund(Deal calldata deal, address party, uint256 amount, PaymentReason reason) private {
        _token.refundEscrow(deal.dealId, party, amount);
        emit Payment(deal.dealId, party, amount, reason, PaymentDirection.Refunded);
    }

    function _slash(Deal calldata deal, address party, uint256 amount, PaymentReason reason) private {
        _token.slashEscrow(deal.dealId, party, amount);
        emit Payment(deal.dealId, party, amount, reason, PaymentDirection.Slashed);
    }
}
