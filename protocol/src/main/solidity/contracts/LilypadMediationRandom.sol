// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ControllerOwnable} from "./ControllerOwnable.sol";
import {IBoundVerdict} from "./IBoundVerdict.sol";
import {ILilypadMediation} from "./ILilypadMediation.sol";
import {LilypadController} from "./LilypadController.sol";
import {LilypadStorage} from "./LilypadStorage.sol";
import {Deal} from "./LilypadTypes.sol";

/// @title One mediator, drawn from those that both parties named, gives the verdict.
/// @notice The draw mixes the block's timestamp, its beacon value (EIP-4399) and the deal's id, so nobody can compute it
/// before the block is being made. What remains weak: whoever proposes the block can withhold it; a job creator that is
/// a contract can revert when it dislikes the draw and try again in the next block; and chains without a beacon
/// (Arbitrum answers a constant) leave only the timestamp. A deal's parties should name mediators they accept one and all.
contract LilypadMediationRandom is ControllerOwnable, ILilypadMediation, IBoundVerdict {
    mapping(string dealId => address) private _mediators;

    /// A check was asked for and its mediator drawn.
    /// @param dealId the deal's id
    /// @param mediator the one account that may give the verdict
    event MediationRequested(string dealId, address mediator);

    modifier onlyMediator(string calldata dealId) {
        address mediator = _mediators[dealId];
        require(mediator != address(0), "mediator cannot be 0x0");
        require(mediator == msg.sender, "msg.sender must be the mediator");
        _;
    }

    /// @inheritdoc ILilypadMediation
    function mediationRequest(Deal calldata deal) external onlyController {
        address[] calldata candidates = deal.members.mediators;
        uint256 seed = uint256(keccak256(abi.encodePacked(block.timestamp, block.prevrandao, deal.dealId)));
        address mediator = candidates[seed % candidates.length];
        require(mediator != address(0), "mediator cannot be 0x0");
        _mediators[deal.dealId] = mediator;
        emit MediationRequested(deal.dealId, mediator);
    }

    /// The result is right. Only the drawn mediator.
    function mediationAcceptResult(string calldata dealId) external onlyMediator(dealId) {
        _controller().mediationAcceptResult(dealId);
    }

    /// The result is wrong. Only the drawn mediator.
    function mediationRejectResult(string calldata dealId) external onlyMediator(dealId) {
        _controller().mediationRejectResult(dealId);
    }

    /// @inheritdoc IBoundVerdict
    function mediationAcceptResult(string calldata dealId, bytes32 claimHash, uint256 checkedAt)
        external
        onlyMediator(dealId)
    {
        _requireJudged(dealId, claimHash, checkedAt);
        _controller().mediationAcceptResult(dealId);
    }

    /// @inheritdoc IBoundVerdict
    function mediationRejectResult(string calldata dealId, bytes32 claimHash, uint256 checkedAt)
        external
        onlyMediator(dealId)
    {
        _requireJudged(dealId, claimHash, checkedAt);
        _controller().mediationRejectResult(dealId);
    }

    /// @inheritdoc ILilypadMediation
    function getMediator(string calldata dealId) external view returns (address) {
        return _mediators[dealId];
    }

    function _requireJudged(string calldata dealId, bytes32 claimHash, uint256 checkedAt) private view {
        LilypadStorage deals = LilypadStorage(_controller().getStorageAddress());
        bytes32 claim = keccak256(bytes(deals.getResult(dealId).dataId));
        if (claim != claimHash) {
            revert ClaimDiffers(claimHash, claim);
        }
        uint256 checked = deals.getAgreement(dealId).resultsCheckedAt;
        if (checked != checkedAt) {
            revert CheckTimeDiffers(checkedAt, checked);
        }
    }

    function _controller() private view returns (LilypadController) {
        return LilypadController(getControllerAddress());
    }
}
