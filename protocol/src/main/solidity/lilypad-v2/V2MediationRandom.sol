// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ControllerOwnable} from "../contracts/ControllerOwnable.sol";
import {ILilypadMediation} from "../contracts/ILilypadMediation.sol";
import {Deal} from "../contracts/LilypadTypes.sol";
import {InitializedOnce} from "./InitializedOnce.sol";
import {V2Controller} from "./V2Controller.sol";

/// @title Double of Lilypad v2's mediation. For tests and development chains only.
/// @notice The draw knows only the second and the deal's id, and the job creator chooses the second (D12). A verdict
/// counts if the drawn mediator signed the transaction, through whatever contract it came, and binds no claim.
contract V2MediationRandom is ControllerOwnable, InitializedOnce, ILilypadMediation {
    mapping(string dealId => address) private _mediators;

    event MediationRequested(string dealId, address mediator);

    modifier signedByMediator(string calldata dealId) {
        address mediator = _mediators[dealId];
        require(mediator != address(0), "mediator cannot be 0x0");
        require(mediator == tx.origin, "tx.origin must be the mediator");
        _;
    }

    function initialize() external once {}

    function mediationRequest(Deal calldata deal) external onlyController {
        address[] calldata named = deal.members.mediators;
        uint256 seed = uint256(keccak256(abi.encodePacked(block.timestamp, deal.dealId)));
        address mediator = named[seed % named.length];
        require(mediator != address(0), "mediator cannot be 0x0");
        _mediators[deal.dealId] = mediator;
        emit MediationRequested(deal.dealId, mediator);
    }

    function mediationAcceptResult(string calldata dealId) external signedByMediator(dealId) {
        V2Controller(getControllerAddress()).mediationAcceptResult(dealId);
    }

    function mediationRejectResult(string calldata dealId) external signedByMediator(dealId) {
        V2Controller(getControllerAddress()).mediationRejectResult(dealId);
    }

    function getMediator(string calldata dealId) external view returns (address) {
        return _mediators[dealId];
    }
}
