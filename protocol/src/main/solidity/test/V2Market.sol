// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Asserting} from "./Vm.sol";
import {AgreementState, DealMembers, DealPricing, DealTimeout, DealTimeouts} from "../contracts/LilypadTypes.sol";
import {IJudgedDeals, IUnboundVerdict, VerdictGuard} from "../contracts/VerdictGuard.sol";
import {V2Controller} from "../lilypad-v2/V2Controller.sol";
import {V2MediationRandom} from "../lilypad-v2/V2MediationRandom.sol";
import {V2Payments} from "../lilypad-v2/V2Payments.sol";
import {V2Storage} from "../lilypad-v2/V2Storage.sol";
import {V2Token} from "../lilypad-v2/V2Token.sol";
import {V2Users} from "../lilypad-v2/V2Users.sol";

/// The double of Lilypad v2's contracts with its people and a guard before its mediation contract. Every step is signed
/// by whoever takes it.
abstract contract V2Market is Asserting {
    uint256 internal constant WEALTH = 1000 ether;
    uint256 internal constant TIMEOUT = 100;
    string internal constant DEAL = "QmDeal";
    string internal constant CLAIM = "QmClaim";
    bytes32 internal constant CLAIM_HASH = keccak256(bytes(CLAIM));

    address internal constant treasury = address(0x7EA5);
    address internal constant solver = address(0x501E);
    address internal constant provider = address(0x9909);
    address internal constant client = address(0xC11E);
    address internal constant stranger = address(0x57A6);
    address[] internal mediators = [address(0x3ED1), address(0x3ED2), address(0x3ED3)];

    V2Token internal token;
    V2Payments internal payments;
    V2Storage internal deals;
    V2MediationRandom internal mediation;
    V2Controller internal controller;
    VerdictGuard internal guard;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        token = new V2Token(1_000_000 ether);
        payments = new V2Payments();
        payments.initialize(address(token));
        token.setControllerAddress(address(payments));
        deals = new V2Storage();
        deals.initialize();
        V2Users users = new V2Users();
        users.initialize();
        mediation = new V2MediationRandom();
        mediation.initialize();
        controller = new V2Controller();
        controller.initialize(
            address(deals), address(users), address(payments), address(mediation), address(1), address(1)
        );
        deals.setControllerAddress(address(controller));
        payments.setControllerAddress(address(controller));
        mediation.setControllerAddress(address(controller));
        guard = new VerdictGuard(IJudgedDeals(address(deals)), IUnboundVerdict(address(mediation)));
        token.transfer(provider, WEALTH);
        token.transfer(client, WEALTH);
        token.transferOwnership(treasury);
    }

    function signed(address by) internal {
        vm.prank(by, by);
    }

    function agree(address party) internal {
        DealMembers memory members = DealMembers(solver, client, provider, mediators);
        DealTimeouts memory timeouts = DealTimeouts(
            DealTimeout(TIMEOUT, 0), DealTimeout(TIMEOUT, 10 ether), DealTimeout(TIMEOUT, 10 ether), DealTimeout(TIMEOUT, 0)
        );
        signed(party);
        controller.agree(DEAL, members, timeouts, DealPricing(10 ether, 30 ether, 4, 5 ether));
    }

    function submitted(string memory claim) internal {
        agree(provider);
        agree(client);
        signed(provider);
        controller.addResult(DEAL, "QmResults", claim, 1);
    }

    /// @return the block time of the check
    function checked(string memory claim) internal returns (uint256) {
        submitted(claim);
        signed(client);
        controller.checkResult(DEAL);
        return block.timestamp;
    }

    function mediator() internal view returns (address) {
        return mediation.getMediator(DEAL);
    }

    function isIn(AgreementState state) internal view {
        same("state", uint256(deals.getAgreement(DEAL).state), uint256(state));
    }
}
