// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IEscrow} from "../../main/solidity/interfaces/IEscrow.sol";
import {Exchange} from "./support/Exchange.sol";
import {ContractWallet} from "./support/ContractWallet.sol";

contract MarketEscrowTest is Exchange {
    // Deposits

    function test_deposit_movesTokensIntoTheEscrowOfTheCaller() public {
        giveEtk(ALICE, 5);
        vm.startPrank(ALICE);
        etk.approve(address(market), 5);
        vm.expectEmit(true, true, false, true, address(market));
        emit IEscrow.Deposited(1, ALICE, address(etk), 3);
        market.deposit(address(etk), 3);
        vm.stopPrank();
        expectEscrow(ALICE, 3, 0);
        vm.assertEq(etk.balanceOf(address(market)), 3);
        vm.assertEq(uint256(market.eventSeq()), 1);
    }

    function test_deposit_refusesNothingAndOtherTokens() public {
        vm.startPrank(ALICE);
        expectError(abi.encodeWithSelector(IEscrow.ZeroAmount.selector));
        market.deposit(address(etk), 0);
        expectError(abi.encodeWithSelector(IEscrow.UnknownAsset.selector, address(this)));
        market.deposit(address(this), 1);
        vm.expectRevert();
        market.deposit(address(etk), 1);
        vm.assertEq(uint256(market.eventSeq()), 0);
    }

    function test_deposit_stopsAtTheCapOfTheWholeEscrow() public {
        depositEtk(ALICE, 2 ** 62 - 1);
        giveEtk(BOB, 2);
        vm.startPrank(BOB);
        etk.approve(address(market), 2);
        expectError(abi.encodeWithSelector(IEscrow.EscrowFull.selector, address(etk)));
        market.deposit(address(etk), 2);
        expectError(abi.encodeWithSelector(IEscrow.EscrowFull.selector, address(etk)));
        market.deposit(address(etk), type(uint128).max);
        market.deposit(address(etk), 1);
        (uint64 total,) = market.totalEscrow();
        vm.assertEq(uint256(total), 2 ** 62);
    }

    function test_permit_depositsForItsSignerWhoeverSendsIt() public {
        giveEtk(ALICE, 5);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(ALICE_KEY, ALICE, 4, 0);
        vm.prank(STRANGER);
        market.depositWithPermit(address(etk), ALICE, 4, block.timestamp, v, r, s);
        expectEscrow(ALICE, 4, 0);
    }

    function test_permit_sentAheadBySomebodyBlocksNothing() public {
        giveEtk(ALICE, 5);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(ALICE_KEY, ALICE, 4, 0);
        vm.prank(STRANGER);
        etk.permit(ALICE, address(market), 4, block.timestamp, v, r, s);
        market.depositWithPermit(address(etk), ALICE, 4, block.timestamp, v, r, s);
        expectEscrow(ALICE, 4, 0);
    }

    function test_permit_worksOnceEvenWithAnAllowanceLeftStanding() public {
        giveEtk(ALICE, 5);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(ALICE_KEY, ALICE, 1, 0);
        market.depositWithPermit(address(etk), ALICE, 1, block.timestamp, v, r, s);
        vm.prank(ALICE);
        etk.approve(address(market), type(uint256).max);
        expectError(abi.encodeWithSelector(IEscrow.PermitUsed.selector, ALICE));
        market.depositWithPermit(address(etk), ALICE, 1, block.timestamp, v, r, s);
        expectEscrow(ALICE, 1, 0);
    }

    function test_allowance_isOutOfReachOfStrangers() public {
        giveEtk(ALICE, 5);
        vm.prank(ALICE);
        etk.approve(address(market), type(uint256).max);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(BOB_KEY, ALICE, 5, 0);
        vm.prank(STRANGER);
        expectError(abi.encodeWithSelector(IEscrow.PermitUsed.selector, ALICE));
        market.depositWithPermit(address(etk), ALICE, 5, block.timestamp, v, r, s);

        (v, r, s) = signPermit(ALICE_KEY, ALICE, 1, 0);
        etk.permit(ALICE, address(market), 1, block.timestamp, v, r, s);
        expectError(abi.encodeWithSelector(IEscrow.InvalidSignature.selector, ALICE));
        market.depositWithPermit(address(etk), ALICE, 5, block.timestamp, v, r, s);
        vm.assertEq(etk.balanceOf(ALICE), 5);
    }

    function test_permit_refusesItsDeadlinePassed() public {
        giveEtk(ALICE, 5);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(ALICE_KEY, ALICE, 4, 0);
        uint256 deadline = block.timestamp;
        skip(1);
        expectError(abi.encodeWithSelector(IEscrow.DeadlinePassed.selector, deadline));
        market.depositWithPermit(address(etk), ALICE, 4, deadline, v, r, s);
    }

    // Withdrawals

    function test_withdraw_paysWhatTheAccountSigned() public {
        depositIdrs(ALICE, 100);
        bytes memory signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 60, BOB, 7);
        vm.expectEmit(true, true, false, true, address(market));
        emit IEscrow.Withdrawn(2, ALICE, address(idrs), 60, BOB, 7);
        withdraw(ALICE, address(idrs), 60, BOB, 7, signed);
        expectEscrow(ALICE, 0, 40);
        vm.assertEq(idrs.balanceOf(BOB), 60);
        vm.assertTrue(market.withdrawalUsed(ALICE, 7));
    }

    function test_withdraw_worksOnce() public {
        depositIdrs(ALICE, 100);
        bytes memory signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 50, ALICE, 7);
        withdraw(ALICE, address(idrs), 50, ALICE, 7, signed);
        expectError(abi.encodeWithSelector(IEscrow.NonceUsed.selector, ALICE, 7));
        withdraw(ALICE, address(idrs), 50, ALICE, 7, signed);
        signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 1, ALICE, 7);
        expectError(abi.encodeWithSelector(IEscrow.NonceUsed.selector, ALICE, 7));
        withdraw(ALICE, address(idrs), 1, ALICE, 7, signed);
    }

    function test_withdraw_refusesWhatTheAccountDidNotSign() public {
        depositIdrs(ALICE, 100);
        depositIdrs(BOB, 100);
        bytes memory signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 50, ALICE, 7);
        bytes memory refused = abi.encodeWithSelector(IEscrow.InvalidSignature.selector, ALICE);
        expectError(refused);
        withdraw(ALICE, address(idrs), 51, ALICE, 7, signed);
        expectError(refused);
        withdraw(ALICE, address(etk), 50, ALICE, 7, signed);
        expectError(refused);
        withdraw(ALICE, address(idrs), 50, BOB, 7, signed);
        expectError(refused);
        withdraw(ALICE, address(idrs), 50, ALICE, 8, signed);
        expectError(abi.encodeWithSelector(IEscrow.InvalidSignature.selector, BOB));
        withdraw(BOB, address(idrs), 50, ALICE, 7, signed);
    }

    function test_withdraw_isOutOfReachOfAgents() public {
        depositIdrs(ALICE, 100);
        vm.prank(ALICE);
        market.registerAgent(BOB, nowMs() + 1);
        bytes memory signed = signWithdraw(BOB_KEY, ALICE, address(idrs), 50, BOB, 7);
        expectError(abi.encodeWithSelector(IEscrow.InvalidSignature.selector, ALICE));
        withdraw(ALICE, address(idrs), 50, BOB, 7, signed);
    }

    function test_withdraw_refusesTooMuchAndBadRecipientsAndLateOnes() public {
        depositIdrs(ALICE, 100);
        bytes memory signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 101, ALICE, 1);
        expectError(abi.encodeWithSelector(IEscrow.InsufficientEscrow.selector, ALICE, address(idrs)));
        withdraw(ALICE, address(idrs), 101, ALICE, 1, signed);
        signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 1, address(market), 2);
        expectError(abi.encodeWithSelector(IEscrow.InvalidRecipient.selector, address(market)));
        withdraw(ALICE, address(idrs), 1, address(market), 2, signed);
        signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 1, address(0), 2);
        expectError(abi.encodeWithSelector(IEscrow.InvalidRecipient.selector, address(0)));
        withdraw(ALICE, address(idrs), 1, address(0), 2, signed);
        signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 1, ALICE, 2);
        uint64 deadline = nowMs();
        skip(1);
        expectError(abi.encodeWithSelector(IEscrow.DeadlinePassed.selector, uint256(deadline)));
        vm.prank(OPERATOR);
        market.withdraw(ALICE, address(idrs), 1, ALICE, 2, deadline, signed);
    }

    function test_withdraw_isSentByTheOperatorAlone() public {
        depositIdrs(ALICE, 100);
        bytes memory signed = signWithdraw(ALICE_KEY, ALICE, address(idrs), 50, ALICE, 7);
        bytes32 role = market.OPERATOR_ROLE();
        uint64 deadline = nowMs();
        expectError(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ALICE, role));
        vm.prank(ALICE);
        market.withdraw(ALICE, address(idrs), 50, ALICE, 7, deadline, signed);
    }

    function test_withdraw_asksAContractWallet() public {
        address wallet = address(new ContractWallet(ALICE));
        depositIdrs(wallet, 100);
        bytes memory signed = signWithdraw(ALICE_KEY, wallet, address(idrs), 50, wallet, 7);
        withdraw(wallet, address(idrs), 50, wallet, 7, signed);
        vm.assertEq(idrs.balanceOf(wallet), 50);
        signed = signWithdraw(BOB_KEY, wallet, address(idrs), 50, wallet, 8);
        expectError(abi.encodeWithSelector(IEscrow.InvalidSignature.selector, wallet));
        withdraw(wallet, address(idrs), 50, wallet, 8, signed);
    }

    // Debt

    function test_repayDebt_burnsEscrowAgainstDebt() public {
        depositEtk(ALICE, 100);
        giveDebt(ALICE, 70);
        vm.expectEmit(true, true, false, true, address(market));
        emit IEscrow.Repaid(2, ALICE, 60);
        repayDebt(ALICE, 60);
        expectEscrow(ALICE, 40, 0);
        vm.assertEq(converter.debtOf(ALICE), 10);
        vm.assertEq(etk.totalSupply(), 40);
        vm.assertEq(etk.balanceOf(address(market)), 40);
    }

    function test_repayDebt_takesNoMoreThanTheDebt() public {
        depositEtk(ALICE, 100);
        giveDebt(ALICE, 10);
        repayDebt(ALICE, 60);
        expectEscrow(ALICE, 90, 0);
        vm.expectEmit(true, true, false, true, address(market));
        emit IEscrow.Repaid(3, ALICE, 0);
        repayDebt(ALICE, 60);
        expectEscrow(ALICE, 90, 0);
    }

    function test_repayDebt_needsTheEscrowAndTheOperator() public {
        depositEtk(ALICE, 5);
        giveDebt(ALICE, 10);
        expectError(abi.encodeWithSelector(IEscrow.InsufficientEscrow.selector, ALICE, address(etk)));
        repayDebt(ALICE, 6);
        vm.expectRevert();
        vm.prank(ORACLE);
        market.repayDebt(ALICE, 5);
    }

    function test_repayDebt_endsWithTheNoticeOfLeaving() public {
        depositEtk(ALICE, 100);
        giveDebt(ALICE, 10);
        vm.prank(ALICE);
        market.requestExit();
        skip(NOTICE - 1);
        repayDebt(ALICE, 1);
        skip(1);
        expectError(abi.encodeWithSelector(IEscrow.AccountStopped.selector, ALICE));
        repayDebt(ALICE, 1);
    }

    // Leaving

    function test_exit_paysAllAfterNoticeAndLag() public {
        depositEtk(ALICE, 5);
        depositIdrs(ALICE, 7);
        vm.startPrank(ALICE);
        uint40 stopAt = uint40(block.timestamp) + NOTICE;
        vm.expectEmit(true, true, false, true, address(market));
        emit IEscrow.StopRequested(3, ALICE, stopAt);
        market.requestExit();
        skip(NOTICE + MAX_LAG - 1);
        expectError(abi.encodeWithSelector(IEscrow.TooEarly.selector, block.timestamp + 1));
        market.exit();
        skip(1);
        vm.expectEmit(true, true, false, true, address(market));
        emit IEscrow.Exited(4, ALICE, 5, 7, 1);
        market.exit();
        expectEscrow(ALICE, 0, 0);
        vm.assertEq(etk.balanceOf(ALICE), 5);
        vm.assertEq(idrs.balanceOf(ALICE), 7);
    }

    function test_exit_paysInFullAndLeavesTheDebt() public {
        depositEtk(ALICE, 5);
        giveDebt(ALICE, 10);
        goThroughExit(ALICE);
        vm.assertEq(etk.balanceOf(ALICE), 5);
        vm.assertEq(converter.debtOf(ALICE), 10);
    }

    function test_exit_cannotBePaused() public {
        depositIdrs(ALICE, 7);
        vm.prank(ALICE);
        market.requestExit();
        skip(NOTICE + MAX_LAG);
        vm.prank(PAUSER);
        market.pause();
        vm.prank(PAUSER);
        converter.pause();
        vm.prank(ALICE);
        market.exit();
        vm.assertEq(idrs.balanceOf(ALICE), 7);
    }

    function test_exit_needsARequestAndTakesOne() public {
        vm.startPrank(ALICE);
        expectError(abi.encodeWithSelector(IEscrow.NotStopped.selector, ALICE));
        market.exit();
        expectError(abi.encodeWithSelector(IEscrow.NotStopped.selector, ALICE));
        market.reopen();
        market.requestExit();
        skip(1);
        expectError(abi.encodeWithSelector(IEscrow.AccountStopped.selector, ALICE));
        market.requestExit();
        expectError(abi.encodeWithSelector(IEscrow.TooEarly.selector, block.timestamp - 1 + NOTICE + MAX_LAG));
        market.reopen();
    }

    function test_deposit_isRefusedToAnAccountThatLeaves() public {
        vm.prank(ALICE);
        market.requestExit();
        vm.prank(ALICE);
        expectError(abi.encodeWithSelector(IEscrow.AccountStopped.selector, ALICE));
        market.deposit(address(etk), 1);
    }

    function test_reopen_startsAnEpochThatWasNeverUsed() public {
        depositIdrs(ALICE, 7);
        goThroughExit(ALICE);
        vm.expectEmit(true, true, false, true, address(market));
        emit IEscrow.Reopened(4, ALICE, 2);
        vm.prank(ALICE);
        market.reopen();
        (,, uint32 epoch, uint40 stopAt) = market.escrow(ALICE);
        vm.assertEq(uint256(epoch), 2);
        vm.assertEq(uint256(stopAt), 0);
        depositIdrs(ALICE, 1);
        expectEscrow(ALICE, 0, 1);
    }

    function goThroughExit(address account) private {
        vm.startPrank(account);
        market.requestExit();
        skip(NOTICE + MAX_LAG);
        market.exit();
        vm.stopPrank();
    }

    function withdraw(
        address account,
        address asset,
        uint128 amount,
        address to,
        uint64 nonce,
        bytes memory signed
    ) private {
        vm.prank(OPERATOR);
        market.withdraw(account, asset, amount, to, nonce, nowMs(), signed);
    }

    function repayDebt(address account, uint256 amount) private {
        vm.prank(OPERATOR);
        market.repayDebt(account, amount);
    }

    function signWithdraw(uint256 key, address account, address asset, uint128 amount, address to, uint64 nonce)
        private
        view
        returns (bytes memory)
    {
        bytes32 typeHash = keccak256(
            "Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)"
        );
        return signature(key, digestOf(keccak256(abi.encode(typeHash, account, asset, amount, to, nonce, nowMs()))));
    }

    function signPermit(uint256 key, address account, uint256 amount, uint256 nonce)
        private
        view
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash =
            keccak256(abi.encode(typeHash, account, address(market), amount, nonce, block.timestamp));
        bytes32 domain = IERC20Permit(address(etk)).DOMAIN_SEPARATOR();
        return vm.sign(key, keccak256(abi.encodePacked("\x19\x01", domain, structHash)));
    }
}
