// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {ServiceType, User} from "../contracts/LilypadTypes.sol";

/// The registry of who offers what.
contract UsersTest is Market {
    function test_anEntryIsReadBackAsWritten() public {
        register(solver, "http://127.0.0.1:1", ServiceType.Solver);
        User memory user = users.getUser(solver);
        same("address", user.userAddress, solver);
        same("metadata", user.metadataCID, "QmMeta");
        same("url", user.url, "http://127.0.0.1:1");
        same("roles", user.roles.length, 1);
        same("role", uint256(user.roles[0]), uint256(ServiceType.Solver));
    }

    function test_whoIsUnknownHasNoAddress() public view {
        same("address", users.getUser(stranger).userAddress, address(0));
    }

    function test_onlyARoleThatOneHasCanBeListed() public {
        register(solver, "", ServiceType.Solver);
        refused("User must have that role");
        list(solver, ServiceType.Mediator);
        refused("User must have that role");
        list(stranger, ServiceType.Solver);
    }

    function test_listingTwiceListsOnce() public {
        register(solver, "", ServiceType.Solver);
        list(solver, ServiceType.Solver);
        list(solver, ServiceType.Solver);
        same("listed", users.showUsersInList(ServiceType.Solver).length, 1);
    }

    function test_leavingAListKeepsTheOthers() public {
        for (uint256 i = 0; i < 3; i++) {
            register(mediators[i], "", ServiceType.Mediator);
            list(mediators[i], ServiceType.Mediator);
        }
        vm.prank(mediators[0]);
        users.removeUserFromList(ServiceType.Mediator);
        vm.prank(mediators[2]);
        users.removeUserFromList(ServiceType.Mediator);
        address[] memory left = users.showUsersInList(ServiceType.Mediator);
        same("left", left.length, 1);
        same("who", left[0], mediators[1]);
        refused("User is not in that list");
        vm.prank(mediators[2]);
        users.removeUserFromList(ServiceType.Mediator);
    }

    function test_givingUpARoleLeavesItsList() public {
        register(solver, "", ServiceType.Solver);
        list(solver, ServiceType.Solver);
        register(solver, "", ServiceType.Mediator);
        same("listed", users.showUsersInList(ServiceType.Solver).length, 0);
    }

    function register(address who, string memory url, ServiceType role) private {
        ServiceType[] memory roles = new ServiceType[](1);
        roles[0] = role;
        vm.prank(who);
        users.updateUser("QmMeta", url, roles);
    }

    function list(address who, ServiceType role) private {
        vm.prank(who);
        users.addUserToList(role);
    }
}
