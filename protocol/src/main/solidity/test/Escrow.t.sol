// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {AgreementState, DealMembers} from "../contracts/LilypadTypes.sol";

/// Nobody moves another's money, and no deal spends another deal's escrow.
contract EscrowTest is Market {
    string private constant SHAM = "QmSham";
    string private constant ONLY_CONTROLLER = "ControllerOwnable: Only the controller can call this method";

    /// D23 as recorded against Lilypad's contracts: the job creator agrees alone on a sham deal whose submit collateral
    /// is its whole escrow, and lets it time out.
    function test_aShamDealOfTheJobCreatorTakesNothingFromTheRealOne() public {
        checked();
        DealMembers memory real = members;
        members.resourceProvider = stranger;
        timeouts.submitResults.collateral = 35 ether;
        timeouts.judgeResults.collateral = 0;
        pricing.paymentCollateral = 0;
        agree(client, SHAM);
        pass(TIMEOUT + 1);
        uint256 before = token.balanceOf(client);
        vm.prank(client);
        controller.timeoutAgree(SHAM);
        same("gained by the sham deal", token.balanceOf(client) - before, 0);
        same("escrow of the real deal", token.dealEscrowOf(DEAL, client), 35 ether);

        members = real;
        say(true);
        gained("resource provider", provider, 10 ether);
        gained("mediator", mediator(), 5 ether);
    }

    /// The same by the provider, to escape the slash.
    function test_aShamDealOfTheProviderDoesNotSaveItFromTheSlash() public {
        checked();
        members.jobCreator = stranger;
        timeouts.submitResults.collateral = 0;
        timeouts.judgeResults.collateral = 40 ether;
        agree(provider, SHAM);
        pass(TIMEOUT + 1);
        vm.prank(provider);
        controller.timeoutAgree(SHAM);
        say(false);
        gained("resource provider", provider, -40 ether);
        gained("treasury", treasury, 35 ether);
    }

    function test_twoDealsOfTheSamePartiesKeepTheirMoneyApart() public {
        checked();
        agree(provider, SHAM);
        agree(client, SHAM);
        same("sum over the deals", token.escrowBalanceOf(client), 75 ether);
        same("of the first", token.dealEscrowOf(DEAL, client), 35 ether);
        same("of the second", token.dealEscrowOf(SHAM, client), 40 ether);
        say(true);
        same("of the second, after the first is over", token.dealEscrowOf(SHAM, client), 40 ether);
        same("sum, after the first is over", token.escrowBalanceOf(client), 40 ether);
    }

    /// Defence in depth: even its controller cannot make the token pay more than one deal holds.
    function test_theTokenPaysFromTheDealAlone() public {
        submitted();
        agree(client, SHAM);
        refused("LilypadToken: not enough funds in escrow");
        vm.prank(address(payments));
        token.refundEscrow(SHAM, client, 40 ether + 1);
        refused("LilypadToken: not enough funds in escrow");
        vm.prank(address(payments));
        token.payJob(SHAM, provider, stranger, 1);
        refused("LilypadToken: not enough funds in escrow");
        vm.prank(address(payments));
        token.slashEscrow("QmUnknown", client, 1);
    }

    function test_nobodyElseReachesTheEscrow() public {
        agreed();
        refused(ONLY_CONTROLLER);
        vm.prank(stranger);
        token.payEscrow(DEAL, client, 1);
        refused(ONLY_CONTROLLER);
        vm.prank(client);
        token.refundEscrow(DEAL, client, 1);
        refused(ONLY_CONTROLLER);
        vm.prank(address(controller));
        token.payJob(DEAL, client, stranger, 1);
        refused(ONLY_CONTROLLER);
        vm.prank(treasury);
        token.slashEscrow(DEAL, client, 1);
    }

    /// A stranger that names somebody as its counterparty moves only its own money.
    function test_beingNamedCostsNothing() public {
        members.jobCreator = stranger;
        agree(stranger);
        gained("resource provider", provider, 0);
        refused("Only RP / JC");
        agree(client);
        gained("job creator", client, 0);
        gained("stranger", stranger, -40 ether);
    }

    function test_theSumOfEscrowIsWhatTheTokenHolds() public {
        checked();
        agree(client, SHAM);
        same(
            "backing", token.balanceOf(address(token)), token.escrowBalanceOf(client) + token.escrowBalanceOf(provider)
        );
    }

    function test_aPausedTokenHoldsTheVerdictUntilItIsUnpaused() public {
        checked();
        vm.prank(treasury);
        token.pause();
        sayRefused(true, "ERC20Pausable: token transfer while paused");
        isIn(AgreementState.ResultsChecked);
        vm.prank(treasury);
        token.unpause();
        say(true);
        moneyMoved(-15 ether, 10 ether, 5 ether, 0);
    }

    function test_theTreasuryAlwaysHasAnOwner() public {
        refused("LilypadToken: the treasury needs an owner");
        vm.prank(treasury);
        token.renounceOwnership();
    }

    function test_aSlashGoesToTheOwnerOfTheDay() public {
        checked();
        vm.prank(treasury);
        token.transferOwnership(address(0x7EA6));
        say(false);
        same("new treasury", token.balanceOf(address(0x7EA6)), 35 ether);
        gained("old treasury", treasury, 0);
    }

    function test_aClaimThatOverflowsIsRefusedWhenItIsMade() public {
        agreed();
        instructionCount = type(uint256).max;
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        submit();
        isIn(AgreementState.DealAgreed);
    }

    function test_aStakeBeyondTheBalanceIsRefused() public {
        agreed();
        instructionCount = 26; // a stake of 1,040 tokens
        refused("LilypadPayments: Insufficient balance");
        submit();
    }
}
