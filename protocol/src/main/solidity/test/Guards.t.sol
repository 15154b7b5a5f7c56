// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IBoundVerdict} from "../contracts/IBoundVerdict.sol";
import {LilypadController} from "../contracts/LilypadController.sol";
import {LilypadMediationRandom} from "../contracts/LilypadMediationRandom.sol";
import {AgreementState, Deal} from "../contracts/LilypadTypes.sol";

/// Passes any call on, as a contract that a party was led to call would.
contract Relay {
    function pass(address target, bytes calldata call) external {
        (bool done, bytes memory answer) = target.call(call);
        if (!done) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }
}

/// Who may do what, in which state, and in which words the contracts refuse.
contract GuardsTest is Market {
    bytes32 private constant CLAIM_HASH = keccak256(bytes(CLAIM));

    function test_aProposalMustMakeSense() public {
        refused("Only RP / JC");
        agree(stranger);

        members.solver = address(0);
        proposalRefused("Solver missing");
        members.solver = solver;

        members.jobCreator = address(0);
        proposalRefused("JC missing");
        members.jobCreator = provider;
        proposalRefused("RP / JC same");
        members.jobCreator = client;

        members.mediators = new address[](0);
        proposalRefused("Mediators <= 0");
        members.mediators = [mediators[0], address(0)];
        proposalRefused("mediator cannot be 0x0");
        members.mediators = [mediators[0], client];
        proposalRefused("mediator cannot be RP or JC");
        members.mediators = [provider, mediators[0]];
        proposalRefused("mediator cannot be RP or JC");
        members.mediators = mediators;

        timeouts.agree.collateral = 1;
        proposalRefused("Agree deposit must be 0");
        timeouts.agree.collateral = 0;
        timeouts.mediateResults.collateral = 1;
        proposalRefused("Mediate deposit must be 0");
        timeouts.mediateResults.collateral = 0;

        refused("Deal id missing");
        agree(provider, "");
        agree(provider);
    }

    function test_bothPartiesMustAgreeToTheSame() public {
        agree(provider);
        members.solver = stranger;
        answerRefused("Solver");
        members.solver = solver;
        members.resourceProvider = stranger;
        answerRefused("RP");
        members.resourceProvider = provider;
        members.mediators.pop();
        answerRefused("Mediators");
        members.mediators.push(stranger);
        answerRefused("Mediator");
        members.mediators = [mediators[1], mediators[0], mediators[2]];
        answerRefused("Mediator");
        members.mediators = mediators;
        timeouts.judgeResults.timeout++;
        answerRefused("Timeout");
        timeouts.judgeResults.timeout--;
        timeouts.submitResults.collateral++;
        answerRefused("Collateral");
        timeouts.submitResults.collateral--;
        pricing.instructionPrice++;
        answerRefused("Price");
        pricing.instructionPrice--;
        pricing.paymentCollateral++;
        answerRefused("Payment");
        pricing.paymentCollateral--;
        pricing.resultsCollateralMultiple++;
        answerRefused("Results");
        pricing.resultsCollateralMultiple--;
        pricing.mediationFee++;
        answerRefused("Mediation");
        pricing.mediationFee--;
        agree(client);
        isIn(AgreementState.DealAgreed);
    }

    function test_nobodyAgreesTwice() public {
        agree(provider);
        refused("RP has already agreed");
        agree(provider);
        agree(client);
        refused("DealNegotiating");
        agree(client);
        agree(client, "QmOther");
        refused("JC has already agreed");
        agree(client, "QmOther");
    }

    function test_eachStepHasItsStateAndItsParty() public {
        agree(provider);
        refused("DealAgreed");
        submit();
        refused("ResultsSubmitted");
        accept();
        refused("ResultsSubmitted");
        check();

        agree(client);
        refused("Only RP");
        vm.prank(client);
        controller.addResult(DEAL, "QmResults", CLAIM, 1);
        submit();
        refused("DealAgreed");
        submit();

        refused("Only JC");
        vm.prank(provider);
        controller.acceptResult(DEAL);
        refused("Only JC");
        vm.prank(stranger);
        controller.checkResult(DEAL);
        check();
        refused("ResultsSubmitted");
        check();
        refused("ResultsSubmitted");
        accept();
    }

    function test_terminalIsTerminal() public {
        checked();
        say(true);
        pass(1_000_000);
        sayRefused(true, "ResultsChecked");
        sayRefused(false, "ResultsChecked");
        refused("DealNegotiating");
        agree(provider);
        refused("DealAgreed");
        submit();
        refused("ResultsSubmitted");
        accept();
        refused("ResultsSubmitted");
        check();
        refused("Not correct state");
        vm.prank(client);
        controller.timeoutMediateResult(DEAL);
        moneyMoved(-15 ether, 10 ether, 5 ether, 0);
    }

    function test_onlyTheDrawnMediatorSettles() public {
        checked();
        address drawn = mediator();
        for (uint256 i = 0; i < mediators.length; i++) {
            if (mediators[i] != drawn) verdictRefused(mediators[i]);
        }
        verdictRefused(client);
        verdictRefused(provider);
        verdictRefused(solver);
        verdictRefused(treasury);
        isIn(AgreementState.ResultsChecked);
        say(true);
    }

    function test_aVerdictBeforeACheckIsRefused() public {
        submitted();
        refused("mediator cannot be 0x0");
        vm.prank(mediators[0]);
        mediation.mediationAcceptResult(DEAL);
        refused("mediator cannot be 0x0");
        vm.prank(mediators[0]);
        mediation.mediationRejectResult("QmUnknown");
    }

    function test_aVerdictSentToTheControllerIsRefused() public {
        checked();
        address drawn = mediator();
        refused("Only mediation");
        vm.prank(drawn);
        controller.mediationAcceptResult(DEAL);
        refused("Only mediation");
        vm.prank(drawn);
        controller.mediationRejectResult(DEAL);
    }

    function test_aMediatorLedToAnotherContractGivesNoVerdict() public {
        checked();
        Relay relay = new Relay();
        address drawn = mediator();
        bytes memory call = abi.encodeWithSignature("mediationRejectResult(string)", DEAL);
        refused("msg.sender must be the mediator");
        vm.prank(drawn);
        relay.pass(address(mediation), call);
    }

    function test_partiesAndMediatorMayBeContracts() public {
        vm.etch(provider, hex"00");
        vm.etch(client, hex"00");
        for (uint256 i = 0; i < mediators.length; i++) {
            vm.etch(mediators[i], hex"00");
        }
        checked();
        say(true);
        moneyMoved(-15 ether, 10 ether, 5 ether, 0);
    }

    function test_aGuardedVerdictOnWhatWasJudgedCounts() public {
        checked();
        uint256 checkedAt = block.timestamp;
        address drawn = mediator();
        pass(20);
        vm.prank(drawn);
        mediation.mediationRejectResult(DEAL, CLAIM_HASH, checkedAt);
        isIn(AgreementState.MediationRejected);
    }

    function test_aGuardedAcceptanceOnWhatWasJudgedCounts() public {
        checked();
        address drawn = mediator();
        vm.prank(drawn);
        mediation.mediationAcceptResult(DEAL, CLAIM_HASH, block.timestamp);
        isIn(AgreementState.MediationAccepted);
    }

    function test_aVerdictOnAnotherClaimIsRefused() public {
        checked();
        bytes32 other = keccak256("QmAnotherClaim");
        bytes memory refusal = abi.encodeWithSelector(IBoundVerdict.ClaimDiffers.selector, other, CLAIM_HASH);
        guardedRefused(refusal, other, block.timestamp);
    }

    function test_aVerdictOnAnotherCheckIsRefused() public {
        checked();
        uint256 other = block.timestamp - 1;
        bytes memory refusal =
            abi.encodeWithSelector(IBoundVerdict.CheckTimeDiffers.selector, other, block.timestamp);
        guardedRefused(refusal, CLAIM_HASH, other);
    }

    function test_aGuardedVerdictTooIsTheDrawnMediatorsAlone() public {
        checked();
        guardedRefusedFrom(
            stranger,
            abi.encodeWithSignature("Error(string)", "msg.sender must be the mediator"),
            CLAIM_HASH,
            block.timestamp
        );
    }

    function test_aGuardedVerdictCannotBeRepeated() public {
        checked();
        say(true);
        guardedRefused(abi.encodeWithSignature("Error(string)", "ResultsChecked"), CLAIM_HASH, block.timestamp);
    }

    function test_onlyTheControllerReachesStorageAndMediation() public {
        submitted();
        Deal memory deal = deals.getDeal(DEAL);
        string memory refusal = "ControllerOwnable: Only the controller can call this method";
        refused(refusal);
        deals.mediationAcceptResult(DEAL);
        refused(refusal);
        deals.timeoutMediateResult(DEAL);
        refused(refusal);
        mediation.mediationRequest(deal);
        refused(refusal);
        payments.mediationRejectResult(deal, 0, stranger);
    }

    function test_aNewMediationContractTakesNewChecksAndTheOldOneFinishesItsOwn() public {
        checked();
        LilypadMediationRandom next = new LilypadMediationRandom();
        next.setControllerAddress(address(controller));
        controller.setMediationAddress(address(next));
        same("address", controller.getMediationAddress(), address(next));

        say(true);
        isIn(AgreementState.MediationAccepted);
        agree(provider, "QmNext");
        agree(client, "QmNext");
        vm.prank(provider);
        controller.addResult("QmNext", "QmResults", CLAIM, 1);
        vm.prank(client);
        controller.checkResult("QmNext");
        same("not the old one's", mediation.getMediator("QmNext"), address(0));
        address drawn = next.getMediator("QmNext");
        vm.prank(drawn);
        next.mediationAcceptResult("QmNext");
        same("state", uint256(deals.getAgreement("QmNext").state), uint256(AgreementState.MediationAccepted));
    }

    function test_aForeignMediationContractSettlesNothing() public {
        checked();
        LilypadMediationRandom foreign = new LilypadMediationRandom();
        controller.setMediationAddress(address(foreign));
        refused("Only mediation");
        vm.prank(address(foreign));
        controller.mediationRejectResult(DEAL);
    }

    function test_onlyTheOwnerReplacesTheMediationContract() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        vm.prank(stranger);
        controller.setMediationAddress(stranger);
        refused("Mediation address must be defined");
        controller.setMediationAddress(address(0));
    }

    function test_afterDeploymentNobodyRewiresTheContracts() public {
        string memory refusal = "ControllerOwnable: Controller address is fixed";
        refused(refusal);
        payments.setControllerAddress(stranger);
        refused(refusal);
        deals.setControllerAddress(stranger);
        refused(refusal);
        mediation.setControllerAddress(stranger);
        refused(refusal);
        vm.prank(treasury);
        token.setControllerAddress(stranger);
    }

    function test_theDrawVariesWithTheBeaconAndStaysAmongTheNamed() public {
        uint256[3] memory drawn;
        for (uint256 i = 0; i < 60; i++) {
            string memory dealId = string(abi.encodePacked("Qm", i));
            vm.prevrandao(keccak256(abi.encode(i)));
            agree(provider, dealId);
            agree(client, dealId);
            vm.prank(provider);
            controller.addResult(dealId, "", "", 1);
            vm.prank(client);
            controller.checkResult(dealId);
            address who = mediation.getMediator(dealId);
            for (uint256 j = 0; j < 3; j++) {
                if (who == mediators[j]) drawn[j]++;
            }
            vm.prank(who);
            mediation.mediationAcceptResult(dealId);
        }
        same("all drawn are among the named", drawn[0] + drawn[1] + drawn[2], 60);
        for (uint256 j = 0; j < 3; j++) {
            same("each is drawn about every third time", within(drawn[j], 0, 59) >= 10 ? 1 : 0, 1);
        }
    }

    function test_theSameDealAndTimeDrawDifferentlyUnderAnotherBeacon() public {
        submitted();
        Deal memory deal = deals.getDeal(DEAL);
        uint256 different = 0;
        address first;
        for (uint256 i = 0; i < 16; i++) {
            vm.prevrandao(bytes32(i));
            vm.prank(address(controller));
            mediation.mediationRequest(deal);
            if (i == 0) first = mediator();
            else if (mediator() != first) different++;
        }
        same("another beacon draws another mediator", different > 0 ? 1 : 0, 1);
    }

    function proposalRefused(string memory reason) private {
        refused(reason);
        agree(provider);
    }

    function answerRefused(string memory reason) private {
        refused(reason);
        agree(client);
    }

    function verdictRefused(address caller) private {
        refused("msg.sender must be the mediator");
        vm.prank(caller);
        mediation.mediationAcceptResult(DEAL);
        refused("msg.sender must be the mediator");
        vm.prank(caller);
        mediation.mediationRejectResult(DEAL);
    }

    function guardedRefused(bytes memory refusal, bytes32 claimHash, uint256 checkedAt) private {
        guardedRefusedFrom(mediator(), refusal, claimHash, checkedAt);
    }

    function guardedRefusedFrom(address caller, bytes memory refusal, bytes32 claimHash, uint256 checkedAt) private {
        vm.expectRevert(refusal);
        vm.prank(caller);
        mediation.mediationAcceptResult(DEAL, claimHash, checkedAt);
        vm.expectRevert(refusal);
        vm.prank(caller);
        mediation.mediationRejectResult(DEAL, claimHash, checkedAt);
    }
}
