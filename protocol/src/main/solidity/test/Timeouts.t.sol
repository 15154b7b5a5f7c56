// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {Agreement, AgreementState} from "../contracts/LilypadTypes.sol";

/// When each clock starts, when it has run out, who may say so. Every clock has a length of its own here.
contract TimeoutsTest is Market {
    uint256 private constant AGREE = 50;
    uint256 private constant SUBMIT = 70;
    uint256 private constant JUDGE = 110;
    uint256 private constant MEDIATE = 130;

    function setUp() public override {
        super.setUp();
        timeouts.agree.timeout = AGREE;
        timeouts.submitResults.timeout = SUBMIT;
        timeouts.judgeResults.timeout = JUDGE;
        timeouts.mediateResults.timeout = MEDIATE;
    }

    function test_theClockForAgreeingStartsWithTheProposal() public {
        agree(provider);
        pass(AGREE);
        refused("Not timed out");
        endAgree(provider);
        pass(1);
        endAgree(provider);
        isIn(AgreementState.TimeoutAgree);
        same("time", deals.getAgreement(DEAL).timeoutAgreeAt, block.timestamp);
    }

    function test_theClockForSubmittingStartsWithTheSecondAgreement() public {
        agree(provider);
        pass(AGREE);
        agree(client);
        pass(SUBMIT);
        refused("Not timed out");
        endSubmit(client);
        pass(1);
        endSubmit(client);
        isIn(AgreementState.TimeoutSubmitResults);
        same("time", deals.getAgreement(DEAL).timeoutSubmitResultsAt, block.timestamp);
    }

    function test_theClockForJudgingStartsWithTheResult() public {
        agreed();
        pass(SUBMIT);
        submit();
        pass(JUDGE);
        refused("Not timed out");
        endJudge(provider);
        pass(1);
        endJudge(provider);
        isIn(AgreementState.TimeoutJudgeResults);
        same("time", deals.getAgreement(DEAL).timeoutJudgeResultsAt, block.timestamp);
    }

    function test_theClockForMediatingStartsWithTheCheck() public {
        submitted();
        pass(JUDGE); // D9: Lilypad's clock would be at its end here
        check();
        refused("Not timed out");
        endMediate(client);
        pass(MEDIATE);
        refused("Not timed out");
        endMediate(client);
        say(true); // at the last second
        moneyMoved(-15 ether, 10 ether, 5 ether, 0);
    }

    function test_pastItsDeadlineAMediationCanBeEnded() public {
        checked();
        pass(MEDIATE + 1);
        endMediate(client);
        isIn(AgreementState.TimeoutMediateResults);
        same("time", deals.getAgreement(DEAL).timeoutMediateResultsAt, block.timestamp);
    }

    function test_aLateCheckCannotBeTimedOutAtOnce() public {
        submitted();
        pass(JUDGE + 1000);
        check();
        refused("Not timed out");
        endMediate(client);
    }

    function test_aLateVerdictCountsUntilTheTimeOutIsClaimed() public {
        checked();
        pass(MEDIATE + 1000);
        say(false);
        isIn(AgreementState.MediationRejected);
    }

    function test_noVerdictFollowsATimeOut() public {
        checked();
        pass(MEDIATE + 1);
        endMediate(provider);
        sayRefused(true, "ResultsChecked");
        sayRefused(false, "ResultsChecked");
    }

    function test_onlyThePartiesConcernedMayEndAStep() public {
        agree(provider);
        pass(AGREE + 1);
        refused("Only JC or RP");
        endAgree(stranger);
        agree(client);
        pass(SUBMIT + 1);
        refused("Only JC");
        endSubmit(provider);
        submit();
        pass(JUDGE + 1);
        refused("Only RP");
        endJudge(client);
        check();
        pass(MEDIATE + 1);
        refused("Only RP or JC");
        endMediate(stranger);
    }

    function test_aTimeOutOfAnotherStateIsRefused() public {
        agree(provider);
        pass(1000);
        refused("Not correct state");
        endSubmit(client);
        refused("Not correct state");
        endJudge(provider);
        refused("Not correct state");
        endMediate(client);
        agree(client);
        pass(1000);
        refused("Not correct state");
        endAgree(client);
    }

    function test_theLongestTimeOutDoesNotOverflow() public {
        timeouts.mediateResults.timeout = type(uint256).max;
        checked();
        pass(1000);
        refused("Not timed out");
        endMediate(client);
    }

    function test_everyStepLeavesItsTime() public {
        uint256 start = block.timestamp;
        agree(provider);
        pass(1);
        agree(client);
        pass(2);
        submit();
        pass(4);
        check();
        pass(8);
        say(true);
        Agreement memory agreement = deals.getAgreement(DEAL);
        same("created", agreement.dealCreatedAt, start);
        same("provider agreed", agreement.resourceProviderAgreedAt, start);
        same("client agreed", agreement.jobCreatorAgreedAt, start + 1);
        same("agreed", agreement.dealAgreedAt, start + 1);
        same("submitted", agreement.resultsSubmittedAt, start + 3);
        same("checked", agreement.resultsCheckedAt, start + 7);
        same("mediated", agreement.mediationAcceptedAt, start + 15);
        same("not accepted by the client", agreement.resultsAcceptedAt, 0);
        same("not rejected", agreement.mediationRejectedAt, 0);
    }

    function endAgree(address caller) private {
        vm.prank(caller);
        controller.timeoutAgree(DEAL);
    }

    function endSubmit(address caller) private {
        vm.prank(caller);
        controller.timeoutSubmitResult(DEAL);
    }

    function endJudge(address caller) private {
        vm.prank(caller);
        controller.timeoutJudgeResult(DEAL);
    }

    function endMediate(address caller) private {
        vm.prank(caller);
        controller.timeoutMediateResult(DEAL);
    }
}
