// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {Players} from "./Players.sol";
import {LilypadMediationRandom} from "../contracts/LilypadMediationRandom.sol";
import {Agreement, AgreementState, Deal, DealTimeouts} from "../contracts/LilypadTypes.sol";

/// What holds after any sequence of steps, right and wrong ones, on deals that share their parties.
contract InvariantsTest is Market {
    Players private players;

    function setUp() public override {
        super.setUp();
        players = new Players(token, payments, deals, controller, mediation);
        for (uint256 i = 0; i < 3; i++) {
            token.transfer(players.traders(i), WEALTH);
        }
    }

    /// Read by forge: only the players act.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(players);
    }

    /// Every token is with somebody, and what the token contract itself holds is exactly what the open deals hold, party
    /// by party.
    function invariant_moneyIsConserved() public view {
        uint256 inEscrow = 0;
        uint256 free = token.balanceOf(address(this)) + token.balanceOf(treasury) + token.balanceOf(solver)
            + token.balanceOf(provider) + token.balanceOf(client) + token.balanceOf(stranger);
        for (uint256 i = 0; i < 3; i++) {
            address trader = players.traders(i);
            uint256 inDeals = 0;
            for (uint256 j = 0; j < players.DEALS(); j++) {
                inDeals += token.dealEscrowOf(players.id(j), trader);
            }
            same("escrow over all deals", token.escrowBalanceOf(trader), inDeals);
            inEscrow += inDeals;
            free += token.balanceOf(trader) + token.balanceOf(players.judges(i));
        }
        same("the token holds what is in escrow", token.balanceOf(address(token)), inEscrow);
        same("supply", free + inEscrow, token.totalSupply());
    }

    /// What a deal holds follows from its state alone; a deal that is over holds nothing.
    function invariant_aDealHoldsWhatItsStateSays() public view {
        for (uint256 i = 0; i < players.DEALS(); i++) {
            string memory dealId = players.id(i);
            Deal memory deal = deals.getDeal(dealId);
            (uint256 clients, uint256 providers) = due(deal, dealId);
            same("job creator's", token.dealEscrowOf(dealId, deal.members.jobCreator), clients);
            same("provider's", token.dealEscrowOf(dealId, deal.members.resourceProvider), providers);
        }
    }

    /// No step was taken by somebody who may not, too early, out of order or out of a terminal state; only the drawn
    /// mediator settled.
    function invariant_nobodyOversteps() public view {
        same("breach", players.breach(), "");
    }

    /// No state without an exit: past its deadline, and no second earlier, one party's call ends an open deal; when all
    /// have ended, nothing is left.
    function invariant_everyOpenDealCanBeEnded() public {
        uint256 now_ = vm.snapshotState();
        for (uint256 i = 0; i < players.DEALS(); i++) {
            if (isOpen(i)) same("ended", end(i) ? 1 : 0, block.timestamp > deadline(i) ? 1 : 0);
        }
        vm.revertToState(now_);
        vm.warp(block.timestamp + players.LONG());
        for (uint256 i = 0; i < players.DEALS(); i++) {
            if (isOpen(i)) same("ended at last", end(i) ? 1 : 0, 1);
        }
        same("left in the token", token.balanceOf(address(token)), 0);
        vm.revertToState(now_);
    }

    /// A watchman is one of the deal's mediators, and only a job creator that agreed has one.
    function invariant_watchmenAreAppointedMediators() public view {
        for (uint256 i = 0; i < players.DEALS(); i++) {
            string memory dealId = players.id(i);
            address watchman = deals.getWatchman(dealId);
            if (watchman == address(0)) continue;
            address[] memory mediators = deals.getDeal(dealId).members.mediators;
            bool named = false;
            for (uint256 j = 0; j < mediators.length; j++) {
                named = named || mediators[j] == watchman;
            }
            same("named", named ? 1 : 0, 1);
            same("agreed", deals.getAgreement(dealId).jobCreatorAgreedAt > 0 ? 1 : 0, 1);
        }
    }

    /// Whatever was done since, the mediator that was drawn can give either verdict on a checked deal.
    function invariant_everyCheckedDealCanBeJudged() public {
        for (uint256 i = 0; i < players.DEALS(); i++) {
            if (players.stateOf(i) != AgreementState.ResultsChecked) continue;
            string memory dealId = players.id(i);
            LilypadMediationRandom asked = players.mediationOf(i);
            address drawn = asked.getMediator(dealId);
            uint256 now_ = vm.snapshotState();
            vm.prank(drawn);
            asked.mediationAcceptResult(dealId);
            same("accepted", uint256(players.stateOf(i)), uint256(AgreementState.MediationAccepted));
            vm.revertToState(now_);
            vm.prank(drawn);
            asked.mediationRejectResult(dealId);
            same("rejected", uint256(players.stateOf(i)), uint256(AgreementState.MediationRejected));
            vm.revertToState(now_);
        }
    }

    /// The players are no strangers to any state: otherwise the invariants would say little.
    function test_thePlayersReachEveryState() public {
        uint256 fresh = vm.snapshotState();
        uint256[11] memory reached;
        uint256 watched = 0;
        for (uint256 round = 0; round < 60; round++) {
            for (uint256 i = 0; i < 60; i++) {
                step(uint256(keccak256(abi.encode(round, i))));
            }
            uint256[11] memory counts;
            for (uint256 state = 0; state < 11; state++) {
                counts[state] = players.reached(state);
            }
            watched += players.watched();
            vm.revertToState(fresh);
            for (uint256 state = 0; state < 11; state++) {
                reached[state] += counts[state];
            }
        }
        for (uint256 state = 1; state < 11; state++) {
            same("a state is reached", reached[state] > 0 ? state : 0, state);
        }
        same("watchmen ask too", watched > 0 ? 1 : 0, 1);
    }

    function step(uint256 seed) private {
        uint256 which = seed >> 8;
        uint256 who = seed >> 16 & 0xff;
        uint256 more = seed >> 24;
        uint256 what = seed % 7;
        if (what == 0) {
            uint256[8] memory terms;
            for (uint256 i = 0; i < 8; i++) {
                terms[i] = uint256(keccak256(abi.encode(seed, i)));
            }
            players.propose(which, who, terms);
        } else if (what == 1) players.advance(which, who, more);
        else if (what == 2) players.misstep(which, who, more, more >> 8);
        else if (what == 3) players.callTime(which, who, more);
        else if (what == 4) players.wait_(more);
        else if (what == 5) players.replaceMediation(more);
        else players.intrude(which, who, more, more >> 8);
    }

    function due(Deal memory deal, string memory dealId) private view returns (uint256 clients, uint256 providers) {
        AgreementState state = deals.getAgreement(dealId).state;
        uint256 judge = deal.timeouts.judgeResults.collateral;
        if (state == AgreementState.DealNegotiating) {
            if (deals.getAgreement(dealId).jobCreatorAgreedAt != 0) clients = deal.pricing.paymentCollateral + judge;
            if (deals.getAgreement(dealId).resourceProviderAgreedAt != 0) {
                providers = deal.timeouts.submitResults.collateral;
            }
        } else if (state == AgreementState.DealAgreed) {
            return (deal.pricing.paymentCollateral + judge, deal.timeouts.submitResults.collateral);
        } else if (state == AgreementState.ResultsSubmitted) {
            return (deal.pricing.paymentCollateral + judge, deals.getResultsCollateral(dealId));
        } else if (state == AgreementState.ResultsChecked) {
            return (deal.pricing.paymentCollateral + deal.pricing.mediationFee, deals.getResultsCollateral(dealId));
        }
    }

    /// Whether somebody proposed the deal and nothing has ended it.
    function isOpen(uint256 which) private view returns (bool) {
        AgreementState state = players.stateOf(which);
        return deals.hasDeal(players.id(which))
            && (state == AgreementState.DealNegotiating || state == AgreementState.DealAgreed
                || state == AgreementState.ResultsSubmitted || state == AgreementState.ResultsChecked);
    }

    /// The last second that belongs to whoever the open deal waits for.
    function deadline(uint256 which) private view returns (uint256) {
        Agreement memory agreement = deals.getAgreement(players.id(which));
        DealTimeouts memory limits = deals.getDeal(players.id(which)).timeouts;
        if (agreement.state == AgreementState.DealNegotiating) return agreement.dealCreatedAt + limits.agree.timeout;
        if (agreement.state == AgreementState.DealAgreed) return agreement.dealAgreedAt + limits.submitResults.timeout;
        if (agreement.state == AgreementState.ResultsSubmitted) {
            return agreement.resultsSubmittedAt + limits.judgeResults.timeout;
        }
        return agreement.resultsCheckedAt + limits.mediateResults.timeout;
    }

    /// Calls time on an open deal as the party that waits.
    function end(uint256 which) private returns (bool done) {
        string memory dealId = players.id(which);
        Deal memory deal = deals.getDeal(dealId);
        AgreementState state = players.stateOf(which);
        bool byProvider = state == AgreementState.ResultsSubmitted
            || (state == AgreementState.DealNegotiating && deals.getAgreement(dealId).resourceProviderAgreedAt != 0);
        bytes memory timeout = players.timeoutOf(uint256(state), dealId);
        vm.prank(byProvider ? deal.members.resourceProvider : deal.members.jobCreator);
        (done,) = address(controller).call(timeout);
    }
}
