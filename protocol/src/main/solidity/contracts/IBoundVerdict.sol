// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A verdict that binds what it judged.
/// @notice A verdict by the deal's id alone means whatever claim stands under that id when the transaction is mined. A
/// reorganised chain may hold another claim by then: a right rejection would slash an honest result, a right acceptance
/// pay a false one. These calls take effect only if claim and check are still the ones that were judged.
interface IBoundVerdict {
    /// @notice The claim on chain is not the one that was judged.
    /// @param expected keccak256 of the judged dataId's bytes
    /// @param actual keccak256 of the bytes of the dataId on chain, of no bytes where there is no claim
    error ClaimDiffers(bytes32 expected, bytes32 actual);

    /// @notice The check on chain is not the one that was judged.
    /// @param expected the judged check's block timestamp in seconds
    /// @param actual that of the check on chain, zero where there is none
    error CheckTimeDiffers(uint256 expected, uint256 actual);

    /// @notice The result is right, provided that it is still the one that was judged. Only the drawn mediator.
    /// @param dealId the deal's id
    /// @param claimHash keccak256 of the judged dataId's bytes
    /// @param checkedAt block timestamp of the judged check, in seconds
    function mediationAcceptResult(string calldata dealId, bytes32 claimHash, uint256 checkedAt) external;

    /// @notice The result is wrong, provided that it is still the one that was judged. Only the drawn mediator.
    /// @param dealId the deal's id
    /// @param claimHash keccak256 of the judged dataId's bytes
    /// @param checkedAt block timestamp of the judged check, in seconds
    function mediationRejectResult(string calldata dealId, bytes32 claimHash, uint256 checkedAt) external;
}
