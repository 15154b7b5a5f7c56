// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A contract between a signer and the contracts it means to call. For tests and development chains only.
contract V2Relay {
    /// Makes the calls one after the other; the first that reverts reverts all, with its own reason.
    function many(address[] calldata targets, bytes[] calldata calls) external {
        for (uint256 i = 0; i < targets.length; i++) {
            (bool done, bytes memory answer) = targets[i].call(calls[i]);
            if (!done) {
                assembly {
                    revert(add(answer, 32), mload(answer))
                }
            }
        }
    }
}
