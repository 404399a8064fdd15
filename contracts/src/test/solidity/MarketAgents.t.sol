// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAgents} from "../../main/solidity/interfaces/IAgents.sol";
import {IEscrow} from "../../main/solidity/interfaces/IEscrow.sol";
import {IMarket} from "../../main/solidity/interfaces/IMarket.sol";
import {Execution, Order} from "../../main/solidity/OrderTypes.sol";
import {ContractWallet} from "./support/ContractWallet.sol";
import {Exchange} from "./support/Exchange.sol";

contract MarketAgentsTest is Exchange {
    uint256 private constant BOT_KEY = 0xB07;
    address private immutable BOT = vm.addr(BOT_KEY);
    uint64 private nonces;

    function setUp() public override {
        super.setUp();
        depositIdrs(ALICE, 1_000_000 * IDR);
        depositEtk(BOB, 1_000 * KWH);
    }

    // Approval

    function test_agent_ofTheAccountTrades() public {
        uint64 expiry = nowMs() + 1_000;
        vm.expectEmit(true, true, true, true, address(market));
        emit IAgents.AgentChanged(3, ALICE, BOT, expiry, false);
        vm.prank(ALICE);
        market.registerAgent(BOT, expiry);
        settle(trade(BOT_KEY));
        vm.assertEq(etkOf(ALICE), KWH);
    }

    function test_agent_unknownIsRefused() public {
        Execution[] memory executions = trade(BOT_KEY);
        expectRefused(
            abi.encodeWithSelector(IMarket.NotAuthorized.selector, ALICE, BOT), executions[0], executions[1]
        );
    }

    function test_agent_ofOneAccountIsNoneOfAnother() public {
        vm.prank(CAROL);
        market.registerAgent(BOT, nowMs() + 1_000);
        Execution[] memory executions = trade(BOT_KEY);
        expectRefused(
            abi.encodeWithSelector(IMarket.NotAuthorized.selector, ALICE, BOT), executions[0], executions[1]
        );
    }

    function test_agent_endsWithItsExpiry() public {
        vm.prank(ALICE);
        market.registerAgent(BOT, nowMs() + 1_000);
        skip(1);
        settle(trade(BOT_KEY));
        skip(1);
        Execution[] memory executions = trade(BOT_KEY);
        expectRefused(
            abi.encodeWithSelector(IMarket.NotAuthorized.selector, ALICE, BOT), executions[0], executions[1]
        );
    }

    function test_approval_isSentByAnyoneAndWorksOnce() public {
        bytes memory signed = signApproval(ALICE_KEY, ALICE, BOT, nowMs() + 1_000, 5);
        vm.prank(STRANGER);
        market.approveAgent(ALICE, BOT, nowMs() + 1_000, 5, signed);
        vm.assertTrue(market.approvalUsed(ALICE, 5));
        settle(trade(BOT_KEY));
        expectError(abi.encodeWithSelector(IEscrow.NonceUsed.selector, ALICE, 5));
        market.approveAgent(ALICE, BOT, nowMs() + 1_000, 5, signed);
    }

    function test_approval_refusesWhatTheAccountDidNotSign() public {
        bytes memory signed = signApproval(ALICE_KEY, ALICE, BOT, nowMs() + 1_000, 5);
        bytes memory refused = abi.encodeWithSelector(IEscrow.InvalidSignature.selector, ALICE);
        expectError(refused);
        market.approveAgent(ALICE, BOT, nowMs() + 1_001, 5, signed);
        expectError(refused);
        market.approveAgent(ALICE, STRANGER, nowMs() + 1_000, 5, signed);
        expectError(refused);
        market.approveAgent(ALICE, BOT, nowMs() + 1_000, 6, signed);
        expectError(abi.encodeWithSelector(IEscrow.InvalidSignature.selector, BOB));
        market.approveAgent(BOB, BOT, nowMs() + 1_000, 5, signed);
    }

    function test_approval_cannotComeFromAnAgent() public {
        vm.prank(ALICE);
        market.registerAgent(BOT, nowMs() + 1_000);
        bytes memory signed = signApproval(BOT_KEY, ALICE, CAROL, nowMs() + 1_000, 5);
        expectError(abi.encodeWithSelector(IEscrow.InvalidSignature.selector, ALICE));
        market.approveAgent(ALICE, CAROL, nowMs() + 1_000, 5, signed);
    }

    function test_approval_refusesThePastAndTheAccountItself() public {
        vm.startPrank(ALICE);
        expectError(abi.encodeWithSelector(IEscrow.DeadlinePassed.selector, uint256(nowMs())));
        market.registerAgent(BOT, nowMs());
        expectError(abi.encodeWithSelector(IAgents.InvalidAgent.selector, ALICE, ALICE));
        market.registerAgent(ALICE, nowMs() + 1);
        expectError(abi.encodeWithSelector(IAgents.InvalidAgent.selector, ALICE, address(0)));
        market.registerAgent(address(0), nowMs() + 1);
    }

    function test_contractWallet_tradesThroughAnAgent() public {
        address wallet = address(new ContractWallet(CAROL));
        depositIdrs(wallet, 1_000_000 * IDR);
        bytes memory signed = signApproval(CAROL_KEY, wallet, BOT, nowMs() + 1_000, 5);
        market.approveAgent(wallet, BOT, nowMs() + 1_000, 5, signed);
        Execution memory bought =
            execute(orderOf(wallet, BID, KWH, 1_400 * IDR, 1), BOT_KEY, KWH, 1_400 * IDR, 0);
        settle(batch(bought, sale()));
        vm.assertEq(etkOf(wallet), KWH);
    }

    // Taking it back

    function test_revocation_bindsFillsFromTheNoticeOn() public {
        vm.startPrank(ALICE);
        market.registerAgent(BOT, nowMs() + 1 days * 1000);
        uint64 lastFillAt = nowMs() + NOTICE * 1000 - 1;
        vm.expectEmit(true, true, true, true, address(market));
        emit IAgents.AgentChanged(4, ALICE, BOT, lastFillAt, true);
        market.revokeAgent(BOT);
        vm.stopPrank();
        skip(NOTICE - 1);
        settle(trade(BOT_KEY));
        skip(1);
        Execution[] memory executions = trade(BOT_KEY);
        expectRefused(
            abi.encodeWithSelector(IMarket.NotAuthorized.selector, ALICE, BOT), executions[0], executions[1]
        );
    }

    function test_revocation_neverProlongs() public {
        vm.startPrank(ALICE);
        uint64 expiry = nowMs() + 1_000;
        market.registerAgent(BOT, expiry);
        market.revokeAgent(BOT);
        (uint64 until, bool revoked) = market.agentOf(ALICE, BOT);
        vm.assertEq(uint256(until), expiry);
        vm.assertTrue(revoked);
    }

    function test_revocation_isForGood() public {
        vm.startPrank(ALICE);
        market.registerAgent(BOT, nowMs() + 1_000);
        market.revokeAgent(BOT);
        bytes memory refused = abi.encodeWithSelector(IAgents.AgentRevoked.selector, ALICE, BOT);
        expectError(refused);
        market.registerAgent(BOT, nowMs() + 2_000);
        expectError(refused);
        market.revokeAgent(BOT);
        vm.stopPrank();
        bytes memory signed = signApproval(ALICE_KEY, ALICE, BOT, nowMs() + 2_000, 5);
        expectError(refused);
        market.approveAgent(ALICE, BOT, nowMs() + 2_000, 5, signed);
    }

    function test_revocation_needsAnAgent() public {
        expectError(abi.encodeWithSelector(IAgents.InvalidAgent.selector, ALICE, BOT));
        vm.prank(ALICE);
        market.revokeAgent(BOT);
    }

    function test_expiry_isNeverLoweredByAnotherApproval() public {
        vm.startPrank(ALICE);
        uint64 expiry = nowMs() + 1_000;
        market.registerAgent(BOT, expiry);
        expectError(abi.encodeWithSelector(IAgents.ExpiryLowered.selector, expiry - 1, expiry));
        market.registerAgent(BOT, expiry - 1);
        market.registerAgent(BOT, expiry + 1);
    }

    // Cancelling

    function test_cancel_bindsFillsFromTheNoticeOn() public {
        Order memory order = orderOf(ALICE, BID, 2 * KWH, 1_400 * IDR, 77);
        vm.expectEmit(true, true, true, true, address(market));
        emit IAgents.OrderCanceled(3, ALICE, ALICE, 77, uint40(block.timestamp) + NOTICE);
        vm.prank(ALICE);
        market.cancelOrder(ALICE, ALICE, 77);
        skip(NOTICE - 1);
        settle(batch(execute(order, ALICE_KEY, KWH, 1_400 * IDR, 0), sale()));
        skip(1);
        expectRefused(
            abi.encodeWithSelector(IMarket.Canceled.selector, ALICE, 77),
            execute(order, ALICE_KEY, KWH, 1_400 * IDR, 0),
            sale()
        );
        (uint96 base, uint96 quote,) = market.filled(ALICE, ALICE, 77);
        vm.assertEq(uint256(base), KWH);
        vm.assertEq(uint256(quote), 1_400 * IDR);
    }

    function test_cancel_cannotBeMovedByASecondOne() public {
        vm.startPrank(ALICE);
        market.cancelOrder(ALICE, ALICE, 77);
        skip(1);
        expectError(abi.encodeWithSelector(IAgents.AlreadyCanceled.selector, ALICE, ALICE, 77));
        market.cancelOrder(ALICE, ALICE, 77);
    }

    function test_cancel_isForTheAccountAndItsAgentsOwnOrders() public {
        bytes memory refused = abi.encodeWithSelector(IAgents.NotYours.selector, ALICE, BOT);
        expectError(refused);
        vm.prank(BOT);
        market.cancelOrder(ALICE, BOT, 77);
        vm.prank(ALICE);
        market.registerAgent(BOT, nowMs() + 1_000);
        expectError(refused);
        vm.prank(BOB);
        market.cancelOrder(ALICE, BOT, 77);
        expectError(abi.encodeWithSelector(IAgents.NotYours.selector, ALICE, ALICE));
        vm.prank(BOT);
        market.cancelOrder(ALICE, ALICE, 77);
        vm.prank(BOT);
        market.cancelOrder(ALICE, BOT, 77);
        vm.prank(ALICE);
        market.cancelOrder(ALICE, BOT, 78);
    }

    /// @dev Alice, by the signature of `key`, buys 1 kWh from Bob.
    function trade(uint256 key) private returns (Execution[] memory) {
        Order memory order = orderOf(ALICE, BID, KWH, 1_400 * IDR, ++nonces);
        return batch(execute(order, key, KWH, 1_400 * IDR, 0), sale());
    }

    function sale() private returns (Execution memory) {
        return execute(orderOf(BOB, ASK, KWH, 1_400 * IDR, ++nonces), BOB_KEY, KWH, 1_400 * IDR, 0);
    }

    function signApproval(uint256 key, address account, address agent, uint64 expiry, uint64 nonce)
        private
        view
        returns (bytes memory)
    {
        bytes32 typeHash = keccak256("AgentApproval(address account,address agent,uint64 expiry,uint64 nonce)");
        return signature(key, digestOf(keccak256(abi.encode(typeHash, account, agent, expiry, nonce))));
    }
}
