// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ControllerOwnable} from "../contracts/ControllerOwnable.sol";
import {PaymentDirection, PaymentReason} from "../contracts/LilypadTypes.sol";
import {InitializedOnce} from "./InitializedOnce.sol";
import {V2Token} from "./V2Token.sol";

/// @title Double of Lilypad v2's payments. For tests and development chains only.
/// @notice Two time-outs have other names here than the controller calls them by, so they always revert (D8); what they
/// would do loses the job creator's payment (D10). A mediator's fee goes to whoever signed the transaction.
contract V2Payments is ControllerOwnable, InitializedOnce {
    V2Token private _token;

    event Payment(
        string dealId, address payee, uint256 amount, PaymentReason reason, PaymentDirection direction
    );

    function initialize(address token) external once {
        _token = V2Token(token);
    }

    function getTokenAddress() external view returns (address) {
        return address(_token);
    }

    function agreeResourceProvider(string calldata dealId, address provider, uint256 timeoutCollateral)
        external
        onlyController
    {
        _payIn(dealId, provider, timeoutCollateral, PaymentReason.TimeoutCollateral);
    }

    function agreeJobCreator(
        string calldata dealId,
        address jobCreator,
        uint256 paymentCollateral,
        uint256 timeoutCollateral
    ) external onlyController {
        _payIn(dealId, jobCreator, paymentCollateral, PaymentReason.PaymentCollateral);
        _payIn(dealId, jobCreator, timeoutCollateral, PaymentReason.TimeoutCollateral);
    }

    function addResult(
        string calldata dealId,
        address provider,
        uint256 resultsCollateral,
        uint256 timeoutCollateral
    ) external onlyController {
        _payIn(dealId, provider, resultsCollateral, PaymentReason.ResultsCollateral);
        _refund(dealId, provider, timeoutCollateral, PaymentReason.TimeoutCollateral);
    }

    function acceptResult(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 jobCost,
        uint256 paymentCollateral,
        uint256 resultsCollateral,
        uint256 timeoutCollateral
    ) external onlyController {
        uint256 rest = _payJob(dealId, provider, jobCreator, jobCost, paymentCollateral);
        _refundRest(dealId, jobCreator, rest);
        _refund(dealId, jobCreator, timeoutCollateral, PaymentReason.TimeoutCollateral);
        _refund(dealId, provider, resultsCollateral, PaymentReason.ResultsCollateral);
    }

    function checkResult(string calldata dealId, address jobCreator, uint256 timeoutCollateral, uint256 mediationFee)
        external
        onlyController
    {
        _refund(dealId, jobCreator, timeoutCollateral, PaymentReason.TimeoutCollateral);
        _payIn(dealId, jobCreator, mediationFee, PaymentReason.MediationFee);
    }

    function mediationAcceptResult(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 jobCost,
        uint256 paymentCollateral,
        uint256 resultsCollateral,
        uint256 mediationFee
    ) external onlyController {
        uint256 rest = _payJob(dealId, provider, jobCreator, jobCost, paymentCollateral);
        _payOut(dealId, jobCreator, tx.origin, mediationFee, PaymentReason.MediationFee);
        _refundRest(dealId, jobCreator, rest);
        _refund(dealId, provider, resultsCollateral, PaymentReason.ResultsCollateral);
    }

    /// The job creator, though right, does not get its fee back.
    function mediationRejectResult(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 paymentCollateral,
        uint256 resultsCollateral,
        uint256 mediationFee
    ) external onlyController {
        _refund(dealId, jobCreator, paymentCollateral, PaymentReason.PaymentCollateral);
        _payOut(dealId, jobCreator, tx.origin, mediationFee, PaymentReason.MediationFee);
        _slash(dealId, provider, resultsCollateral, PaymentReason.ResultsCollateral);
    }

    function timeoutAgreeRefundResourceProvider(string calldata dealId, address provider, uint256 timeoutCollateral)
        external
        onlyController
    {
        require(tx.origin == provider, "LilypadPayments: Can only be called by the RP");
        _refund(dealId, provider, timeoutCollateral, PaymentReason.TimeoutCollateral);
    }

    function timeoutAgreeRefundJobCreator(
        string calldata dealId,
        address jobCreator,
        uint256 paymentCollateral,
        uint256 timeoutCollateral
    ) external onlyController {
        require(tx.origin == jobCreator, "LilypadPayments: Can only be called by the JC");
        _refund(dealId, jobCreator, paymentCollateral, PaymentReason.PaymentCollateral);
        _refund(dealId, jobCreator, timeoutCollateral, PaymentReason.TimeoutCollateral);
    }

    /// D8: the controller calls timeoutSubmitResult, so nothing ever arrives here.
    function timeoutSubmitResults(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 paymentCollateral,
        uint256 timeoutCollateral
    ) external onlyController {
        _refund(dealId, jobCreator, paymentCollateral, PaymentReason.PaymentCollateral);
        _slash(dealId, provider, timeoutCollateral, PaymentReason.TimeoutCollateral);
    }

    /// D8: the controller calls timeoutJudgeResult. D10: the payment would stay where it is.
    function timeoutJudgeResults(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 resultsCollateral,
        uint256 timeoutCollateral
    ) external onlyController {
        _refund(dealId, provider, resultsCollateral, PaymentReason.ResultsCollateral);
        _slash(dealId, jobCreator, timeoutCollateral, PaymentReason.TimeoutCollateral);
    }

    function timeoutMediateResult(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 paymentCollateral,
        uint256 resultsCollateral,
        uint256 mediationFee
    ) external onlyController {
        _refund(dealId, provider, resultsCollateral, PaymentReason.ResultsCollateral);
        _refund(dealId, jobCreator, paymentCollateral, PaymentReason.PaymentCollateral);
        _refund(dealId, jobCreator, mediationFee, PaymentReason.MediationFee);
    }

    /// @return rest what the job leaves of the payment collateral
    function _payJob(
        string calldata dealId,
        address provider,
        address jobCreator,
        uint256 jobCost,
        uint256 paymentCollateral
    ) private returns (uint256 rest) {
        uint256 paid = jobCost < paymentCollateral ? jobCost : paymentCollateral;
        _payOut(dealId, jobCreator, provider, paid, PaymentReason.JobPayment);
        return paymentCollateral - paid;
    }

    /// The only payment that is left out where its amount is zero.
    function _refundRest(string calldata dealId, address jobCreator, uint256 rest) private {
        if (rest > 0) {
            _refund(dealId, jobCreator, rest, PaymentReason.PaymentCollateral);
        }
    }

    function _payIn(string calldata dealId, address payer, uint256 amount, PaymentReason reason) private {
        require(_token.balanceOf(payer) >= amount, "LilypadPayments: Insufficient balance");
        _token.payEscrow(amount);
        emit Payment(dealId, payer, amount, reason, PaymentDirection.PaidIn);
    }

    function _payOut(string calldata dealId, address payer, address payee, uint256 amount, PaymentReason reason)
        private
    {
        _token.payJob(payer, payee, amount);
        emit Payment(dealId, payee, amount, reason, PaymentDirection.PaidOut);
    }

    function _refund(string calldata dealId, address payer, uint256 amount, PaymentReason reason) private {
        _token.refundEscrow(payer, amount);
        emit Payment(dealId, payer, amount, reason, PaymentDirection.Refunded);
    }

    function _slash(string calldata dealId, address payer, uint256 amount, PaymentReason reason) private {
        _token.slashEscrow(payer, amount);
        emit Payment(dealId, payer, amount, reason, PaymentDirection.Slashed);
    }
}
