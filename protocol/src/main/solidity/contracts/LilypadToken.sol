// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ControllerOwnable} from "./ControllerOwnable.sol";

/// @title The market's money, and the escrow it lies in while a deal is open.
/// @notice Escrow belongs to one party in one deal: what a deal pays out can only come from what was paid into that
/// deal. The token's own balance backs all of it. The controller is LilypadPayments; no ERC-20 approval is involved, so
/// whoever names the controller is trusted with every balance until disableChangeControllerAddress is called.
/// The owner is the treasury: what a party forfeits goes to it.
contract LilypadToken is ERC20, Pausable, ControllerOwnable {
    mapping(address party => uint256) private _escrowOf;
    mapping(string dealId => mapping(address party => uint256)) private _escrowInDeal;

    /// @param supply the whole supply in base units (18 decimals), minted to the deployer
    constructor(uint256 supply) ERC20("Lilypad Token", "LP") {
        _mint(msg.sender, supply);
    }

    /// What the party has in escrow, over all its deals.
    function escrowBalanceOf(address party) external view returns (uint256) {
        return _escrowOf[party];
    }

    /// What the party has in escrow in one deal. Zero for both parties once a deal is over.
    function dealEscrowOf(string calldata dealId, address party) external view returns (uint256) {
        return _escrowInDeal[dealId][party];
    }

    /// Moves the payer's own tokens into its escrow in the deal.
    function payEscrow(string calldata dealId, address payer, uint256 amount) external onlyController {
        _escrowOf[payer] += amount;
        _escrowInDeal[dealId][payer] += amount;
        _transfer(payer, address(this), amount);
    }

    /// Gives a party back what is its own.
    function refundEscrow(string calldata dealId, address payer, uint256 amount) external onlyController {
        _release(dealId, payer, payer, amount);
    }

    /// Pays somebody from a party's escrow in the deal.
    function payJob(string calldata dealId, address payer, address payee, uint256 amount) external onlyController {
        _release(dealId, payer, payee, amount);
    }

    /// Moves what a party forfeits to the treasury.
    function slashEscrow(string calldata dealId, address payer, uint256 amount) external onlyController {
        _release(dealId, payer, owner(), amount);
    }

    /// Stops every movement of tokens, verdicts and time-outs included, until unpause.
    function pause() external onlyOwner {
        _pause();
    }

    /// Lets tokens move again.
    function unpause() external onlyOwner {
        _unpause();
    }

    /// Always reverts: without an owner a slash would have nowhere to go and its deal could never end.
    function renounceOwnership() public view override(Ownable) onlyOwner {
        revert("LilypadToken: the treasury needs an owner");
    }

    function _release(string calldata dealId, address payer, address payee, uint256 amount) private {
        require(_escrowInDeal[dealId][payer] >= amount, "LilypadToken: not enough funds in escrow");
        _escrowInDeal[dealId][payer] -= amount;
        _escrowOf[payer] -= amount;
        _transfer(address(this), payee, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!paused(), "ERC20Pausable: token transfer while paused");
        super._update(from, to, amount);
    }
}
