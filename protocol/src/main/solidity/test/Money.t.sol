// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {AgreementState} from "../contracts/LilypadTypes.sol";

/// Who has gained what in each outcome, with the numbers of Lilypad's fixture: job 10, results collateral 40, payment
/// collateral 30, fee 5, time-out collaterals 10.
contract MoneyTest is Market {
    function test_agreeingLocksWhatEachPartyStakes() public {
        agreed();
        isIn(AgreementState.DealAgreed);
        same("job creator's escrow", token.escrowBalanceOf(client), 40 ether);
        same("provider's escrow", token.escrowBalanceOf(provider), 10 ether);
        same("the token backs all escrow", token.balanceOf(address(token)), 50 ether);
    }

    function test_theOrderOfAgreeingDoesNotMatter() public {
        agree(client);
        isIn(AgreementState.DealNegotiating);
        agree(provider);
        isIn(AgreementState.DealAgreed);
        same("job creator's escrow", token.escrowBalanceOf(client), 40 ether);
        same("provider's escrow", token.escrowBalanceOf(provider), 10 ether);
    }

    function test_aSubmittedResultIsStakedOnAndFreesTheSubmitCollateral() public {
        submitted();
        isIn(AgreementState.ResultsSubmitted);
        same("job cost", deals.getJobCost(DEAL), 10 ether);
        same("results collateral", deals.getResultsCollateral(DEAL), 40 ether);
        same("provider's escrow", token.escrowBalanceOf(provider), 40 ether);
    }

    function test_anAcceptedResultIsPaid() public {
        submitted();
        accept();
        isIn(AgreementState.ResultsAccepted);
        moneyMoved(-10 ether, 10 ether, 0, 0);
    }

    function test_aCheckLocksTheFeeAndFreesTheJudgeCollateral() public {
        checked();
        isIn(AgreementState.ResultsChecked);
        same("job creator's escrow", token.escrowBalanceOf(client), 35 ether);
    }

    function test_aResultFoundRightIsPaidAndTheJobCreatorPaysForTheCheck() public {
        checked();
        say(true);
        isIn(AgreementState.MediationAccepted);
        moneyMoved(-15 ether, 10 ether, 5 ether, 0);
    }

    function test_aResultFoundWrongCostsTheProviderItsStakeAndTheJobCreatorNothing() public {
        checked();
        say(false);
        isIn(AgreementState.MediationRejected);
        moneyMoved(0, -40 ether, 5 ether, 35 ether);
    }

    function test_aSlashSmallerThanTheFeeGoesWhollyToTheJobCreator() public {
        pricing.mediationFee = 55 ether;
        checked();
        say(false);
        moneyMoved(-15 ether, -40 ether, 55 ether, 0);
    }

    function test_aProviderWithoutStakeIsNotSlashed() public {
        pricing.resultsCollateralMultiple = 0;
        checked();
        say(false);
        moneyMoved(-5 ether, 0, 5 ether, 0);
    }

    function test_noMoreIsPaidThanWasPutDown() public {
        instructionCount = 5;
        checked();
        say(true);
        moneyMoved(-35 ether, 30 ether, 5 ether, 0);
    }

    function test_aClaimWithoutInstructionsIsRefused() public {
        agreed();
        instructionCount = 0;
        refused("Instruction count missing");
        submit();
        isIn(AgreementState.DealAgreed);
    }

    function test_aJobWithoutPriceCostsNothing() public {
        pricing.instructionPrice = 0;
        submitted();
        accept();
        moneyMoved(0, 0, 0, 0);
    }

    function test_withoutATimelyResultTheProviderForfeitsItsCollateral() public {
        agreed();
        pass(TIMEOUT + 1);
        vm.prank(client);
        controller.timeoutSubmitResult(DEAL);
        isIn(AgreementState.TimeoutSubmitResults);
        moneyMoved(0, -10 ether, 0, 10 ether);
    }

    function test_withoutATimelyJudgementTheProviderIsPaidAndTheJobCreatorForfeitsItsCollateral() public {
        submitted();
        pass(TIMEOUT + 1);
        vm.prank(provider);
        controller.timeoutJudgeResult(DEAL);
        isIn(AgreementState.TimeoutJudgeResults);
        moneyMoved(-20 ether, 10 ether, 0, 10 ether);
    }

    function test_withoutAVerdictEverybodyGetsTheirOwnBack() public {
        checked();
        pass(TIMEOUT + 1);
        vm.prank(provider);
        controller.timeoutMediateResult(DEAL);
        isIn(AgreementState.TimeoutMediateResults);
        moneyMoved(0, 0, 0, 0);
    }

    function test_aProposalThatOnlyTheProviderAgreedToIsRefunded() public {
        timeouts.submitResults.collateral = 7 ether;
        timeouts.judgeResults.collateral = 3 ether;
        agree(provider);
        pass(TIMEOUT + 1);
        vm.prank(provider);
        controller.timeoutAgree(DEAL);
        isIn(AgreementState.TimeoutAgree);
        moneyMoved(0, 0, 0, 0);
    }

    function test_aProposalThatOnlyTheJobCreatorAgreedToIsRefunded() public {
        timeouts.submitResults.collateral = 7 ether;
        timeouts.judgeResults.collateral = 3 ether;
        agree(client);
        pass(TIMEOUT + 1);
        vm.prank(client);
        controller.timeoutAgree(DEAL);
        isIn(AgreementState.TimeoutAgree);
        moneyMoved(0, 0, 0, 0);
    }

    function test_whoeverCallsTheRefundGoesToWhoeverPaid() public {
        agree(client);
        pass(TIMEOUT + 1);
        vm.prank(provider);
        controller.timeoutAgree(DEAL);
        moneyMoved(0, 0, 0, 0);
    }

    function test_theJobCreatorMayEndAProposalOfTheProvider() public {
        agree(provider);
        pass(TIMEOUT + 1);
        vm.prank(client);
        controller.timeoutAgree(DEAL);
        moneyMoved(0, 0, 0, 0);
    }

    function test_theJudgeCollateralThatComesBackMayPayTheFee() public {
        submitted();
        uint256 all = token.balanceOf(client);
        vm.prank(client);
        token.transfer(stranger, all);
        check();
        same("what the fee leaves of it", token.balanceOf(client), 5 ether);
    }

    function test_aFeeBeyondTheBalanceIsRefused() public {
        pricing.mediationFee = 11 ether;
        submitted();
        uint256 all = token.balanceOf(client);
        vm.prank(client);
        token.transfer(stranger, all);
        refused("LilypadPayments: Insufficient balance");
        check();
    }
}
