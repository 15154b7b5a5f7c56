// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Asserting, Vm} from "./Vm.sol";
import {HeadAnchor} from "../contracts/HeadAnchor.sol";

/// What stands in the contract is one story for each account, for ever.
contract HeadAnchorTest is Asserting {
    address internal constant ANN = address(0xA11);
    address internal constant BOB = address(0xB0B);
    bytes32 internal constant ROOT = keccak256("root");
    bytes32 internal constant OTHER = keccak256("other");

    HeadAnchor internal anchor;

    function setUp() public {
        anchor = new HeadAnchor();
    }

    function test_aHeadIsKeptAndToldByEveryView() public {
        anchored(ANN, 5, ROOT);
        newestIs(ANN, 5, ROOT);
        isRoot(anchor.rootAt(ANN, 5), ROOT);
        same("heads", anchor.count(ANN), 1);
    }

    function test_anAnchoringIsAnEvent() public {
        vm.recordLogs();
        anchored(ANN, 5, ROOT);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        same("events", logs.length, 1);
        isRoot(logs[0].topics[0], keccak256("HeadAnchored(address,uint64,bytes32)"));
        isRoot(logs[0].topics[1], bytes32(uint256(uint160(ANN))));
        isRoot(logs[0].topics[2], bytes32(uint256(5)));
        isRoot(keccak256(logs[0].data), keccak256(abi.encode(ROOT)));
    }

    function test_anotherRootForTheSameSizeIsRefused() public {
        anchored(ANN, 5, ROOT);
        refused(ANN, 5, OTHER, 5);
        newestIs(ANN, 5, ROOT);
        same("heads", anchor.count(ANN), 1);
    }

    function test_theSameHeadIsNotAnchoredTwice() public {
        anchored(ANN, 5, ROOT);
        refused(ANN, 5, ROOT, 5);
    }

    function test_aSmallerSizeIsRefused() public {
        anchored(ANN, 5, ROOT);
        refused(ANN, 4, OTHER, 5);
    }

    function test_anEmptyRecordIsNoHead() public {
        refused(ANN, 0, ROOT, 0);
    }

    function test_eachAccountSpeaksForItself() public {
        anchored(ANN, 5, ROOT);
        anchored(BOB, 5, OTHER);
        anchored(BOB, 6, ROOT);
        newestIs(ANN, 5, ROOT);
        newestIs(BOB, 6, ROOT);
        isRoot(anchor.rootAt(BOB, 5), OTHER);
    }

    function test_whoAnchoredNothingHasNothing() public view {
        newestIs(ANN, 0, bytes32(0));
        same("heads", anchor.count(ANN), 0);
        isRoot(anchor.rootAt(ANN, 0), bytes32(0));
        isRoot(anchor.rootAt(ANN, 5), bytes32(0));
    }

    function test_anOlderRecordIsHeldAgainstTheNewestHeadThatIsNotLarger() public {
        anchored(ANN, 5, ROOT);
        anchored(ANN, 9, OTHER);
        upToIs(4, 0, bytes32(0));
        upToIs(5, 5, ROOT);
        upToIs(8, 5, ROOT);
        upToIs(9, 9, OTHER);
        upToIs(type(uint64).max, 9, OTHER);
    }

    /// However the sizes come, every view tells the same as a list that was kept beside.
    function testFuzz_theViewsTellWhatWasTaken(uint16[] calldata sizes, uint16 asked) public {
        uint64 last;
        uint64 below;
        uint256 taken;
        for (uint256 i = 0; i < sizes.length; i++) {
            uint64 size = sizes[i];
            if (size <= last) {
                refused(ANN, size, rootOf(size), last);
            } else {
                anchored(ANN, size, rootOf(size));
                last = size;
                taken++;
                if (size <= asked) below = size;
            }
        }
        same("heads", anchor.count(ANN), taken);
        newestIs(ANN, last, last == 0 ? bytes32(0) : rootOf(last));
        upToIs(asked, below, below == 0 ? bytes32(0) : rootOf(below));
        isRoot(anchor.rootAt(ANN, asked), below == asked && below != 0 ? rootOf(below) : bytes32(0));
    }

    function rootOf(uint64 size) private pure returns (bytes32) {
        return keccak256(abi.encode(size));
    }

    function anchored(address by, uint64 size, bytes32 root) private {
        vm.prank(by, by);
        anchor.anchor(size, root);
    }

    function refused(address by, uint64 size, bytes32 root, uint64 newest) private {
        vm.expectRevert(abi.encodeWithSelector(HeadAnchor.SizeNotGrown.selector, newest, size));
        anchored(by, size, root);
    }

    function newestIs(address by, uint64 size, bytes32 root) private view {
        (uint64 foundSize, bytes32 foundRoot) = anchor.newest(by);
        same("size", foundSize, size);
        isRoot(foundRoot, root);
    }

    function upToIs(uint64 most, uint64 size, bytes32 root) private view {
        (uint64 foundSize, bytes32 foundRoot) = anchor.newestUpTo(ANN, most);
        same("size", foundSize, size);
        isRoot(foundRoot, root);
    }

    function isRoot(bytes32 found, bytes32 expected) private pure {
        same("root", uint256(found), uint256(expected));
    }
}
