// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {V2Market} from "./V2Market.sol";
import {Asserting} from "./Vm.sol";
import {HeadAnchor} from "../contracts/HeadAnchor.sol";
import {IJudgedDeals, IUnboundVerdict, VerdictGuard} from "../contracts/VerdictGuard.sol";

/// What each step of a deal costs on our contracts: Lilypad's fixture, a deal's id and a claim of 46 characters, one
/// mediator. The table is snapshots/market.json.
/// forge-config: default.isolate = true
contract GasTest is Market {
    string private constant ID = "QmRsCbm4duoWNbh48kXbc5frwYDFuPr6TRNMacfEr1GrBN";
    string private constant RESULT = "QmbCi3yoKzckff24rUJML1ZesVb35cd2LUNMiMYksEGkWv";

    function setUp() public override {
        super.setUp();
        members.mediators = [mediators[0]];
    }

    function test_gasOfAgreeingAndClaiming() public {
        agree(provider, ID);
        cost("agree, first");
        agree(client, ID);
        cost("agree, second");
        claim();
        cost("addResult");
        vm.prank(client);
        controller.acceptResult(ID);
        cost("acceptResult");
    }

    function test_gasOfACheck() public {
        claimed();
        vm.prank(client);
        controller.checkResult(ID);
        cost("checkResult");
    }

    function test_gasOfAWatchman() public {
        agree(provider, ID);
        agreeWithWatchman(mediators[0], ID);
        cost("agreeWithWatchman, second");
        claim();
        vm.prank(mediators[0]);
        controller.checkResult(ID, keccak256(bytes(RESULT)), block.timestamp);
        cost("checkResult, by the watchman");
    }

    function test_gasOfAnAcceptance() public {
        underCheck();
        vm.prank(mediators[0]);
        mediation.mediationAcceptResult(ID);
        cost("mediationAcceptResult");
    }

    function test_gasOfARejection() public {
        underCheck();
        vm.prank(mediators[0]);
        mediation.mediationRejectResult(ID);
        cost("mediationRejectResult");
    }

    function test_gasOfABoundAcceptance() public {
        underCheck();
        vm.prank(mediators[0]);
        mediation.mediationAcceptResult(ID, keccak256(bytes(RESULT)), block.timestamp);
        cost("mediationAcceptResult, bound");
    }

    function test_gasOfABoundRejection() public {
        underCheck();
        vm.prank(mediators[0]);
        mediation.mediationRejectResult(ID, keccak256(bytes(RESULT)), block.timestamp);
        cost("mediationRejectResult, bound");
    }

    function test_gasOfAnEndWithoutAgreement() public {
        agree(client, ID);
        pass(TIMEOUT + 1);
        vm.prank(client);
        controller.timeoutAgree(ID);
        cost("timeoutAgree");
    }

    function test_gasOfAnEndWithoutResult() public {
        agree(provider, ID);
        agree(client, ID);
        pass(TIMEOUT + 1);
        vm.prank(client);
        controller.timeoutSubmitResult(ID);
        cost("timeoutSubmitResult");
    }

    function test_gasOfAnEndWithoutJudgement() public {
        claimed();
        pass(TIMEOUT + 1);
        vm.prank(provider);
        controller.timeoutJudgeResult(ID);
        cost("timeoutJudgeResult");
    }

    function test_gasOfAnEndWithoutVerdict() public {
        underCheck();
        pass(TIMEOUT + 1);
        vm.prank(client);
        controller.timeoutMediateResult(ID);
        cost("timeoutMediateResult");
    }

    function claim() private {
        vm.prank(provider);
        controller.addResult(ID, RESULT, RESULT, 1);
    }

    function claimed() private {
        agree(provider, ID);
        agree(client, ID);
        claim();
    }

    function underCheck() private {
        claimed();
        vm.prank(client);
        controller.checkResult(ID);
    }

    function cost(string memory step) private {
        vm.snapshotGasLastCall("market", step);
    }
}

/// What the guard adds before the double of Lilypad v2's mediation contract. The table is snapshots/guard.json.
/// forge-config: default.isolate = true
contract GuardGasTest is V2Market {
    function test_gasOfAnUnguardedAcceptance() public {
        checked(CLAIM);
        address drawn = mediator();
        signed(drawn);
        mediation.mediationAcceptResult(DEAL);
        cost("accept, unguarded");
    }

    function test_gasOfAnUnguardedRejection() public {
        checked(CLAIM);
        address drawn = mediator();
        signed(drawn);
        mediation.mediationRejectResult(DEAL);
        cost("reject, unguarded");
    }

    function test_gasOfAGuardedAcceptance() public {
        uint256 checkedAt = checked(CLAIM);
        address drawn = mediator();
        signed(drawn);
        guard.mediationAcceptResult(DEAL, CLAIM_HASH, checkedAt);
        cost("accept, guarded");
    }

    function test_gasOfAGuardedRejection() public {
        uint256 checkedAt = checked(CLAIM);
        address drawn = mediator();
        signed(drawn);
        guard.mediationRejectResult(DEAL, CLAIM_HASH, checkedAt);
        cost("reject, guarded");
    }

    function test_gasOfTheDeployment() public {
        vm.startSnapshotGas("guard", "deployment");
        new VerdictGuard(IJudgedDeals(address(deals)), IUnboundVerdict(address(mediation)));
        vm.stopSnapshotGas();
    }

    function cost(string memory step) private {
        vm.snapshotGasLastCall("guard", step);
    }
}

/// What anchoring a tree head costs: snapshots/anchor.json.
/// forge-config: default.isolate = true
contract AnchorGasTest is Asserting {
    function test_gasOfAnchoring() public {
        vm.startSnapshotGas("anchor", "deployment");
        HeadAnchor anchor = new HeadAnchor();
        vm.stopSnapshotGas();
        anchor.anchor(1000, keccak256("first"));
        cost("anchor, an account's first");
        anchor.anchor(2000, keccak256("second"));
        cost("anchor, later");
    }

    function cost(string memory what) private {
        vm.snapshotGasLastCall("anchor", what);
    }
}
