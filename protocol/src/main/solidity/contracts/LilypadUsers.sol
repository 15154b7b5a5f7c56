// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceType, User} from "./LilypadTypes.sol";

/// @title Who offers what in the market. Everybody writes only their own entry; nothing here is checked or trusted.
contract LilypadUsers {
    mapping(address user => User) private _users;
    mapping(ServiceType role => address[]) private _lists;
    /// Position in the list of the role, counted from 1; zero where the user is not in it.
    mapping(ServiceType role => mapping(address user => uint256)) private _places;

    /// Replaces the caller's entry and takes the caller off the lists of roles it no longer has.
    function updateUser(string calldata metadataCID, string calldata url, ServiceType[] calldata roles) external {
        User storage user = _users[msg.sender];
        user.userAddress = msg.sender;
        user.metadataCID = metadataCID;
        user.url = url;
        user.roles = roles;
        for (uint256 i = 0; i <= uint256(type(ServiceType).max); i++) {
            if (!_hasRole(user, ServiceType(i))) {
                _leave(ServiceType(i));
            }
        }
    }

    /// Lists the caller under one of its roles. Does nothing where it is listed already.
    function addUserToList(ServiceType role) external {
        require(_hasRole(_users[msg.sender], role), "User must have that role");
        if (_places[role][msg.sender] == 0) {
            _lists[role].push(msg.sender);
            _places[role][msg.sender] = _lists[role].length;
        }
    }

    /// Takes the caller off a list; the last of the list moves to its place.
    function removeUserFromList(ServiceType role) external {
        require(_places[role][msg.sender] != 0, "User is not in that list");
        _leave(role);
    }

    /// @return the entry; its userAddress is zero where nobody wrote one
    function getUser(address user) external view returns (User memory) {
        return _users[user];
    }

    /// Who is listed under the role; the order has no meaning.
    function showUsersInList(ServiceType role) external view returns (address[] memory) {
        return _lists[role];
    }

    function _hasRole(User storage user, ServiceType role) private view returns (bool) {
        for (uint256 i = 0; i < user.roles.length; i++) {
            if (user.roles[i] == role) {
                return true;
            }
        }
        return false;
    }

    function _leave(ServiceType role) private {
        uint256 place = _places[role][msg.sender];
        if (place == 0) {
            return;
        }
        address[] storage list = _lists[role];
        address last = list[list.length - 1];
        list[place - 1] = last;
        _places[role][last] = place;
        list.pop();
        delete _places[role][msg.sender];
    }
}
