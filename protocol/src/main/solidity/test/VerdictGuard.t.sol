// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {V2Market} from "./V2Market.sol";
import {IBoundVerdict} from "../contracts/IBoundVerdict.sol";
import {LilypadMediationRandom} from "../contracts/LilypadMediationRandom.sol";
import {LilypadStorage} from "../contracts/LilypadStorage.sol";
import {AgreementState} from "../contracts/LilypadTypes.sol";
import {IJudgedDeals, IUnboundVerdict, VerdictGuard} from "../contracts/VerdictGuard.sol";
import {V2Relay} from "../lilypad-v2/V2Relay.sol";
import {V2Storage} from "../lilypad-v2/V2Storage.sol";

/// The guard before Lilypad v2's mediation contract: a verdict takes effect on what was judged, from the drawn mediator.
contract VerdictGuardTest is V2Market {
    function test_aRejectionOfWhatWasJudgedSlashes() public {
        uint256 checkedAt = checked(CLAIM);
        address drawn = mediator();
        vm.warp(checkedAt + 20);
        signed(drawn);
        guard.mediationRejectResult(DEAL, CLAIM_HASH, checkedAt);
        isIn(AgreementState.MediationRejected);
        same("provider", token.balanceOf(provider), WEALTH - 40 ether);
        same("job creator", token.balanceOf(client), WEALTH - 5 ether);
        same("the fee is the mediator's, not the guard's", token.balanceOf(drawn), 5 ether);
        same("the slash is the treasury's", token.balanceOf(treasury), 40 ether);
    }

    function test_anAcceptanceOfWhatWasJudgedPays() public {
        uint256 checkedAt = checked(CLAIM);
        address drawn = mediator();
        signed(drawn);
        guard.mediationAcceptResult(DEAL, CLAIM_HASH, checkedAt);
        isIn(AgreementState.MediationAccepted);
        same("provider", token.balanceOf(provider), WEALTH + 10 ether);
        same("job creator", token.balanceOf(client), WEALTH - 15 ether);
        same("mediator", token.balanceOf(drawn), 5 ether);
    }

    /// The chain is reorganised between judgement and call: the same parties, the same deal, the same second, another
    /// claim.
    function test_aClaimSwappedAfterTheJudgementIsNeitherSlashedNorPaid() public {
        uint256 beforeTheClaim = vm.snapshotState();
        uint256 checkedAt = checked("QmForged");
        bytes32 judged = keccak256("QmForged");
        vm.revertToState(beforeTheClaim);
        same("the second check is in the same second", checked(CLAIM), checkedAt);

        bytes memory refusal = abi.encodeWithSelector(IBoundVerdict.ClaimDiffers.selector, judged, CLAIM_HASH);
        bothRefused(mediator(), refusal, judged, checkedAt);
        isIn(AgreementState.ResultsChecked);
        signed(mediator());
        mediation.mediationRejectResult(DEAL); // without the guard the honest result is slashed
        same("provider", token.balanceOf(provider), WEALTH - 40 ether);
    }

    function test_theSameClaimCheckedAtAnotherTimeIsAnotherCheck() public {
        uint256 beforeTheClaim = vm.snapshotState();
        uint256 judged = checked(CLAIM);
        vm.revertToState(beforeTheClaim);
        vm.warp(judged + 1);
        uint256 checkedAt = checked(CLAIM);
        bytes memory refusal = abi.encodeWithSelector(IBoundVerdict.CheckTimeDiffers.selector, judged, checkedAt);
        bothRefused(mediator(), refusal, CLAIM_HASH, judged);
    }

    function test_aDealThatTheReorganisationTookAwayIsRefused() public {
        bytes memory refusal =
            abi.encodeWithSelector(IBoundVerdict.ClaimDiffers.selector, CLAIM_HASH, keccak256(""));
        bothRefused(mediators[0], refusal, CLAIM_HASH, block.timestamp);
    }

    function test_aCheckThatTheReorganisationTookAwayIsRefused() public {
        submitted(CLAIM);
        bytes memory refusal =
            abi.encodeWithSelector(IBoundVerdict.CheckTimeDiffers.selector, block.timestamp, uint256(0));
        bothRefused(mediators[0], refusal, CLAIM_HASH, block.timestamp);
    }

    function test_beforeTheCheckNobodyIsDrawnAndNothingCounts() public {
        submitted(CLAIM);
        bothRefused(mediators[0], text("mediator cannot be 0x0"), CLAIM_HASH, 0);
    }

    function test_nobodyButTheDrawnMediatorVotes() public {
        uint256 checkedAt = checked(CLAIM);
        bytes memory refusal = text("tx.origin must be the mediator");
        for (uint256 i = 0; i < mediators.length; i++) {
            if (mediators[i] != mediator()) bothRefused(mediators[i], refusal, CLAIM_HASH, checkedAt);
        }
        bothRefused(client, refusal, CLAIM_HASH, checkedAt);
        bothRefused(provider, refusal, CLAIM_HASH, checkedAt);
        bothRefused(treasury, refusal, CLAIM_HASH, checkedAt);
        bothRefused(address(this), refusal, CLAIM_HASH, checkedAt);
        isIn(AgreementState.ResultsChecked);
    }

    /// The attack: the provider's contract, which the mediator calls for whatever reason, votes in its name.
    function test_aMediatorLedToAnotherContractDoesNotVoteThroughTheGuard() public {
        uint256 checkedAt = checked(CLAIM);
        V2Relay lure = new V2Relay();
        address drawn = mediator();
        bytes memory refusal =
            abi.encodeWithSelector(VerdictGuard.CalledThroughContract.selector, address(lure), drawn);
        throughRefused(lure, drawn, "mediationAcceptResult(string,bytes32,uint256)", checkedAt, refusal);
        throughRefused(lure, drawn, "mediationRejectResult(string,bytes32,uint256)", checkedAt, refusal);
        isIn(AgreementState.ResultsChecked);
    }

    function test_aContractThatPosesAsTheMediatorIsRefused() public {
        uint256 checkedAt = checked(CLAIM);
        address drawn = mediator();
        bytes memory refusal = abi.encodeWithSelector(VerdictGuard.CalledThroughContract.selector, drawn, stranger);
        vm.expectRevert(refusal);
        vm.prank(drawn, stranger);
        guard.mediationAcceptResult(DEAL, CLAIM_HASH, checkedAt);
    }

    function test_aVerdictIsGivenOnce() public {
        uint256 checkedAt = checked(CLAIM);
        address drawn = mediator();
        signed(drawn);
        guard.mediationAcceptResult(DEAL, CLAIM_HASH, checkedAt);
        bothRefused(drawn, text("ResultsChecked"), CLAIM_HASH, checkedAt);
    }

    function test_aTimedOutCheckIsOver() public {
        uint256 checkedAt = checked(CLAIM);
        vm.warp(checkedAt + TIMEOUT + 1);
        signed(client);
        controller.timeoutMediateResult(DEAL);
        bothRefused(mediator(), text("ResultsChecked"), CLAIM_HASH, checkedAt);
    }

    function test_whatTheContractsBehindRefuseIsToldInTheirWords() public {
        uint256 checkedAt = checked(CLAIM);
        vm.prank(treasury);
        token.pause();
        bothRefused(mediator(), text("ERC20Pausable: token transfer while paused"), CLAIM_HASH, checkedAt);
    }

    function test_aReplacedMediationContractNoLongerCountsThroughTheOldGuard() public {
        uint256 checkedAt = checked(CLAIM);
        controller.setMediationAddress(stranger);
        bothRefused(mediator(), text("Only mediation"), CLAIM_HASH, checkedAt);
    }

    function test_theGuardSaysWhatItStandsBefore() public view {
        same("storage", guard.getStorageAddress(), address(deals));
        same("mediation", guard.getMediationAddress(), address(mediation));
    }

    function test_contractsOfTwoMarketsMakeNoGuard() public {
        V2Storage other = new V2Storage();
        other.setControllerAddress(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(VerdictGuard.NotOneMarket.selector, stranger, address(controller))
        );
        new VerdictGuard(IJudgedDeals(address(other)), IUnboundVerdict(address(mediation)));
    }

    function test_anAddressWithoutContractMakesNoGuard() public {
        vm.expectRevert();
        new VerdictGuard(IJudgedDeals(stranger), IUnboundVerdict(address(mediation)));
        vm.expectRevert();
        new VerdictGuard(IJudgedDeals(address(deals)), IUnboundVerdict(address(0)));
    }

    /// Ours knows the mediator by msg.sender: a guard before it would be of no use, and does no harm.
    function test_beforeOurOwnMediationContractAGuardOnlyRefuses() public {
        LilypadMediationRandom ours = new LilypadMediationRandom();
        ours.setControllerAddress(address(controller));
        controller.setMediationAddress(address(ours));
        VerdictGuard useless =
            new VerdictGuard(IJudgedDeals(address(deals)), IUnboundVerdict(address(ours)));
        uint256 checkedAt = checked(CLAIM);
        address drawn = ours.getMediator(DEAL);
        vm.expectRevert(text("msg.sender must be the mediator"));
        signed(drawn);
        useless.mediationAcceptResult(DEAL, CLAIM_HASH, checkedAt);
    }

    /// Whatever was judged, only the pair on chain takes effect, and it does.
    function testFuzz_onlyWhatStandsOnChainTakesEffect(
        string calldata claim,
        string calldata judgedClaim,
        uint32 delay,
        uint256 judgedAt,
        uint8 swap,
        bool right
    ) public {
        vm.warp(block.timestamp + delay);
        uint256 checkedAt = checked(claim);
        bytes32 hash = keccak256(bytes(swap & 1 == 0 ? claim : judgedClaim));
        uint256 time = swap & 2 == 0 ? checkedAt : judgedAt;
        address drawn = mediator();
        if (hash != keccak256(bytes(claim))) {
            vm.expectRevert(
                abi.encodeWithSelector(IBoundVerdict.ClaimDiffers.selector, hash, keccak256(bytes(claim)))
            );
        } else if (time != checkedAt) {
            vm.expectRevert(abi.encodeWithSelector(IBoundVerdict.CheckTimeDiffers.selector, time, checkedAt));
        }
        vote(drawn, right, hash, time);
        if (hash == keccak256(bytes(claim)) && time == checkedAt) {
            isIn(right ? AgreementState.MediationAccepted : AgreementState.MediationRejected);
        } else {
            isIn(AgreementState.ResultsChecked);
        }
    }

    /// Whoever signs and whoever calls, a vote counts only where both are the drawn mediator.
    function testFuzz_onlyTheDrawnMediatorSignsAndCalls(uint256 sender, uint256 origin, bool right) public {
        uint256 checkedAt = checked(CLAIM);
        address drawn = mediator();
        address caller = someone(sender);
        address signer = someone(origin);
        bool counts = caller == drawn && signer == drawn;
        if (!counts) vm.expectRevert();
        vm.prank(caller, signer);
        if (right) guard.mediationAcceptResult(DEAL, CLAIM_HASH, checkedAt);
        else guard.mediationRejectResult(DEAL, CLAIM_HASH, checkedAt);
        same("voted", deals.isState(DEAL, AgreementState.ResultsChecked) ? 0 : 1, counts ? 1 : 0);
    }

    function someone(uint256 seed) private view returns (address) {
        address[6] memory all = [mediators[0], mediators[1], mediators[2], client, provider, stranger];
        return all[seed % all.length];
    }

    function text(string memory reason) private pure returns (bytes memory) {
        return abi.encodeWithSignature("Error(string)", reason);
    }

    function vote(address by, bool right, bytes32 claimHash, uint256 checkedAt) private {
        signed(by);
        if (right) guard.mediationAcceptResult(DEAL, claimHash, checkedAt);
        else guard.mediationRejectResult(DEAL, claimHash, checkedAt);
    }

    function bothRefused(address by, bytes memory refusal, bytes32 claimHash, uint256 checkedAt) private {
        vm.expectRevert(refusal);
        vote(by, true, claimHash, checkedAt);
        vm.expectRevert(refusal);
        vote(by, false, claimHash, checkedAt);
    }

    function throughRefused(
        V2Relay lure,
        address drawn,
        string memory signature,
        uint256 checkedAt,
        bytes memory refusal
    ) private {
        address[] memory targets = new address[](1);
        targets[0] = address(guard);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeWithSignature(signature, DEAL, CLAIM_HASH, checkedAt);
        vm.expectRevert(refusal);
        signed(drawn);
        lure.many(targets, calls);
    }
}
