// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IIDRSToken} from "../../main/solidity/interfaces/IIDRSToken.sol";
import {Exchange} from "./support/Exchange.sol";

contract IDRSTokenTest is Exchange {
    bytes32 private constant REF = "payment 1";

    function test_token_hasSixDecimalsAndItsName() public view {
        vm.assertEq(uint256(idrs.decimals()), 6);
        vm.assertEq(idrs.name(), "EnerLink Rupiah Token");
        vm.assertEq(idrs.symbol(), "IDRS");
    }

    function test_mint_isTheBanksAlone() public {
        bytes32 bank = idrs.BANK_ROLE();
        expectError(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ADMIN, bank));
        vm.prank(ADMIN);
        idrs.mint(ADMIN, 1, REF);
    }

    function test_mint_worksOnceForAReference() public {
        mint(ALICE, 5, REF);
        vm.assertEq(idrs.balanceOf(ALICE), 5);
        vm.assertTrue(idrs.minted(REF));
        expectError(abi.encodeWithSelector(IIDRSToken.ReferenceUsed.selector, REF));
        mint(ALICE, 5, REF);
    }

    function test_mint_refusesNothing() public {
        expectError(abi.encodeWithSelector(IIDRSToken.ZeroAmount.selector));
        mint(ALICE, 0, REF);
    }

    function test_mint_stopsAtTheDailyCapAndGoesOnTheNextDay() public {
        mint(ALICE, DAILY_CAP - 1, "a");
        vm.assertEq(idrs.mintableToday(), 1);
        expectError(abi.encodeWithSelector(IIDRSToken.DailyCapExceeded.selector, 2, 1));
        mint(ALICE, 2, "b");
        mint(ALICE, 1, "b");
        skip(1 days);
        vm.assertEq(idrs.mintableToday(), DAILY_CAP);
        mint(ALICE, DAILY_CAP, "c");
    }

    function test_dailyCap_isTheAdministrators() public {
        vm.prank(ADMIN);
        idrs.setDailyCap(7);
        vm.assertEq(idrs.dailyCap(), 7);
        mint(ALICE, 7, "a");
        vm.prank(ADMIN);
        idrs.setDailyCap(3);
        vm.assertEq(idrs.mintableToday(), 0);
        vm.expectRevert();
        vm.prank(BANK);
        idrs.setDailyCap(8);
    }

    function test_redeem_burnsAtOnceAndIsConfirmedOnce() public {
        mint(ALICE, 5, REF);
        vm.prank(ALICE);
        idrs.redeem(4, "out 1");
        vm.assertEq(idrs.totalSupply(), 1);
        expectStatus("out 1", IIDRSToken.RedemptionStatus.REQUESTED);
        vm.prank(BANK);
        idrs.confirmRedemption("out 1");
        expectStatus("out 1", IIDRSToken.RedemptionStatus.CONFIRMED);
        vm.assertEq(idrs.totalSupply(), 1);
        expectError(abi.encodeWithSelector(IIDRSToken.NotRequested.selector, bytes32("out 1")));
        vm.prank(BANK);
        idrs.refundRedemption("out 1");
    }

    function test_refund_givesTheTokensBackOnceAndBeyondTheCap() public {
        mint(ALICE, DAILY_CAP, REF);
        vm.prank(ALICE);
        idrs.redeem(4, "out 1");
        vm.prank(BANK);
        idrs.refundRedemption("out 1");
        vm.assertEq(idrs.balanceOf(ALICE), DAILY_CAP);
        expectStatus("out 1", IIDRSToken.RedemptionStatus.REFUNDED);
        expectError(abi.encodeWithSelector(IIDRSToken.NotRequested.selector, bytes32("out 1")));
        vm.prank(BANK);
        idrs.confirmRedemption("out 1");
    }

    function test_redeem_refusesAUsedReferenceAndMoreThanThereIs() public {
        mint(ALICE, 5, REF);
        vm.startPrank(ALICE);
        idrs.redeem(1, "out 1");
        expectError(abi.encodeWithSelector(IIDRSToken.ReferenceUsed.selector, bytes32("out 1")));
        idrs.redeem(1, "out 1");
        vm.expectRevert();
        idrs.redeem(5, "out 2");
        expectError(abi.encodeWithSelector(IIDRSToken.ZeroAmount.selector));
        idrs.redeem(0, "out 2");
    }

    function test_redeemFor_takesWhatTheHolderSigned() public {
        mint(ALICE, 5, REF);
        bytes memory signed = signRedeem(ALICE_KEY, ALICE, 3, "out 1", block.timestamp);
        vm.prank(STRANGER);
        idrs.redeemFor(ALICE, 3, "out 1", block.timestamp, signed);
        vm.assertEq(idrs.balanceOf(ALICE), 2);
        expectError(abi.encodeWithSelector(IIDRSToken.ReferenceUsed.selector, bytes32("out 1")));
        idrs.redeemFor(ALICE, 3, "out 1", block.timestamp, signed);
    }

    function test_redeemFor_refusesWhatTheHolderDidNotSign() public {
        mint(ALICE, 5, REF);
        bytes memory signed = signRedeem(ALICE_KEY, ALICE, 3, "out 1", block.timestamp);
        expectError(abi.encodeWithSelector(IIDRSToken.NotSignedBy.selector, ALICE));
        idrs.redeemFor(ALICE, 4, "out 1", block.timestamp, signed);
        skip(1);
        expectError(abi.encodeWithSelector(IIDRSToken.RequestExpired.selector, block.timestamp - 1));
        idrs.redeemFor(ALICE, 3, "out 1", block.timestamp - 1, signed);
    }

    function mint(address to, uint256 amount, bytes32 ref) private {
        vm.prank(BANK);
        idrs.mint(to, amount, ref);
    }

    function expectStatus(bytes32 ref, IIDRSToken.RedemptionStatus status) private view {
        vm.assertEq(uint256(idrs.redemption(ref).status), uint256(status));
    }

    function signRedeem(uint256 key, address holder, uint256 amount, bytes32 ref, uint256 deadline)
        private
        view
        returns (bytes memory)
    {
        bytes32 typeHash = keccak256("Redeem(address holder,uint256 amount,bytes32 ref,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, holder, amount, ref, deadline));
        return signature(key, keccak256(abi.encodePacked("\x19\x01", idrs.DOMAIN_SEPARATOR(), structHash)));
    }
}
