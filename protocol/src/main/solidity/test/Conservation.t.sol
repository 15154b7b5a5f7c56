// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {AgreementState} from "../contracts/LilypadTypes.sol";

/// Whatever is agreed and however it ends, not one base unit appears, disappears or stays behind.
contract ConservationTest is Market {
    uint256 private constant OUTCOMES = 8;

    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_moneyIsConservedInEveryOutcome(uint256[9] calldata seeds) public {
        agreeOn(seeds);
        uint256 outcome = seeds[8] % OUTCOMES;
        uint256 cost = pricing.instructionPrice * instructionCount;
        uint256 paid = cost < pricing.paymentCollateral ? cost : pricing.paymentCollateral;
        int256 judge = int256(timeouts.judgeResults.collateral);
        int256 fee = int256(pricing.mediationFee);
        play(outcome, seeds[8] / OUTCOMES);

        int256 stake = int256(pricing.resultsCollateralMultiple * cost);
        int256 feeBack = fee < stake ? fee : stake;
        int256 job = int256(paid);
        if (outcome == 0) ended(AgreementState.ResultsAccepted, -job, job, 0, 0);
        else if (outcome == 1) ended(AgreementState.MediationAccepted, -job - fee, job, fee, 0);
        else if (outcome == 2) ended(AgreementState.MediationRejected, feeBack - fee, -stake, fee, stake - feeBack);
        else if (outcome == 3) ended(AgreementState.TimeoutMediateResults, 0, 0, 0, 0);
        else if (outcome == 4) ended(AgreementState.TimeoutJudgeResults, -job - judge, job, 0, judge);
        else if (outcome == 5) {
            int256 submitStake = int256(timeouts.submitResults.collateral);
            ended(AgreementState.TimeoutSubmitResults, 0, -submitStake, 0, submitStake);
        } else ended(AgreementState.TimeoutAgree, 0, 0, 0, 0);
    }

    /// A second deal of the same parties, open all the while, keeps exactly what it holds.
    function testFuzz_noOutcomeTouchesAnotherDeal(uint256[9] calldata seeds) public {
        agree(provider, "QmBystander");
        agree(client, "QmBystander");
        agreeOn(seeds);
        play(seeds[8] % OUTCOMES, seeds[8] / OUTCOMES);
        same("job creator's", token.dealEscrowOf("QmBystander", client), 40 ether);
        same("provider's", token.dealEscrowOf("QmBystander", provider), 10 ether);
        same("sum of the job creator's", token.escrowBalanceOf(client), 40 ether);
        same("sum of the provider's", token.escrowBalanceOf(provider), 10 ether);
        same("backing", token.balanceOf(address(token)), 50 ether);
        nothingIsLeft();
    }

    /// Prices that the purses of 1,000 tokens can bear, zeroes and uneven base units included.
    function agreeOn(uint256[9] calldata seeds) private {
        instructionCount = within(seeds[0], 1, 20);
        pricing.instructionPrice = within(seeds[1], 0, 5 ether);
        pricing.paymentCollateral = within(seeds[2], 0, 150 ether);
        pricing.resultsCollateralMultiple = within(seeds[3], 0, 8);
        pricing.mediationFee = within(seeds[4], 0, seeds[4] % 3 == 0 ? 800 ether : 5 ether);
        timeouts.submitResults.collateral = within(seeds[5], 0, 20 ether);
        timeouts.judgeResults.collateral = within(seeds[6], 0, 20 ether);
        vm.prevrandao(bytes32(seeds[7]));
    }

    function play(uint256 outcome, uint256 seed) private {
        if (outcome < 4) {
            if (outcome == 0) {
                submitted();
                accept();
            } else {
                checked();
                if (outcome < 3) {
                    say(outcome == 1);
                } else {
                    pass(TIMEOUT + 1);
                    vm.prank(seed % 2 == 0 ? client : provider);
                    controller.timeoutMediateResult(DEAL);
                }
            }
        } else if (outcome == 4) {
            submitted();
            pass(TIMEOUT + 1);
            vm.prank(provider);
            controller.timeoutJudgeResult(DEAL);
        } else if (outcome == 5) {
            agreed();
            pass(TIMEOUT + 1);
            vm.prank(client);
            controller.timeoutSubmitResult(DEAL);
        } else {
            agree(outcome == 6 ? client : provider);
            pass(TIMEOUT + 1);
            vm.prank(seed % 2 == 0 ? client : provider);
            controller.timeoutAgree(DEAL);
        }
    }

    function ended(AgreementState state, int256 byClient, int256 byProvider, int256 byMediator, int256 byTreasury)
        private
    {
        isIn(state);
        moneyMoved(byClient, byProvider, byMediator, byTreasury);
        same("nothing in the token itself", token.balanceOf(address(token)), 0);
    }
}
