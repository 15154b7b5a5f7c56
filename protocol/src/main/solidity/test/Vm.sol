// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What these tests use of forge's cheat codes.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function prank(address sender) external;
    function prank(address sender, address origin) external;
    function warp(uint256 timestamp) external;
    function prevrandao(bytes32 value) external;
    function expectRevert() external;
    function expectRevert(bytes calldata reason) external;
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool done);
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function startSnapshotGas(string calldata group, string calldata name) external;
    function stopSnapshotGas() external returns (uint256 gasUsed);
    function snapshotGasLastCall(string calldata group, string calldata name) external returns (uint256 gasUsed);
    function etch(address target, bytes calldata code) external;
}

/// Comparisons that name expected and actual when they fail.
abstract contract Asserting {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error Differs(string what, uint256 expected, uint256 actual);
    error AddressDiffers(string what, address expected, address actual);
    error TextDiffers(string what, string expected, string actual);

    function same(string memory what, uint256 actual, uint256 expected) internal pure {
        if (actual != expected) revert Differs(what, expected, actual);
    }

    function same(string memory what, address actual, address expected) internal pure {
        if (actual != expected) revert AddressDiffers(what, expected, actual);
    }

    function same(string memory what, string memory actual, string memory expected) internal pure {
        if (keccak256(bytes(actual)) != keccak256(bytes(expected))) revert TextDiffers(what, expected, actual);
    }

    function refused(string memory reason) internal {
        vm.expectRevert(abi.encodeWithSignature("Error(string)", reason));
    }

    /// A value of the range, both ends included, that depends on the seed alone.
    function within(uint256 seed, uint256 least, uint256 most) internal pure returns (uint256) {
        return least + seed % (most - least + 1);
    }
}
