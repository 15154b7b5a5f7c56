// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ControllerOwnable} from "../contracts/ControllerOwnable.sol";

/// @title Double of Lilypad v2's token. For tests and development chains only.
/// @notice Its defects are those of the original: escrow is kept per address and not per deal (D23), and the payer is
/// whoever signed the transaction, whatever contract it went through.
contract V2Token is ERC20, Pausable, ControllerOwnable {
    mapping(address party => uint256) private _escrow;

    /// @param supply the whole supply in base units, minted to the deployer
    constructor(uint256 supply) ERC20("Lilypad Token", "LP") {
        _mint(msg.sender, supply);
    }

    function escrowBalanceOf(address party) external view returns (uint256) {
        return _escrow[party];
    }

    /// Open to anybody, for their own tokens.
    function payEscrow(uint256 amount) external {
        _escrow[tx.origin] += amount;
        _transfer(tx.origin, address(this), amount);
    }

    function refundEscrow(address to, uint256 amount) external onlyController {
        _release(to, to, amount);
    }

    function payJob(address from, address to, uint256 amount) external onlyController {
        _release(from, to, amount);
    }

    /// The slash goes to the owner, and nobody is made whole from it.
    function slashEscrow(address from, uint256 amount) external onlyController {
        _release(from, owner(), amount);
    }

    function pause() external onlyOwner {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    /// Takes from all that the party has in escrow, for whichever deal it was put there.
    function _release(address from, address to, uint256 amount) private {
        require(_escrow[from] >= amount, "LilypadToken: not enough funds in escrow");
        _escrow[from] -= amount;
        _transfer(address(this), to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!paused(), "ERC20Pausable: token transfer while paused");
        super._update(from, to, amount);
    }
}
