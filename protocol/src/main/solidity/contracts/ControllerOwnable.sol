// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A contract that obeys one other contract, which its owner names and may then nail down.
abstract contract ControllerOwnable is Ownable {
    address private _controller;
    bool private _fixed;

    constructor() Ownable(msg.sender) {}

    modifier onlyController() {
        require(msg.sender == _controller, "ControllerOwnable: Only the controller can call this method");
        _;
    }

    /// Names the contract to obey. Part of the deployment, until disableChangeControllerAddress.
    function setControllerAddress(address controller) external onlyOwner {
        require(!_fixed, "ControllerOwnable: Controller address is fixed");
        require(controller != address(0), "ControllerOwnable: Controller address must be defined");
        _controller = controller;
    }

    /// Gives up, for ever, the owner's power to name another controller.
    function disableChangeControllerAddress() external onlyOwner {
        require(_controller != address(0), "ControllerOwnable: Controller address must be defined");
        _fixed = true;
    }

    /// The contract that is obeyed; zero before one was named.
    function getControllerAddress() public view returns (address) {
        return _controller;
    }
}
