// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The second half of a deployment in Lilypad v2's fashion: an initialize that anybody may call, once.
abstract contract InitializedOnce {
    bool private _initialized;

    event Initialized(uint8 version);

    modifier once() {
        require(!_initialized, "Initializable: contract is already initialized");
        _initialized = true;
        _;
        emit Initialized(1);
    }
}
