// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ServiceType, User} from "../contracts/LilypadTypes.sol";
import {InitializedOnce} from "./InitializedOnce.sol";

/// @title Double of Lilypad v2's registry. For tests and development chains only.
/// @notice Whoever signed the transaction is the user. A user that gives a role up stays on that role's list.
contract V2Users is Ownable, InitializedOnce {
    mapping(address user => User) private _users;
    mapping(ServiceType role => address[]) private _lists;

    constructor() Ownable(msg.sender) {}

    function initialize() external once {}

    function updateUser(string calldata metadataCID, string calldata url, ServiceType[] calldata roles) external {
        _users[tx.origin] = User(tx.origin, metadataCID, url, roles);
    }

    function addUserToList(ServiceType role) external {
        ServiceType[] storage roles = _users[tx.origin].roles;
        bool has = false;
        for (uint256 i = 0; i < roles.length; i++) {
            has = has || roles[i] == role;
        }
        require(has, "User must have that role");
        (bool listed,) = _place(role);
        require(!listed, "User is already part of that list");
        _lists[role].push(tx.origin);
    }

    function removeUserFromList(ServiceType role) external {
        (bool listed, uint256 place) = _place(role);
        require(listed, "User is not part of that list");
        address[] storage list = _lists[role];
        list[place] = list[list.length - 1];
        list.pop();
    }

    function getUser(address user) external view returns (User memory) {
        return _users[user];
    }

    function showUsersInList(ServiceType role) external view returns (address[] memory) {
        return _lists[role];
    }

    function _place(ServiceType role) private view returns (bool listed, uint256 place) {
        address[] storage list = _lists[role];
        for (uint256 i = 0; i < list.length; i++) {
            if (list[i] == tx.origin) {
                return (true, i);
            }
        }
    }
}
