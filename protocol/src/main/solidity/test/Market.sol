// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Asserting, Vm} from "./Vm.sol";
import {LilypadController} from "../contracts/LilypadController.sol";
import {LilypadMediationRandom} from "../contracts/LilypadMediationRandom.sol";
import {LilypadPayments} from "../contracts/LilypadPayments.sol";
import {LilypadStorage} from "../contracts/LilypadStorage.sol";
import {LilypadToken} from "../contracts/LilypadToken.sol";
import {LilypadUsers} from "../contracts/LilypadUsers.sol";
import {
    AgreementState,
    DealMembers,
    DealPricing,
    DealTimeout,
    DealTimeouts
} from "../contracts/LilypadTypes.sol";

/// A deployed market with its people, each with 1,000 tokens, and the deal of Lilypad's own test fixture.
abstract contract Market is Asserting {
    struct Payment {
        address payee;
        uint256 amount;
        uint8 reason;
        uint8 direction;
    }

    uint256 internal constant WEALTH = 1000 ether;
    uint256 internal constant TIMEOUT = 100;
    string internal constant DEAL = "QmDeal";
    string internal constant CLAIM = "QmClaim";

    address internal constant treasury = address(0x7EA5);
    address internal constant solver = address(0x501E);
    address internal constant provider = address(0x9909);
    address internal constant client = address(0xC11E);
    address internal constant stranger = address(0x57A6);
    address[] internal mediators = [address(0x3ED1), address(0x3ED2), address(0x3ED3)];

    LilypadToken internal token;
    LilypadPayments internal payments;
    LilypadStorage internal deals;
    LilypadUsers internal users;
    LilypadMediationRandom internal mediation;
    LilypadController internal controller;

    DealMembers internal members;
    DealTimeouts internal timeouts;
    DealPricing internal pricing;
    uint256 internal instructionCount = 1;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        deploy();
        token.transfer(solver, WEALTH);
        token.transfer(provider, WEALTH);
        token.transfer(client, WEALTH);
        token.transfer(stranger, WEALTH);
        for (uint256 i = 0; i < mediators.length; i++) {
            token.transfer(mediators[i], WEALTH);
        }
        token.transferOwnership(treasury);

        members = DealMembers(solver, client, provider, mediators);
        timeouts.agree = DealTimeout(TIMEOUT, 0);
        timeouts.submitResults = DealTimeout(TIMEOUT, 10 ether);
        timeouts.judgeResults = DealTimeout(TIMEOUT, 10 ether);
        timeouts.mediateResults = DealTimeout(TIMEOUT, 0);
        pricing = DealPricing(10 ether, 30 ether, 4, 5 ether);
        vm.recordLogs();
    }

    /// The deployment order that LilypadController documents.
    function deploy() private {
        token = new LilypadToken(1_000_000 ether);
        payments = new LilypadPayments(token);
        deals = new LilypadStorage();
        users = new LilypadUsers();
        mediation = new LilypadMediationRandom();
        controller = new LilypadController(deals, users, payments, mediation);
        token.setControllerAddress(address(payments));
        payments.setControllerAddress(address(controller));
        deals.setControllerAddress(address(controller));
        mediation.setControllerAddress(address(controller));
        token.disableChangeControllerAddress();
        payments.disableChangeControllerAddress();
        deals.disableChangeControllerAddress();
        mediation.disableChangeControllerAddress();
    }

    // ---- the steps of a deal ----

    function agree(address party) internal {
        agree(party, DEAL);
    }

    function agree(address party, string memory dealId) internal {
        (DealMembers memory m, DealTimeouts memory t, DealPricing memory p) = (members, timeouts, pricing);
        vm.prank(party);
        controller.agree(dealId, m, t, p);
    }

    /// The job creator agrees and appoints a watchman.
    function agreeWithWatchman(address watchman, string memory dealId) internal {
        (DealMembers memory m, DealTimeouts memory t, DealPricing memory p) = (members, timeouts, pricing);
        vm.prank(client);
        controller.agreeWithWatchman(dealId, m, t, p, watchman);
    }

    function submit() internal {
        uint256 count = instructionCount;
        vm.prank(provider);
        controller.addResult(DEAL, "QmResults", CLAIM, count);
    }

    function accept() internal {
        vm.prank(client);
        controller.acceptResult(DEAL);
    }

    function check() internal {
        vm.prank(client);
        controller.checkResult(DEAL);
    }

    function mediator() internal view returns (address) {
        return mediation.getMediator(DEAL);
    }

    function say(bool right) internal {
        vm.prank(mediator());
        if (right) {
            mediation.mediationAcceptResult(DEAL);
        } else {
            mediation.mediationRejectResult(DEAL);
        }
    }

    function sayRefused(bool right, string memory reason) internal {
        address drawn = mediator();
        refused(reason);
        vm.prank(drawn);
        if (right) {
            mediation.mediationAcceptResult(DEAL);
        } else {
            mediation.mediationRejectResult(DEAL);
        }
    }

    function pass(uint256 secondsToPass) internal {
        vm.warp(block.timestamp + secondsToPass);
    }

    function agreed() internal {
        agree(provider);
        agree(client);
    }

    function submitted() internal {
        agreed();
        submit();
    }

    function checked() internal {
        submitted();
        check();
    }

    // ---- what is so afterwards ----

    function isIn(AgreementState state) internal view {
        same("state", uint256(deals.getAgreement(DEAL).state), uint256(state));
    }

    function gained(string memory who, address party, int256 expected) internal view {
        uint256 before = party == treasury ? 0 : WEALTH;
        same(who, token.balanceOf(party), uint256(int256(before) + expected));
    }

    function moneyMoved(int256 byClient, int256 byProvider, int256 byMediator, int256 byTreasury) internal {
        gained("job creator", client, byClient);
        gained("resource provider", provider, byProvider);
        gained("mediator", mediator() == address(0) ? mediators[0] : mediator(), byMediator);
        gained("treasury", treasury, byTreasury);
        nothingIsLeft();
    }

    /// Nothing of the deal stays in escrow, and its Payment events balance.
    function nothingIsLeft() internal {
        same("client's escrow", token.dealEscrowOf(DEAL, client), 0);
        same("provider's escrow", token.dealEscrowOf(DEAL, provider), 0);
        uint256[4] memory sums;
        Payment[] memory all = paymentsSeen();
        for (uint256 i = 0; i < all.length; i++) {
            sums[all[i].direction] += all[i].amount;
        }
        same("paid in = out + refunded + slashed", sums[1] + sums[2] + sums[3], sums[0]);
    }

    /// The Payment events of the deal since the last look, with their emitter checked.
    function paymentsSeen() internal returns (Payment[] memory found) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        found = new Payment[](logs.length);
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].topics[0] != LilypadPayments.Payment.selector) continue;
            same("emitter of Payment", logs[i].emitter, address(payments));
            (string memory dealId, address payee, uint256 amount, uint8 reason, uint8 direction) =
                abi.decode(logs[i].data, (string, address, uint256, uint8, uint8));
            if (keccak256(bytes(dealId)) != keccak256(bytes(DEAL))) continue;
            found[count++] = Payment(payee, amount, reason, direction);
        }
        assembly {
            mstore(found, count)
        }
    }
}
