// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Keeps the tree heads that mediators anchor, each account's for itself.
/// @notice A mediator signs how far its record has got. A signature can be shown to one auditor and another one to the
/// next; what stands here is the same for all of them. Each account speaks for itself only (msg.sender), and of one account
/// there is at most one root for a size: sizes only grow, and nothing that was anchored is ever changed or taken back.
///
/// The contract does not know what a tree is. Whether a later head grew out of an earlier one, and whether either is that of a
/// record, is for the auditor to find out (docs/audit-format.md). It has no owner and no money, and calls nobody.
contract HeadAnchor {
    /// A tree head: that the first leaves of the account's record, so many, have this root.
    struct Head {
        uint64 size;
        bytes32 root;
    }

    mapping(address => Head[]) private _heads;

    /// @notice An account anchored a head of its record.
    /// @param by whose record
    /// @param size how many leaves
    /// @param root the root of their tree
    event HeadAnchored(address indexed by, uint64 indexed size, bytes32 root);

    /// @notice The account has a head of this size, or a larger one, already.
    /// @param anchored the size of its newest head; 0 if it has none
    /// @param size the size that was to be anchored
    error SizeNotGrown(uint64 anchored, uint64 size);

    /// @notice Anchors a head of the caller's record. Reverts unless it is larger than all that the caller anchored before.
    function anchor(uint64 size, bytes32 root) external {
        Head[] storage heads = _heads[msg.sender];
        uint256 length = heads.length;
        uint64 anchored = length == 0 ? 0 : heads[length - 1].size;
        if (size <= anchored) {
            revert SizeNotGrown(anchored, size);
        }
        heads.push(Head(size, root));
        emit HeadAnchored(msg.sender, size, root);
    }

    /// @notice How many heads an account has anchored.
    function count(address by) external view returns (uint256) {
        return _heads[by].length;
    }

    /// @notice An account's newest head; all zero if it has none.
    function newest(address by) external view returns (uint64 size, bytes32 root) {
        return _upTo(by, type(uint64).max);
    }

    /// @notice An account's newest head among those that are not larger than a size; all zero if there is none.
    function newestUpTo(address by, uint64 most) external view returns (uint64 size, bytes32 root) {
        return _upTo(by, most);
    }

    /// @notice The root that an account anchored for exactly this size; zero if it anchored none.
    function rootAt(address by, uint64 size) external view returns (bytes32) {
        (uint64 found, bytes32 root) = _upTo(by, size);
        return found == size ? root : bytes32(0);
    }

    function _upTo(address by, uint64 most) private view returns (uint64, bytes32) {
        Head[] storage heads = _heads[by];
        uint256 low = 0;
        uint256 high = heads.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (heads[middle].size <= most) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? (0, bytes32(0)) : (heads[low - 1].size, heads[low - 1].root);
    }
}
