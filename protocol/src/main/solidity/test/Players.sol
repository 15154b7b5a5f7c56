// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Asserting} from "./Vm.sol";
import {LilypadController} from "../contracts/LilypadController.sol";
import {LilypadMediationRandom} from "../contracts/LilypadMediationRandom.sol";
import {LilypadPayments} from "../contracts/LilypadPayments.sol";
import {LilypadStorage} from "../contracts/LilypadStorage.sol";
import {LilypadToken} from "../contracts/LilypadToken.sol";
import {
    Agreement,
    AgreementState,
    Deal,
    DealMembers,
    DealPricing,
    DealTimeout,
    DealTimeouts
} from "../contracts/LilypadTypes.sol";

/// People who do whatever comes to their minds, in any order, right or wrong, on a few deals that share the same few
/// addresses. A step that the contracts refuse changes nothing; what a step did that it must not is kept as a breach.
contract Players is Asserting {
    uint256 public constant DEALS = 3;
    /// Longer than any time-out that is agreed on.
    uint256 public constant LONG = 300;

    LilypadToken private immutable token;
    LilypadPayments private immutable payments;
    LilypadStorage private immutable deals;
    LilypadController private immutable controller;
    address private immutable owner;

    address[3] public traders = [address(0x7A1), address(0x7A2), address(0x7A3)];
    address[3] public judges = [address(0x3ED1), address(0x3ED2), address(0x3ED3)];
    address public constant solver = address(0x501E);
    address public constant stranger = address(0x57A6);

    LilypadMediationRandom private mediation;
    /// The contract that was asked, for each checked deal.
    mapping(uint256 which => LilypadMediationRandom) public mediationOf;
    /// How often a step led into each state.
    uint256[11] public reached;
    /// How often a watchman asked for a check.
    uint256 public watched;
    string public breach;

    constructor(
        LilypadToken token_,
        LilypadPayments payments_,
        LilypadStorage deals_,
        LilypadController controller_,
        LilypadMediationRandom mediation_
    ) {
        (token, payments, deals, controller, mediation) = (token_, payments_, deals_, controller_, mediation_);
        owner = controller_.owner();
    }

    // ---- what they do ----

    /// A new deal, or the answer to one.
    function propose(uint256 which, uint256 who, uint256[8] calldata terms) external {
        which = which % DEALS;
        if (deals.hasDeal(id(which))) {
            answer(which, who);
            return;
        }
        uint256 first = terms[0] % 3;
        address provider = traders[first];
        address client = traders[(first + 1 + terms[1] % 2) % 3];
        address[] memory mediators = new address[](1 + terms[2] % 3);
        for (uint256 i = 0; i < mediators.length; i++) {
            mediators[i] = judges[(terms[2] / 3 + i) % 3];
        }
        agree(
            which,
            who % 4 == 0 ? anybody(who / 4) : who % 2 == 0 ? provider : client,
            Deal(
                id(which),
                DealMembers(solver, client, provider, mediators),
                DealTimeouts(
                    DealTimeout(terms[3] % (LONG / 3), 0),
                    DealTimeout(terms[4] % (LONG / 3), terms[3] % 20 ether),
                    DealTimeout(terms[5] % (LONG / 3), terms[4] % 20 ether),
                    DealTimeout(terms[6] % (LONG / 3), 0)
                ),
                DealPricing(terms[7] % 20 ether, terms[5] % 60 ether, terms[6] % 5, terms[7] % 50 ether)
            ),
            terms[0] / 3
        );
    }

    /// The step that the deal waits for, mostly by whoever may take it.
    function advance(uint256 which, uint256 who, uint256 how) external {
        which = which % DEALS;
        AgreementState state = stateOf(which);
        if (state == AgreementState.DealNegotiating) answer(which, who);
        else if (state == AgreementState.DealAgreed) claim(which, who, how);
        else if (state == AgreementState.ResultsSubmitted && how % 2 == 0) watchOver(which, who, how / 2);
        else if (state == AgreementState.ResultsSubmitted) judge(which, who, how % 8 == 1);
        else mediate(which, who, how % 2 == 0, how % 3 == 0);
    }

    /// Any step, whatever the deal waits for.
    function misstep(uint256 which, uint256 who, uint256 what, uint256 how) external {
        which = which % DEALS;
        what = what % 5;
        if (what == 4) watchOver(which, who, how);
        else if (what == 0) answer(which, who);
        else if (what == 1) claim(which, who, how);
        else if (what == 2) judge(which, who, how % 2 == 0);
        else mediate(which, who, how % 2 == 0, how % 3 == 0);
    }

    function answer(uint256 which, uint256 who) private {
        Deal memory deal = deals.getDeal(id(which));
        deal.dealId = id(which);
        agree(which, anyOf(who, deal.members.resourceProvider, deal.members.jobCreator), deal, who / 16);
    }

    /// Every other yes of a job creator appoints a watchman, mostly one who may be; now and then somebody else tries to.
    function agree(uint256 which, address caller, Deal memory deal, uint256 seed) private {
        address[] memory mediators = deal.members.mediators;
        address watchman = mostly(seed / 2, mediators.length == 0 ? address(0) : mediators[seed / 2 % mediators.length]);
        attempt(
            which,
            caller,
            address(controller),
            (caller == deal.members.jobCreator ? seed % 2 == 0 : seed % 16 != 1)
                ? abi.encodeCall(LilypadController.agree, (deal.dealId, deal.members, deal.timeouts, deal.pricing))
                : abi.encodeCall(
                    LilypadController.agreeWithWatchman,
                    (deal.dealId, deal.members, deal.timeouts, deal.pricing, watchman)
                )
        );
    }

    function claim(uint256 which, uint256 who, uint256 count) private {
        attempt(
            which,
            mostly(who, deals.getDeal(id(which)).members.resourceProvider),
            address(controller),
            abi.encodeCall(LilypadController.addResult, (id(which), "QmResults", "QmClaim", count % 6))
        );
    }

    function judge(uint256 which, uint256 who, bool content) private {
        attempt(
            which,
            mostly(who, deals.getDeal(id(which)).members.jobCreator),
            address(controller),
            content
                ? abi.encodeCall(LilypadController.acceptResult, (id(which)))
                : abi.encodeWithSignature("checkResult(string)", id(which))
        );
    }

    /// A check in the job creator's place, mostly by whom it appointed and of what is claimed.
    function watchOver(uint256 which, uint256 who, uint256 how) private {
        attempt(
            which,
            mostly(who, deals.getWatchman(id(which))),
            address(controller),
            abi.encodeWithSignature(
                "checkResult(string,bytes32,uint256)",
                id(which),
                keccak256(how % 8 == 0 ? bytes("QmOther") : bytes("QmClaim")),
                deals.getAgreement(id(which)).resultsSubmittedAt + (how % 8 == 1 ? 1 : 0)
            )
        );
    }

    function mediate(uint256 which, uint256 who, bool right, bool bound) private {
        LilypadMediationRandom asked = address(mediationOf[which]) == address(0) ? mediation : mediationOf[which];
        bytes32 hash = keccak256("QmClaim");
        uint256 checkedAt = deals.getAgreement(id(which)).resultsCheckedAt;
        string memory call = right
            ? bound ? "mediationAcceptResult(string,bytes32,uint256)" : "mediationAcceptResult(string)"
            : bound ? "mediationRejectResult(string,bytes32,uint256)" : "mediationRejectResult(string)";
        attempt(
            which,
            mostly(who, asked.getMediator(id(which))),
            address(asked),
            bound
                ? abi.encodeWithSignature(call, id(which), hash, checkedAt)
                : abi.encodeWithSignature(call, id(which))
        );
    }

    function callTime(uint256 which, uint256 who, uint256 kind) external {
        which = which % DEALS;
        Deal memory deal = deals.getDeal(id(which));
        attempt(
            which,
            anyOf(who, deal.members.resourceProvider, deal.members.jobCreator),
            address(controller),
            timeoutOf(kind % 8 < 4 ? kind % 4 : uint256(stateOf(which)), id(which))
        );
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + time % (LONG / 2));
    }

    /// The market's owner puts another mediation contract in place.
    function replaceMediation(uint256 seed) external {
        if (seed % 4 != 0) return;
        mediation = new LilypadMediationRandom();
        mediation.setControllerAddress(address(controller));
        vm.prank(owner);
        controller.setMediationAddress(address(mediation));
    }

    /// Somebody tries what only the contracts may do to each other.
    function intrude(uint256 which, uint256 who, uint256 how, uint256 amount) external {
        which = which % DEALS;
        string memory dealId = id(which);
        Deal memory deal = deals.getDeal(dealId);
        address caller = anybody(who);
        address target = address(controller);
        bytes memory call = abi.encodeCall(LilypadController.mediationAcceptResult, (dealId));
        uint256 kind = how % 9;
        if (kind == 1) {
            call = abi.encodeCall(LilypadController.mediationRejectResult, (dealId));
        } else if (kind == 2 || kind == 3) {
            target = address(deals);
            call = kind == 2
                ? abi.encodeCall(LilypadStorage.mediationRejectResult, (dealId))
                : abi.encodeCall(LilypadStorage.timeoutJudgeResult, (dealId));
        } else if (kind == 4 || kind == 5) {
            target = address(payments);
            call = kind == 4
                ? abi.encodeCall(LilypadPayments.mediationRejectResult, (deal, amount, caller))
                : abi.encodeCall(LilypadPayments.timeoutSubmitResult, (deal));
        } else if (kind == 6 || kind == 7) {
            target = address(token);
            call = kind == 6
                ? abi.encodeCall(LilypadToken.refundEscrow, (dealId, caller, amount))
                : abi.encodeCall(LilypadToken.payEscrow, (dealId, deal.members.jobCreator, amount));
        } else if (kind == 8) {
            target = address(mediation);
            call = abi.encodeCall(LilypadMediationRandom.mediationRequest, (deal));
        }
        if (attempt(which, caller, target, call)) breach = "an intruder was let in";
    }

    // ---- what they see ----

    function id(uint256 which) public pure returns (string memory) {
        return string(abi.encodePacked("Qm", bytes1(uint8(48 + which))));
    }

    function stateOf(uint256 which) public view returns (AgreementState) {
        return deals.getAgreement(id(which)).state;
    }

    /// The call that ends a deal in that state; for terminal states any.
    function timeoutOf(uint256 state, string memory dealId) public pure returns (bytes memory) {
        if (state == 0) return abi.encodeCall(LilypadController.timeoutAgree, (dealId));
        if (state == 1) return abi.encodeCall(LilypadController.timeoutSubmitResult, (dealId));
        if (state == 2) return abi.encodeCall(LilypadController.timeoutJudgeResult, (dealId));
        return abi.encodeCall(LilypadController.timeoutMediateResult, (dealId));
    }

    // ---- what a step may do ----

    function attempt(uint256 which, address caller, address target, bytes memory call) private returns (bool done) {
        AgreementState[DEALS] memory before;
        for (uint256 i = 0; i < DEALS; i++) {
            before[i] = stateOf(i);
        }
        vm.prank(caller);
        (done,) = target.call(call);
        for (uint256 i = 0; i < DEALS; i++) {
            AgreementState state = stateOf(i);
            if (state == before[i]) continue;
            reached[uint256(state)]++;
            if (i != which) breach = "a step moved another deal";
            else watch(which, caller, target, before[i], state);
        }
    }

    function watch(uint256 which, address caller, address target, AgreementState from, AgreementState to) private {
        Agreement memory agreement = deals.getAgreement(id(which));
        Deal memory deal = deals.getDeal(id(which));
        bool byProvider = caller == deal.members.resourceProvider;
        bool byClient = caller == deal.members.jobCreator;
        bool byParty = byProvider || byClient;
        DealTimeouts memory limits = deal.timeouts;
        if (from == AgreementState.DealNegotiating) {
            if (to == AgreementState.DealAgreed) allow(byParty, "a stranger agreed");
            else timedOut(to, AgreementState.TimeoutAgree, agreement.dealCreatedAt, limits.agree, byParty);
        } else if (from == AgreementState.DealAgreed) {
            if (to == AgreementState.ResultsSubmitted) allow(byProvider, "not the provider claimed");
            else timedOut(to, AgreementState.TimeoutSubmitResults, agreement.dealAgreedAt, limits.submitResults, byClient);
        } else if (from == AgreementState.ResultsSubmitted) {
            if (to == AgreementState.ResultsAccepted) allow(byClient, "not the job creator accepted");
            else if (to == AgreementState.ResultsChecked) {
                if (!byClient) {
                    watched++;
                    allow(caller == deals.getWatchman(id(which)), "not the job creator or its watchman asked for a check");
                    allow(
                        block.timestamp <= agreement.resultsSubmittedAt + limits.judgeResults.timeout,
                        "the watchman came too late"
                    );
                }
                mediationOf[which] = mediation;
            } else {
                timedOut(to, AgreementState.TimeoutJudgeResults, agreement.resultsSubmittedAt, limits.judgeResults, byProvider);
            }
        } else if (from == AgreementState.ResultsChecked) {
            if (to == AgreementState.MediationAccepted || to == AgreementState.MediationRejected) {
                allow(target == address(mediationOf[which]), "another mediation contract settled");
                allow(caller == mediationOf[which].getMediator(id(which)), "not the drawn mediator settled");
            } else {
                timedOut(to, AgreementState.TimeoutMediateResults, agreement.resultsCheckedAt, limits.mediateResults, byParty);
            }
        } else {
            breach = "a terminal state was left";
        }
    }

    function timedOut(AgreementState to, AgreementState due, uint256 since, DealTimeout memory timeout, bool byParty)
        private
    {
        allow(to == due, "a state was skipped");
        allow(byParty, "somebody else called time");
        allow(block.timestamp > since + timeout.timeout, "time was called too early");
    }

    function allow(bool condition, string memory otherwise) private {
        if (!condition) breach = otherwise;
    }

    // ---- who acts ----

    function anybody(uint256 seed) private view returns (address) {
        uint256 place = seed % 8;
        return place < 3 ? traders[place] : place < 6 ? judges[place - 3] : place == 6 ? stranger : owner;
    }

    function mostly(uint256 seed, address expected) private view returns (address) {
        return seed % 5 == 0 || expected == address(0) ? anybody(seed / 5) : expected;
    }

    function anyOf(uint256 seed, address one, address other) private view returns (address) {
        return mostly(seed / 2, seed % 2 == 0 ? one : other);
    }
}
