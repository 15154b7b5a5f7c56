// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deal} from "./LilypadTypes.sol";

/// @title What LilypadController needs of a mediation contract; anything that fits can take its place.
/// @notice The mediation contract settles by calling the controller's mediationAcceptResult or mediationRejectResult
/// with the deal's id, at most once with effect.
interface ILilypadMediation {
    /// Called once for each checked deal, inside the transaction that asks for the check.
    function mediationRequest(Deal calldata deal) external;

    /// @return who judges the deal and earns the fee; zero where nothing was requested
    function getMediator(string calldata dealId) external view returns (address);
}
