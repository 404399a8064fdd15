// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAgents} from "../../main/solidity/interfaces/IAgents.sol";
import {IEscrow} from "../../main/solidity/interfaces/IEscrow.sol";
import {IETKToken} from "../../main/solidity/interfaces/IETKToken.sol";
import {IMarket} from "../../main/solidity/interfaces/IMarket.sol";
import {Execution, Order} from "../../main/solidity/OrderTypes.sol";
import {Exchange} from "./support/Exchange.sol";
import {HostileWallet} from "./support/HostileWallet.sol";

/// @dev Attacks that no other test makes; docs/SECURITY.md lists them all.
contract MarketAttacksTest is Exchange {
    uint256 private constant PRICE = 1_400 * IDR;
    uint256 private constant CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    bytes32 private constant WITHDRAW_TYPEHASH = keccak256(
        "Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)"
    );
    bytes32 private constant APPROVAL_TYPEHASH =
        keccak256("AgentApproval(address account,address agent,uint64 expiry,uint64 nonce)");

    Order private bid;
    Order private ask;

    function setUp() public override {
        super.setUp();
        depositIdrs(ALICE, 100_000 * IDR);
        depositEtk(BOB, 100 * KWH);
        bid = orderOf(ALICE, BID, 10 * KWH, PRICE, 1);
        ask = orderOf(BOB, ASK, 10 * KWH, PRICE, 1);
    }

    // Reentrancy

    function test_reentrancy_ofAWalletAskedForItsSignatureGetsNowhere() public {
        HostileWallet wallet = new HostileWallet(address(market));
        depositIdrs(address(wallet), 100);
        wallet.callBackWith(abi.encodeCall(IEscrow.requestExit, ()));
        wallet.callBackWith(abi.encodeCall(IAgents.registerAgent, (STRANGER, nowMs() + 1)));
        wallet.callBackWith(abi.encodeCall(IAgents.approveAgent, (address(wallet), BOB, nowMs() + 1, 2, "")));
        vm.prank(OPERATOR);
        market.withdraw(address(wallet), address(idrs), 60, address(wallet), 1, nowMs(), "");
        market.approveAgent(address(wallet), CAROL, nowMs() + 1, 1, "");
        expectEscrow(address(wallet), 0, 40);
        vm.assertEq(idrs.balanceOf(address(wallet)), 60);
        (,,, uint40 stopAt) = market.escrow(address(wallet));
        vm.assertEq(uint256(stopAt), 0);
        (uint64 expiry,) = market.agentOf(address(wallet), STRANGER);
        vm.assertEq(uint256(expiry), 0);
        vm.assertFalse(market.approvalUsed(address(wallet), 2));
    }

    /// @dev Settling calls nobody: not the tokens, not the converter, not an account with code.
    function test_reentrancy_hasNoDoorIntoSettle() public {
        Execution[] memory executions = batch(buy(4), sell(4));
        address[6] memory others = [address(etk), address(idrs), address(converter), ALICE, BOB, FEES];
        for (uint256 i = 0; i < others.length; ++i) vm.etch(others[i], hex"fe");
        settle(executions);
        expectEscrow(ALICE, 4 * KWH, 100_000 * IDR - 4 * PRICE);
    }

    // Malleability

    function test_malleability_opensNoWithdrawal() public {
        bytes32 digest = digestOf(keccak256(abi.encode(WITHDRAW_TYPEHASH, ALICE, idrs, 5, ALICE, 1, nowMs())));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest);
        bytes32 other = bytes32(CURVE_ORDER - uint256(s));
        expectNoWithdrawal(abi.encodePacked(r, other, v == 27 ? uint8(28) : uint8(27)));
        expectNoWithdrawal(abi.encodePacked(r, s, v, uint8(0)));
        expectNoWithdrawal(abi.encodePacked(r, s, v - 27));
        expectNoWithdrawal("");
    }

    // Replay

    function test_replay_ofAWithdrawalFromAnotherChainOrContractIsRefused() public {
        bytes32 structHash = keccak256(abi.encode(WITHDRAW_TYPEHASH, ALICE, idrs, 5, ALICE, 1, nowMs()));
        expectNoWithdrawal(signature(ALICE_KEY, digestFor(address(market), block.chainid + 1, structHash)));
        expectNoWithdrawal(signature(ALICE_KEY, digestFor(address(this), block.chainid, structHash)));
    }

    function test_replay_ofAnApprovalFromAnotherChainOrContractIsRefused() public {
        bytes32 structHash = keccak256(abi.encode(APPROVAL_TYPEHASH, ALICE, BOB, nowMs() + 1, 1));
        bytes memory refused = abi.encodeWithSelector(IEscrow.InvalidSignature.selector, ALICE);
        bytes memory signed = signature(ALICE_KEY, digestFor(address(market), block.chainid + 1, structHash));
        expectError(refused);
        market.approveAgent(ALICE, BOB, nowMs() + 1, 1, signed);
        signed = signature(ALICE_KEY, digestFor(address(this), block.chainid, structHash));
        expectError(refused);
        market.approveAgent(ALICE, BOB, nowMs() + 1, 1, signed);
    }

    /// @dev The same executions twice in a batch, and once more in the next one.
    function test_replay_withinABatchAndInTheNextIsRefused() public {
        Execution[] memory twice = new Execution[](4);
        (twice[0], twice[1], twice[2], twice[3]) = (buy(6), sell(6), buy(6), sell(6));
        expectError(abi.encodeWithSelector(IMarket.QuantityExceeded.selector, ALICE, 1));
        settleAs(1, twice);
        settle(batch(buy(6), sell(6)));
        expectRefused(abi.encodeWithSelector(IMarket.QuantityExceeded.selector, ALICE, 1), buy(6), sell(6));
    }

    function test_replay_ofAVoidedBatchIsRefused() public {
        Execution[] memory executions = batch(buy(6), sell(6));
        vm.prank(ADMIN);
        market.voidBatch(1);
        expectError(abi.encodeWithSelector(IMarket.UnexpectedBatch.selector, 1, 2));
        settleAs(1, executions);
    }

    // Agents

    /// @dev Revoked and approved again, the key would find its old orders alive; so it is never approved again.
    function test_agent_revokedAndApprovedAgainTradesNoOldOrder() public {
        vm.prank(ALICE);
        market.registerAgent(CAROL, nowMs() + 90 days * 1000);
        bid.expiry += 1 days * 1000;
        ask.expiry += 1 days * 1000;
        Execution memory old = execute(bid, CAROL_KEY, KWH, PRICE, 0);
        vm.startPrank(ALICE);
        market.revokeAgent(CAROL);
        skip(NOTICE);
        expectError(abi.encodeWithSelector(IAgents.AgentRevoked.selector, ALICE, CAROL));
        market.registerAgent(CAROL, nowMs() + 90 days * 1000);
        vm.stopPrank();
        (old.firstFillAt, old.lastFillAt) = (nowMs(), nowMs());
        expectRefused(abi.encodeWithSelector(IMarket.NotAuthorized.selector, ALICE, CAROL), old, sell(1));
    }

    // Front-running

    /// @dev The operator sees `exit` coming: it can settle what was signed and matched in time, and nothing else.
    function test_frontRun_ofAnExitTakesNothing() public {
        Order memory long = orderOf(ALICE, BID, 10 * KWH, PRICE, 1);
        long.expiry += 1 days * 1000;
        ask.expiry += 1 days * 1000;
        vm.prank(ALICE);
        market.requestExit();
        uint64 lastMoment = nowMs() + NOTICE * 1000 - 1;
        skip(NOTICE + MAX_LAG);
        giveDebt(ALICE, KWH);
        expectError(abi.encodeWithSelector(IEscrow.AccountStopped.selector, ALICE));
        vm.prank(OPERATOR);
        market.repayDebt(ALICE, 1);
        Execution memory backdated = execute(long, ALICE_KEY, KWH, PRICE, 0);
        backdated.firstFillAt = lastMoment;
        backdated.lastFillAt = lastMoment;
        expectRefused(abi.encodeWithSelector(IMarket.FillTimeOutOfRange.selector, ALICE, 1), backdated, sell(1));
        backdated.firstFillAt = nowMs() - MAX_LAG * 1000;
        backdated.lastFillAt = nowMs();
        expectRefused(abi.encodeWithSelector(IEscrow.AccountStopped.selector, ALICE), backdated, sell(1));
        vm.prank(ALICE);
        market.exit();
        vm.assertEq(idrs.balanceOf(ALICE), 100_000 * IDR);
    }

    // Griefing

    /// @dev Between a match and its settlement users take back all they can; the batch settles.
    function test_griefing_ofAMatchedBatchDoesNotFailIt() public {
        vm.prank(BOB);
        market.registerAgent(CAROL, nowMs() + 90 days * 1000);
        ask = orderOf(BOB, ASK, 10 * KWH, PRICE, 1);
        Execution[] memory executions = batch(buy(4), execute(ask, CAROL_KEY, 4 * KWH, 4 * PRICE, 0));
        vm.startPrank(BOB);
        market.cancelOrder(BOB, CAROL, 1);
        market.revokeAgent(CAROL);
        market.requestExit();
        vm.stopPrank();
        vm.startPrank(ALICE);
        market.cancelOrder(ALICE, ALICE, 1);
        market.requestExit();
        vm.stopPrank();
        vm.prank(FEES);
        market.requestExit();
        vm.etch(ALICE, hex"fe"); // an account that becomes a contract, and answers nothing
        giveDebt(BOB, 1_000 * KWH);
        skip(MAX_LAG);
        settle(executions);
        expectEscrow(BOB, 96 * KWH, 4 * PRICE);
    }

    /// @dev Dust does not fail a batch either: no amount is too small to settle, and none rounds to a gain.
    function test_griefing_withDustSettlesToTheUnit() public {
        bid.limitPrice = ask.limitPrice = uint96(KWH);
        Execution[] memory executions = batch(execute(bid, ALICE_KEY, 1, 1, 0), execute(ask, BOB_KEY, 1, 1, 0));
        settle(executions);
        expectEscrow(ALICE, 1, 100_000 * IDR - 1);
        expectEscrow(BOB, 100 * KWH - 1, 1);
    }

    // Debt

    /// @dev Oracle and registrar invent a meter and a debt: one that has asked to leave is out of their reach.
    function test_inventedDebt_takesNothingFromAnAccountThatLeaves() public {
        vm.prank(BOB);
        market.requestExit();
        skip(NOTICE);
        giveDebt(BOB, 10_000 * KWH);
        expectError(abi.encodeWithSelector(IEscrow.AccountStopped.selector, BOB));
        vm.prank(OPERATOR);
        market.repayDebt(BOB, KWH);
        skip(MAX_LAG);
        vm.prank(BOB);
        market.exit();
        vm.assertEq(etk.balanceOf(BOB), 100 * KWH);
    }

    /// @dev A debt, invented or not, is burned: nobody has what was taken, and not a rupiah of it.
    function test_inventedDebt_makesNobodyRicher() public {
        giveDebt(BOB, 60 * KWH);
        uint256 supply = etk.totalSupply();
        vm.prank(OPERATOR);
        market.repayDebt(BOB, 60 * KWH);
        vm.assertEq(etk.totalSupply(), supply - 60 * KWH);
        expectEscrow(BOB, 40 * KWH, 0);
        expectEscrow(ALICE, 0, 100_000 * IDR);
    }

    // The administrator

    /// @dev With every role at once the administrator finds no way to what is in escrow but a debt.
    function test_admin_withEveryRoleTakesNoEscrow() public {
        takeEveryRole();
        vm.startPrank(ADMIN);
        expectError(abi.encodeWithSelector(IETKToken.Shielded.selector, address(market)));
        etk.burn(address(market), 1);
        vm.expectRevert();
        etk.transferFrom(address(market), ADMIN, 1);
        vm.expectRevert();
        idrs.transferFrom(address(market), ADMIN, 1);
        bytes memory signed = signature(0xAD, digestOf(keccak256("anything")));
        expectError(abi.encodeWithSelector(IEscrow.InvalidSignature.selector, ALICE));
        market.withdraw(ALICE, address(idrs), 1, ADMIN, 1, nowMs(), signed);
        market.repayDebt(BOB, 100 * KWH);
        vm.expectPartialRevert(IMarket.NotAuthorized.selector);
        market.settle(1, 0, batch(execute(bid, 0xAD, KWH, PRICE, 0), execute(ask, 0xAD, KWH, PRICE, 0)));
        market.voidBatch(1_000);
        market.pause();
        vm.stopPrank();
        expectEscrow(ALICE, 0, 100_000 * IDR);
        expectEscrow(BOB, 100 * KWH, 0);
        expectToLeaveWith(ALICE, 0, 100_000 * IDR);
        expectToLeaveWith(BOB, 100 * KWH, 0);
    }

    /// @dev Handing over the administration takes its delay; a stolen key can be noticed.
    function test_admin_isReplacedBehindADelay() public {
        vm.prank(ADMIN);
        market.beginDefaultAdminTransfer(STRANGER);
        skip(1 days);
        vm.prank(STRANGER);
        vm.expectRevert();
        market.acceptDefaultAdminTransfer();
        skip(1);
        vm.prank(STRANGER);
        market.acceptDefaultAdminTransfer();
        vm.assertEq(market.defaultAdmin(), STRANGER);
    }

    function takeEveryRole() private {
        vm.startPrank(ADMIN);
        etk.grantRole(etk.MINTER_ROLE(), ADMIN);
        converter.grantRole(converter.ORACLE_ROLE(), ADMIN);
        converter.grantRole(converter.MARKET_ROLE(), ADMIN);
        market.grantRole(market.OPERATOR_ROLE(), ADMIN);
        market.grantRole(market.PAUSER_ROLE(), ADMIN);
        vm.stopPrank();
    }

    function expectToLeaveWith(address account, uint256 etkAmount, uint256 idrsAmount) private {
        vm.startPrank(account);
        market.requestExit();
        skip(NOTICE + MAX_LAG);
        market.exit();
        vm.stopPrank();
        vm.assertEq(etk.balanceOf(account), etkAmount);
        vm.assertEq(idrs.balanceOf(account), idrsAmount);
    }

    function expectNoWithdrawal(bytes memory signed) private {
        expectError(abi.encodeWithSelector(IEscrow.InvalidSignature.selector, ALICE));
        vm.prank(OPERATOR);
        market.withdraw(ALICE, address(idrs), 5, ALICE, 1, nowMs(), signed);
    }

    function settleAs(uint64 batchId, Execution[] memory executions) private {
        vm.prank(OPERATOR);
        market.settle(batchId, keccak256("trades"), executions);
    }

    function buy(uint256 kwh) private view returns (Execution memory) {
        return execute(bid, ALICE_KEY, kwh * KWH, kwh * PRICE, 0);
    }

    function sell(uint256 kwh) private view returns (Execution memory) {
        return execute(ask, BOB_KEY, kwh * KWH, kwh * PRICE, 0);
    }
}
