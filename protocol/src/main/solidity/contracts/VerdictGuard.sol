// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBoundVerdict} from "./IBoundVerdict.sol";
import {Agreement, Result} from "./LilypadTypes.sol";

/// @title What the guard asks of the contract that holds the deals.
interface IJudgedDeals {
    /// @notice The contract that this one obeys.
    function getControllerAddress() external view returns (address);

    /// @notice The claim; all empty where there is none.
    function getResult(string calldata dealId) external view returns (Result memory);

    /// @notice Where the deal stands; all zero where there is none.
    function getAgreement(string calldata dealId) external view returns (Agreement memory);
}

/// @title What the guard asks of the mediation contract it stands before.
interface IUnboundVerdict {
    /// @notice The contract that this one obeys.
    function getControllerAddress() external view returns (address);

    /// @notice The result is right. Reverts unless the drawn mediator signed the transaction.
    function mediationAcceptResult(string calldata dealId) external;

    /// @notice The result is wrong. Reverts unless the drawn mediator signed the transaction.
    function mediationRejectResult(string calldata dealId) external;
}

/// @title A guard before Lilypad v2's mediation contract: passes a verdict on only if it meets what it judged.
/// @notice Lilypad's mediation contract knows the mediator by tx.origin, so a verdict may reach it through this contract.
/// Our own LilypadMediationRandom knows it by msg.sender and has these calls itself; no guard can or need stand before it.
///
/// Whose verdict it is. The guard takes calls only from the account that signed the transaction (msg.sender is
/// tx.origin), and the mediation contract takes verdicts only from the mediator it drew (tx.origin is the mediator). Both
/// together: msg.sender is the drawn mediator. A mediator that is led to call some other contract therefore cannot be made
/// to vote through the guard. (The mediation contract itself stays open to such a contract: that is Lilypad's, a guard
/// cannot close it, and a mediator's key should sign verdicts only.) An account that has delegated its code (EIP-7702)
/// vouches for what that code lets others do in its name.
///
/// What can go wrong. The guard has no state, no owner and no money, and asks nothing of anybody but the two contracts it
/// was made with, neither of which it trusts with more than its own verdict: if one of them is not what it seems, a
/// verdict is at worst refused, or passed on to a contract that the market does not listen to. Where the market's owner
/// puts another storage or mediation contract in place, this guard refuses, and another one must be deployed.
contract VerdictGuard is IBoundVerdict {
    IJudgedDeals private immutable _deals;
    IUnboundVerdict private immutable _mediation;

    /// @notice The two contracts obey different controllers: they are no market together.
    /// @param controllerOfDeals the controller that the storage contract names
    /// @param controllerOfMediation the controller that the mediation contract names
    error NotOneMarket(address controllerOfDeals, address controllerOfMediation);

    /// @notice The call came through another contract. That could be one that the mediator does not know to be voting.
    /// @param sender who called
    /// @param origin who signed the transaction
    error CalledThroughContract(address sender, address origin);

    /// @param deals the market's storage contract
    /// @param mediation the market's mediation contract
    constructor(IJudgedDeals deals, IUnboundVerdict mediation) {
        address controllerOfDeals = deals.getControllerAddress();
        address controllerOfMediation = mediation.getControllerAddress();
        if (controllerOfDeals != controllerOfMediation) {
            revert NotOneMarket(controllerOfDeals, controllerOfMediation);
        }
        _deals = deals;
        _mediation = mediation;
    }

    /// @inheritdoc IBoundVerdict
    function mediationAcceptResult(string calldata dealId, bytes32 claimHash, uint256 checkedAt) external {
        _requireJudged(dealId, claimHash, checkedAt);
        _mediation.mediationAcceptResult(dealId);
    }

    /// @inheritdoc IBoundVerdict
    function mediationRejectResult(string calldata dealId, bytes32 claimHash, uint256 checkedAt) external {
        _requireJudged(dealId, claimHash, checkedAt);
        _mediation.mediationRejectResult(dealId);
    }

    /// @notice The storage contract whose claims and checks are compared.
    function getStorageAddress() external view returns (address) {
        return address(_deals);
    }

    /// @notice The mediation contract that verdicts are passed on to.
    function getMediationAddress() external view returns (address) {
        return address(_mediation);
    }

    function _requireJudged(string calldata dealId, bytes32 claimHash, uint256 checkedAt) private view {
        if (msg.sender != tx.origin) {
            revert CalledThroughContract(msg.sender, tx.origin);
        }
        bytes32 claim = keccak256(bytes(_deals.getResult(dealId).dataId));
        if (claim != claimHash) {
            revert ClaimDiffers(claimHash, claim);
        }
        uint256 checked = _deals.getAgreement(dealId).resultsCheckedAt;
        if (checked != checkedAt) {
            revert CheckTimeDiffers(checkedAt, checked);
        }
    }
}
