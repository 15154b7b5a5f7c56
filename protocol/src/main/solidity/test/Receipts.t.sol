// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./Market.sol";
import {Vm} from "./Vm.sol";
import {LilypadMediationRandom} from "../contracts/LilypadMediationRandom.sol";
import {LilypadPayments} from "../contracts/LilypadPayments.sol";
import {LilypadStorage} from "../contracts/LilypadStorage.sol";
import {Agreement, Deal, Result} from "../contracts/LilypadTypes.sol";

/// What one receipt holds, in order, and how reads are encoded: as recorded from Lilypad's contracts, but for the fee
/// that a slash gives back. A receipt is written as one text: S state, T transfer, P payment (reason, direction, party,
/// tokens), M mediation requested.
contract ReceiptsTest is Market {
    function test_theFirstAgreementShowsOnlyPayments() public {
        agree(provider);
        receiptIs("T P20R10 ");
    }

    function test_theSecondAgreementShowsTheStateFirst() public {
        agree(provider);
        vm.getRecordedLogs();
        agree(client);
        receiptIs("S1 T P00C30 T P20C10 ");
    }

    function test_aResult() public {
        agreed();
        vm.getRecordedLogs();
        submit();
        receiptIs("S2 T P10R40 T P22R10 ");
    }

    function test_anAcceptance() public {
        submitted();
        vm.getRecordedLogs();
        accept();
        receiptIs("S3 T P31R10 T P02C20 T P22C10 T P12R40 ");
    }

    function test_aCheckEndsWithTheMediationRequest() public {
        submitted();
        vm.getRecordedLogs();
        check();
        receiptIs("S4 T P22C10 T P40C5 M ");
    }

    function test_aVerdictForTheProvider() public {
        checked();
        vm.getRecordedLogs();
        say(true);
        receiptIs("S5 T P31R10 T P41M5 T P02C20 T P12R40 ");
    }

    function test_aVerdictAgainstTheProvider() public {
        checked();
        vm.getRecordedLogs();
        say(false);
        receiptIs("S6 T P02C30 T P41M5 T P42C5 T P13R35 ");
    }

    function test_noVerdict() public {
        checked();
        pass(TIMEOUT + 1);
        vm.getRecordedLogs();
        vm.prank(client);
        controller.timeoutMediateResult(DEAL);
        receiptIs("SA T P12R40 T P02C30 T P42C5 ");
    }

    function test_noAgreement() public {
        agree(client);
        pass(TIMEOUT + 1);
        vm.getRecordedLogs();
        vm.prank(client);
        controller.timeoutAgree(DEAL);
        receiptIs("S7 T P02C30 T P22C10 ");
    }

    function test_noResult() public {
        agreed();
        pass(TIMEOUT + 1);
        vm.getRecordedLogs();
        vm.prank(client);
        controller.timeoutSubmitResult(DEAL);
        receiptIs("S8 T P02C30 T P22C10 T P23R10 ");
    }

    function test_noJudgement() public {
        submitted();
        pass(TIMEOUT + 1);
        vm.getRecordedLogs();
        vm.prank(provider);
        controller.timeoutJudgeResult(DEAL);
        receiptIs("S9 T P31R10 T P02C20 T P12R40 T P23C10 ");
    }

    function test_anAgreementReadsAsFourteenWords() public {
        checked();
        same("length", read("getAgreement(string)").length, 14 * 32);
        Agreement memory agreement = abi.decode(read("getAgreement(string)"), (Agreement));
        same("state", uint256(agreement.state), 4);
    }

    function test_aDealAndAResultReadBehindOneOffset() public {
        checked();
        same("deal", word(read("getDeal(string)"), 0), 0x20);
        same("result", word(read("getResult(string)"), 0), 0x20);
        same("deal id", abi.decode(read("getDeal(string)"), (Deal)).dealId, DEAL);
        same("claim", abi.decode(read("getResult(string)"), (Result)).dataId, CLAIM);
    }

    /// Lengths recorded from Lilypad's contracts for ids of 46 characters and three mediators.
    function test_readsAreAsLongAsTheRecordedOnes() public {
        string memory id = "QmRsCbm4duoWNbh48kXbc5frwYDFuPr6TRNMacfEr1GrBN";
        agree(provider, id);
        agree(client, id);
        vm.prank(provider);
        controller.addResult(id, id, id, 1);
        same("deal", readOf("getDeal(string)", id).length, 832);
        same("result", readOf("getResult(string)", id).length, 448);
    }

    function test_anUnknownDealReadsAsNothing() public view {
        same("state", uint256(deals.getAgreement("QmUnknown").state), 0);
        same("deal", deals.getDeal("QmUnknown").dealId, "");
        same("result", deals.getResult("QmUnknown").dealId, "");
        same("mediator", mediation.getMediator("QmUnknown"), address(0));
    }

    function read(string memory signature) private view returns (bytes memory) {
        return readOf(signature, DEAL);
    }

    function readOf(string memory signature, string memory dealId) private view returns (bytes memory) {
        (bool done, bytes memory answer) = address(deals).staticcall(abi.encodeWithSignature(signature, dealId));
        same("read", done ? 1 : 0, 1);
        return answer;
    }

    function word(bytes memory data, uint256 index) private pure returns (uint256 value) {
        assembly {
            value := mload(add(add(data, 32), mul(index, 32)))
        }
    }

    function receiptIs(string memory expected) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes memory text;
        for (uint256 i = 0; i < logs.length; i++) {
            text = abi.encodePacked(text, describe(logs[i]), " ");
        }
        same("receipt", string(text), expected);
    }

    function describe(Vm.Log memory log) private view returns (string memory) {
        bytes32 topic = log.topics[0];
        if (topic == LilypadStorage.DealStateChange.selector) {
            (, uint8 state) = abi.decode(log.data, (string, uint8));
            return string(abi.encodePacked("S", bytes("0123456789A")[state]));
        }
        if (topic == LilypadPayments.Payment.selector) {
            (, address payee, uint256 amount, uint8 reason, uint8 direction) =
                abi.decode(log.data, (string, address, uint256, uint8, uint8));
            string memory who = payee == provider ? "R" : payee == client ? "C" : payee == mediator() ? "M" : "?";
            return string(abi.encodePacked("P", digits(reason), digits(direction), who, digits(amount / 1 ether)));
        }
        return topic == LilypadMediationRandom.MediationRequested.selector ? "M" : "T";
    }

    function digits(uint256 number) private pure returns (string memory) {
        if (number >= 10) return string(abi.encodePacked(digits(number / 10), digits(number % 10)));
        return string(abi.encodePacked(bytes1(uint8(48 + number))));
    }
}
