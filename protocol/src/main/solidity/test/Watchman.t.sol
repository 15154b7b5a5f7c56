// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {IBoundVerdict} from "../contracts/IBoundVerdict.sol";
import {LilypadController} from "../contracts/LilypadController.sol";
import {LilypadStorage} from "../contracts/LilypadStorage.sol";
import {AgreementState} from "../contracts/LilypadTypes.sol";
import {Vm} from "./Vm.sol";

/// A job creator that lets a mediator ask for a check in its place: who may, when, of what, and what it costs.
contract WatchmanTest is Market {
    bytes32 private constant CLAIM_HASH = keccak256(bytes(CLAIM));

    address private watchman;
    uint256 private submittedAt;

    function setUp() public override {
        super.setUp();
        watchman = mediators[1];
    }

    function test_theWatchmansCheckIsTheJobCreatorsToTheBaseUnit() public {
        uint256 fresh = vm.snapshotState();
        checked();
        Payment[] memory own = paymentsSeen();
        uint256 purse = token.balanceOf(client);
        uint256 escrow = token.escrowBalanceOf(client);
        uint256 checkedAt = deals.getAgreement(DEAL).resultsCheckedAt;
        vm.revertToState(fresh);

        watched();
        isIn(AgreementState.ResultsChecked);
        Payment[] memory others = paymentsSeen();
        same("payments", others.length, own.length);
        for (uint256 i = 0; i < own.length; i++) {
            same("payment", keccak256(abi.encode(others[i])) == keccak256(abi.encode(own[i])) ? 1 : 0, 1);
        }
        same("the job creator's purse", token.balanceOf(client), purse);
        same("the job creator's escrow", token.escrowBalanceOf(client), escrow);
        same("the watchman's purse", token.balanceOf(watchman), WEALTH);
        same("time", deals.getAgreement(DEAL).resultsCheckedAt, checkedAt);
    }

    function test_aClaimThatTheWatchmanComplainedOfRightlyCostsTheJobCreatorNothing() public {
        watched();
        say(false);
        isIn(AgreementState.MediationRejected);
        moneyMoved(0, -40 ether, 5 ether, 35 ether);
    }

    function test_aClaimThatTheWatchmanComplainedOfWronglyCostsTheFeeAndNoMore() public {
        watched();
        say(true);
        isIn(AgreementState.MediationAccepted);
        moneyMoved(-15 ether, 10 ether, 5 ether, 0);
    }

    function test_withoutAVerdictEverybodyGetsTheirOwnBackAsEver() public {
        watched();
        pass(TIMEOUT + 1);
        vm.prank(client);
        controller.timeoutMediateResult(DEAL);
        moneyMoved(0, 0, 0, 0);
    }

    function test_aWatchmanThatDoesNothingCostsNothing() public {
        underWatch();
        pass(TIMEOUT + 1);
        vm.prank(provider);
        controller.timeoutJudgeResult(DEAL);
        isIn(AgreementState.TimeoutJudgeResults);
        moneyMoved(-20 ether, 10 ether, 0, 10 ether);
    }

    function test_theMediatorIsDrawnAsEver() public {
        underWatch();
        uint256[3] memory drawn;
        for (uint256 i = 0; i < 30; i++) {
            uint256 now_ = vm.snapshotState();
            vm.prevrandao(keccak256(abi.encode(i)));
            ask();
            for (uint256 j = 0; j < 3; j++) {
                if (mediator() == mediators[j]) drawn[j]++;
            }
            vm.revertToState(now_);
        }
        same("all drawn are among the named", drawn[0] + drawn[1] + drawn[2], 30);
        same("the watchman is not the only one", drawn[1] < 30 ? 1 : 0, 1);
    }

    function test_onlyTheAppointedMayAsk() public {
        underWatch();
        address[6] memory others = [mediators[0], mediators[2], provider, client, stranger, solver];
        for (uint256 i = 0; i < others.length; i++) {
            askRefused(others[i], abi.encodeWithSignature("Error(string)", "Only watchman"));
        }
        // Nor does the appointment open the job creator's own door.
        refused("Only JC");
        vm.prank(watchman);
        controller.checkResult(DEAL);
        isIn(AgreementState.ResultsSubmitted);
    }

    function test_withoutAnAppointmentNoMediatorMayAsk() public {
        submitted();
        submittedAt = block.timestamp;
        same("watchman", deals.getWatchman(DEAL), address(0));
        for (uint256 i = 0; i < mediators.length; i++) {
            askRefused(mediators[i], abi.encodeWithSignature("Error(string)", "Only watchman"));
        }
    }

    function test_anAppointmentIsForOneDealOnly() public {
        underWatch();
        agree(provider, "QmNext");
        agree(client, "QmNext");
        vm.prank(provider);
        controller.addResult("QmNext", "QmResults", CLAIM, 1);
        refused("Only watchman");
        vm.prank(watchman);
        controller.checkResult("QmNext", CLAIM_HASH, block.timestamp);
    }

    function test_theWatchmanAsksOnce() public {
        watched();
        askRefused(watchman, abi.encodeWithSignature("Error(string)", "ResultsSubmitted"));
        refused("ResultsSubmitted");
        check();
        say(false);
        askRefused(watchman, abi.encodeWithSignature("Error(string)", "ResultsSubmitted"));
        moneyMoved(0, -40 ether, 5 ether, 35 ether);
    }

    function test_whereTheJobCreatorAskedTheWatchmanCannot() public {
        underWatch();
        check();
        uint256 purse = token.balanceOf(client);
        askRefused(watchman, abi.encodeWithSignature("Error(string)", "ResultsSubmitted"));
        same("the job creator's purse", token.balanceOf(client), purse);
    }

    function test_whereTheJobCreatorAcceptedTheWatchmanCannot() public {
        underWatch();
        accept();
        askRefused(watchman, abi.encodeWithSignature("Error(string)", "ResultsSubmitted"));
    }

    function test_theWatchmanHasTheJobCreatorsTimeAndNoSecondMore() public {
        underWatch();
        uint256 now_ = vm.snapshotState();
        pass(TIMEOUT);
        ask();
        isIn(AgreementState.ResultsChecked);
        vm.revertToState(now_);
        pass(TIMEOUT + 1);
        askRefused(watchman, abi.encodeWithSignature("Error(string)", "Too late for the watchman"));
        // The job creator itself may, until the provider calls time.
        check();
    }

    function test_beforeThereIsAClaimThereIsNothingToAsk() public {
        agree(provider);
        agreeWithWatchman(watchman, DEAL);
        askRefused(watchman, abi.encodeWithSignature("Error(string)", "ResultsSubmitted"));
    }

    function test_anotherClaimThanTheOneThatWasLookedAtIsNotChecked() public {
        underWatch();
        bytes32 other = keccak256("QmOther");
        vm.expectRevert(abi.encodeWithSelector(IBoundVerdict.ClaimDiffers.selector, other, CLAIM_HASH));
        vm.prank(watchman);
        controller.checkResult(DEAL, other, submittedAt);
        vm.expectRevert(
            abi.encodeWithSelector(LilypadController.SubmissionTimeDiffers.selector, submittedAt - 1, submittedAt)
        );
        vm.prank(watchman);
        controller.checkResult(DEAL, CLAIM_HASH, submittedAt - 1);
        isIn(AgreementState.ResultsSubmitted);
    }

    function test_onlyAMediatorOfTheDealCanBeAppointedAndOnlyByTheJobCreator() public {
        agree(provider);
        address[4] memory wrong = [address(0), stranger, client, provider];
        for (uint256 i = 0; i < wrong.length; i++) {
            refused("watchman must be a mediator of the deal");
            agreeWithWatchman(wrong[i], DEAL);
        }
        refused("Only JC");
        vm.prank(provider);
        controller.agreeWithWatchman(DEAL, members, timeouts, pricing, watchman);
        isIn(AgreementState.DealNegotiating);
        same("watchman", deals.getWatchman(DEAL), address(0));
    }

    function test_anAppointmentStandsAndIsNoSecondYes() public {
        agreeWithWatchman(watchman, DEAL);
        refused("JC has already agreed");
        agreeWithWatchman(mediators[0], DEAL);
        refused("JC has already agreed");
        agree(client);
        agree(provider);
        isIn(AgreementState.DealAgreed);
        same("watchman", deals.getWatchman(DEAL), watchman);
        refused("DealNegotiating");
        agreeWithWatchman(mediators[0], DEAL);
    }

    function test_onlyTheControllerAppointsInTheStorage() public {
        agree(client);
        refused("ControllerOwnable: Only the controller can call this method");
        vm.prank(client);
        deals.appointWatchman(DEAL, watchman);
    }

    function test_theAppointmentSaysWhereTheWatchmanCalls() public {
        agree(provider);
        vm.recordLogs();
        agreeWithWatchman(watchman, DEAL);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 seen = 0;
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].topics[0] != LilypadStorage.WatchmanAppointed.selector) continue;
            seen++;
            same("emitter", logs[i].emitter, address(deals));
            (string memory dealId, address who, address where) = abi.decode(logs[i].data, (string, address, address));
            same("deal", dealId, DEAL);
            same("watchman", who, watchman);
            same("controller", where, address(controller));
        }
        same("appointments", seen, 1);
    }

    /// The fee is the job creator's to have, as if it asked itself: without it nothing happens.
    function test_aFeeBeyondThePurseOfTheJobCreatorIsRefused() public {
        pricing.mediationFee = 11 ether;
        underWatch();
        uint256 all = token.balanceOf(client);
        vm.prank(client);
        token.transfer(stranger, all);
        askRefused(watchman, abi.encodeWithSignature("Error(string)", "LilypadPayments: Insufficient balance"));
        isIn(AgreementState.ResultsSubmitted);
    }

    /// Stakes on judging of at least the fee are enough: they come back with the check.
    function test_theJudgeCollateralThatComesBackMayPayTheWatchmansCheck() public {
        underWatch();
        uint256 all = token.balanceOf(client);
        vm.prank(client);
        token.transfer(stranger, all);
        ask();
        same("what the fee leaves of it", token.balanceOf(client), 5 ether);
    }

    /// Whatever is agreed, whoever asks first and when: the job creator loses what its own check would have cost, once.
    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_aWatchmanSpendsNoMoreThanTheOneCheck(uint256[9] calldata seeds) public {
        instructionCount = within(seeds[0], 1, 20);
        pricing.instructionPrice = within(seeds[1], 0, 5 ether);
        pricing.paymentCollateral = within(seeds[2], 0, 150 ether);
        pricing.resultsCollateralMultiple = within(seeds[3], 0, 8);
        pricing.mediationFee = within(seeds[4], 0, seeds[4] % 3 == 0 ? 700 ether : 5 ether);
        timeouts.submitResults.collateral = within(seeds[5], 0, 20 ether);
        timeouts.judgeResults.collateral = within(seeds[6], 0, 20 ether);
        vm.prevrandao(bytes32(seeds[7]));
        underWatch();
        uint256 waited = within(seeds[8], 0, 2 * TIMEOUT);
        pass(waited);
        bool first = seeds[8] / 1000 % 2 == 0;
        if (first) check();
        vm.prank(watchman);
        (bool done,) = address(controller).call(
            abi.encodeWithSignature("checkResult(string,bytes32,uint256)", DEAL, CLAIM_HASH, submittedAt)
        );
        same("the watchman is let in", done ? 1 : 0, !first && waited <= TIMEOUT ? 1 : 0);
        if (!first && !done) check();
        same(
            "the job creator's escrow",
            token.dealEscrowOf(DEAL, client),
            pricing.paymentCollateral + pricing.mediationFee
        );
        uint256 cost = pricing.instructionPrice * instructionCount;
        int256 stake = int256(pricing.resultsCollateralMultiple * cost);
        int256 fee = int256(pricing.mediationFee);
        if (seeds[8] / 2000 % 2 == 0) {
            say(false);
            int256 feeBack = fee < stake ? fee : stake;
            moneyMoved(feeBack - fee, -stake, fee, stake - feeBack);
        } else {
            say(true);
            int256 job = int256(cost < pricing.paymentCollateral ? cost : pricing.paymentCollateral);
            moneyMoved(-job - fee, job, fee, 0);
        }
        same("nothing in the token itself", token.balanceOf(address(token)), 0);
    }

    function underWatch() private {
        agree(provider);
        agreeWithWatchman(watchman, DEAL);
        submit();
        submittedAt = block.timestamp;
    }

    function ask() private {
        vm.prank(watchman);
        controller.checkResult(DEAL, CLAIM_HASH, submittedAt);
    }

    function watched() private {
        underWatch();
        ask();
    }

    function askRefused(address caller, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(caller);
        controller.checkResult(DEAL, CLAIM_HASH, submittedAt);
    }
}
