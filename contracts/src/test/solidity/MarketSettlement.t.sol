// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IEscrow} from "../../main/solidity/interfaces/IEscrow.sol";
import {IMarket} from "../../main/solidity/interfaces/IMarket.sol";
import {Execution, Order} from "../../main/solidity/OrderTypes.sol";
import {Exchange} from "./support/Exchange.sol";

contract MarketSettlementTest is Exchange {
    uint256 private constant PRICE = 1_400 * IDR;
    uint256 private constant CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    Order private bid;
    Order private ask;

    /// @dev Alice bids for 10 kWh at 1,400 IDRS, Bob asks the same.
    function setUp() public override {
        super.setUp();
        depositIdrs(ALICE, 100_000 * IDR);
        depositEtk(BOB, 100 * KWH);
        bid = orderOf(ALICE, BID, 10 * KWH, PRICE, 1);
        ask = orderOf(BOB, ASK, 10 * KWH, PRICE, 1);
    }

    // What a batch does

    function test_batch_movesWhatWasTraded() public {
        vm.expectEmit(true, false, false, true, address(market));
        emit IMarket.BatchSettled(1, keccak256("trades"), 2);
        settle(batch(buy(4), sell(4)));
        expectEscrow(ALICE, 4 * KWH, 100_000 * IDR - 4 * PRICE);
        expectEscrow(BOB, 96 * KWH, 4 * PRICE);
        vm.assertEq(uint256(market.nextBatchId()), 2);
    }

    function test_fees_areOnTopForABidAndTakenOffForAnAsk() public {
        Execution memory bought = buy(4);
        Execution memory sold = sell(4);
        (bought.fee, sold.fee) = (uint96(4 * PRICE / 100), 7);
        settle(batch(bought, sold));
        expectEscrow(ALICE, 4 * KWH, 100_000 * IDR - 4 * PRICE - 4 * PRICE / 100);
        expectEscrow(BOB, 96 * KWH, 4 * PRICE - 7);
        expectEscrow(FEES, 0, 4 * PRICE / 100 + 7);
    }

    function test_fills_addUpOverBatches() public {
        settle(batch(buy(4), sell(4)));
        settle(batch(buy(6), sell(6)));
        (uint96 base, uint96 quote, uint40 cancelAt) = market.filled(ALICE, ALICE, 1);
        vm.assertEq(uint256(base), 10 * KWH);
        vm.assertEq(uint256(quote), 10 * PRICE);
        vm.assertEq(uint256(cancelAt), 0);
        vm.assertEq(etkOf(ALICE), 10 * KWH);
    }

    function test_improvedPrice_isWithinBothLimits() public {
        Order memory generous = orderOf(ALICE, BID, KWH, PRICE + 50 * IDR, 2);
        Order memory modest = orderOf(BOB, ASK, KWH, PRICE - 50 * IDR, 2);
        settle(
            batch(
                execute(generous, ALICE_KEY, KWH, PRICE + 1, 0), execute(modest, BOB_KEY, KWH, PRICE + 1, 0)
            )
        );
        vm.assertEq(etkOf(ALICE), KWH);
    }

    function test_boughtInABatch_isSoldInTheSameBatch() public {
        Execution[] memory executions = new Execution[](4);
        executions[0] = sell(4);
        executions[1] = buy(4);
        executions[2] = execute(orderOf(ALICE, ASK, 4 * KWH, PRICE, 2), ALICE_KEY, 4 * KWH, 4 * PRICE, 0);
        executions[3] = execute(orderOf(BOB, BID, 4 * KWH, PRICE, 2), BOB_KEY, 4 * KWH, 4 * PRICE, 0);
        settle(executions);
        expectEscrow(ALICE, 0, 100_000 * IDR);
        expectEscrow(BOB, 100 * KWH, 0);
    }

    function test_newVersion_sharesTheFillsOfTheOldOne() public {
        settle(batch(buy(6), sell(6)));
        Order memory raised = orderOf(ALICE, BID, 12 * KWH, PRICE + IDR, 1);
        settle(batch(execute(raised, ALICE_KEY, 4 * KWH, 4 * PRICE, 0), sell(4)));
        expectRefused(
            abi.encodeWithSelector(IMarket.QuantityExceeded.selector, ALICE, 1), buy(1), resell(1)
        );
        expectRefused(
            abi.encodeWithSelector(IMarket.QuantityExceeded.selector, ALICE, 1),
            execute(raised, ALICE_KEY, 3 * KWH, 3 * PRICE, 0),
            resell(3)
        );
        settle(batch(execute(raised, ALICE_KEY, 2 * KWH, 2 * PRICE, 0), resell(2)));
        vm.assertEq(etkOf(ALICE), 12 * KWH);
    }

    // The batch as a whole

    function test_batchId_isTheNextOneAlone() public {
        Execution[] memory executions = batch(buy(1), sell(1));
        vm.startPrank(OPERATOR);
        expectError(abi.encodeWithSelector(IMarket.UnexpectedBatch.selector, 2, 1));
        market.settle(2, 0, executions);
        market.settle(1, 0, executions);
        expectError(abi.encodeWithSelector(IMarket.UnexpectedBatch.selector, 1, 2));
        market.settle(1, 0, executions);
    }

    function test_batch_hasToBalance() public {
        Execution memory bought = buy(2);
        expectRefused(
            abi.encodeWithSelector(IMarket.Unbalanced.selector, 2 * KWH, KWH, 2 * PRICE, PRICE), bought, sell(1)
        );
        bought.quote -= 1;
        expectRefused(
            abi.encodeWithSelector(IMarket.Unbalanced.selector, 2 * KWH, 2 * KWH, 2 * PRICE - 1, 2 * PRICE),
            bought,
            sell(2)
        );
    }

    function test_escrow_neverUnderflows() public {
        Order memory large = orderOf(CAROL, BID, KWH, PRICE, 1);
        depositIdrs(CAROL, PRICE);
        Execution memory bought = execute(large, CAROL_KEY, KWH, PRICE, 1);
        expectRefused(
            abi.encodeWithSelector(IEscrow.InsufficientEscrow.selector, CAROL, address(idrs)), bought, sell(1)
        );
        Execution memory sold = execute(orderOf(CAROL, ASK, KWH, PRICE, 2), CAROL_KEY, KWH, PRICE, 0);
        expectRefused(abi.encodeWithSelector(IEscrow.InsufficientEscrow.selector, CAROL, address(etk)), sold, buy(1));
    }

    function test_settle_isTheOperatorsAlone() public {
        Execution[] memory executions = batch(buy(1), sell(1));
        bytes32 role = market.OPERATOR_ROLE();
        expectError(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ADMIN, role));
        vm.prank(ADMIN);
        market.settle(1, 0, executions);
    }

    function test_voidBatch_consumesAllIdsUpToIt() public {
        vm.expectEmit(true, false, false, true, address(market));
        emit IMarket.BatchVoided(1);
        vm.expectEmit(true, false, false, true, address(market));
        emit IMarket.BatchVoided(2);
        vm.startPrank(ADMIN);
        market.voidBatch(2);
        vm.assertEq(uint256(market.nextBatchId()), 3);
        expectError(abi.encodeWithSelector(IMarket.UnexpectedBatch.selector, 2, 3));
        market.voidBatch(2);
        vm.stopPrank();
        vm.prank(OPERATOR);
        vm.expectRevert();
        market.voidBatch(3);
    }

    // What the trader signed

    function test_limit_bindsBids() public {
        Execution memory bought = execute(bid, ALICE_KEY, KWH, PRICE + 1, 0);
        Execution memory sold = execute(ask, BOB_KEY, KWH, PRICE + 1, 0);
        expectRefused(abi.encodeWithSelector(IMarket.LimitExceeded.selector, ALICE, 1), bought, sold);
    }

    function test_limit_bindsAsks() public {
        Execution memory bought = execute(bid, ALICE_KEY, KWH, PRICE - 1, 0);
        Execution memory sold = execute(ask, BOB_KEY, KWH, PRICE - 1, 0);
        expectRefused(abi.encodeWithSelector(IMarket.LimitExceeded.selector, BOB, 1), bought, sold);
    }

    function test_quantity_bindsOverBatches() public {
        settle(batch(buy(10), sell(10)));
        expectRefused(abi.encodeWithSelector(IMarket.QuantityExceeded.selector, ALICE, 1), buy(1), resell(1));
    }

    function test_maxQuote_bindsBidsOverBatches() public {
        bid.maxQuote = uint96(5 * PRICE);
        settle(batch(buy(4), sell(4)));
        expectRefused(abi.encodeWithSelector(IMarket.QuoteExceeded.selector, ALICE, 1), buy(2), sell(2));
        settle(batch(buy(1), sell(1)));
    }

    function test_maxQuote_meansNothingToAsks() public {
        ask.maxQuote = 1;
        settle(batch(buy(4), sell(4)));
    }

    function test_feeCap_binds() public {
        Execution memory bought = buy(1);
        bought.fee = uint96(PRICE / 100 + 1);
        expectRefused(abi.encodeWithSelector(IMarket.FeeExceeded.selector, ALICE, 1), bought, sell(1));
        Execution memory sold = sell(1);
        sold.fee = uint96(PRICE / 100 + 1);
        expectRefused(abi.encodeWithSelector(IMarket.FeeExceeded.selector, BOB, 1), buy(1), sold);
    }

    function test_feeCap_ofDustIsNothing() public {
        bid.limitPrice = uint96(99 * KWH);
        Execution memory bought = execute(bid, ALICE_KEY, 1, 99, 1);
        Execution memory sold = execute(ask, BOB_KEY, 1, 99, 0);
        expectRefused(abi.encodeWithSelector(IMarket.FeeExceeded.selector, ALICE, 1), bought, sold);
    }

    function test_side_isBidOrAsk() public {
        bid.side = 2;
        expectRefused(abi.encodeWithSelector(IMarket.UnknownSide.selector, 2), buy(1), sell(1));
    }

    function test_epoch_isTheAccounts() public {
        bid.epoch = 1;
        expectRefused(abi.encodeWithSelector(IMarket.WrongEpoch.selector, ALICE, 1), buy(1), sell(1));
    }

    function test_orderFromBeforeAnExit_isDeadForGood() public {
        bid.expiry += 90 days * 1000;
        vm.startPrank(ALICE);
        market.requestExit();
        skip(NOTICE + MAX_LAG);
        market.exit();
        market.reopen();
        vm.stopPrank();
        depositIdrs(ALICE, PRICE);
        ask.expiry += 90 days * 1000;
        expectRefused(abi.encodeWithSelector(IMarket.WrongEpoch.selector, ALICE, 1), buy(1), sell(1));
    }

    function test_stoppedAccount_isBoundUpToTheNotice() public {
        vm.prank(ALICE);
        market.requestExit();
        skip(NOTICE - 1);
        settle(batch(buy(1), sell(1)));
        skip(1);
        expectRefused(abi.encodeWithSelector(IEscrow.AccountStopped.selector, ALICE), buy(1), sell(1));
    }

    function test_fillFromBeforeTheStop_settlesWhileItIsOnTime() public {
        vm.prank(ALICE);
        market.requestExit();
        Execution[] memory executions = batch(buy(1), sell(1));
        skip(MAX_LAG);
        settle(executions);
        vm.assertEq(etkOf(ALICE), KWH);
    }

    // Time

    function test_expiry_bindsTheLastFill() public {
        bid.expiry = nowMs();
        settle(batch(buy(1), sell(1)));
        bid.expiry = nowMs() - 1;
        expectRefused(abi.encodeWithSelector(IMarket.FillTimeOutOfRange.selector, ALICE, 1), buy(1), sell(1));
    }

    function test_fill_isAtMostAMinuteAhead() public {
        Execution memory bought = buy(1);
        bought.lastFillAt = nowMs() + 60_000;
        settle(batch(bought, sell(1)));
        bought = buy(1);
        bought.lastFillAt = nowMs() + 60_001;
        expectRefused(abi.encodeWithSelector(IMarket.FillTimeOutOfRange.selector, ALICE, 1), bought, sell(1));
    }

    function test_fill_isAtMostMaxLagOld() public {
        bid.expiry += 1 days * 1000;
        ask.expiry += 1 days * 1000;
        skip(MAX_LAG);
        Execution memory bought = buy(1);
        bought.firstFillAt = nowMs() - MAX_LAG * 1000;
        settle(batch(bought, sell(1)));
        bought = buy(1);
        bought.firstFillAt = nowMs() - MAX_LAG * 1000 - 1;
        expectRefused(abi.encodeWithSelector(IMarket.FillTimeOutOfRange.selector, ALICE, 1), bought, sell(1));
    }

    function test_fillTimes_areInOrder() public {
        Execution memory bought = buy(1);
        bought.lastFillAt = bought.firstFillAt - 1;
        expectRefused(abi.encodeWithSelector(IMarket.FillTimeOutOfRange.selector, ALICE, 1), bought, sell(1));
    }

    // Signatures

    function test_tampering_withAnyFieldIsRefused() public {
        for (uint256 field = 0; field < 8; ++field) {
            Execution memory bought = buy(1);
            if (field == 0) bought.order.instrument = keccak256("ANOTHER");
            if (field == 1) bought.order.quantity += 1;
            if (field == 2) bought.order.limitPrice += 1;
            if (field == 3) bought.order.maxQuote += 1;
            if (field == 4) bought.order.maxFeeBps += 1;
            if (field == 5) bought.order.nonce += 1;
            if (field == 6) bought.order.expiry += 1;
            if (field == 7) bought.order.account = CAROL;
            expectUnauthorized(bought, sell(1));
        }
        Execution memory turned = sell(1);
        turned.order.side = BID;
        expectUnauthorized(turned, sell(1));
    }

    function test_signature_ofAnotherChainOrContractIsRefused() public {
        Execution memory bought = buy(1);
        bytes32 order = structHashOf(bid);
        (bought.v, bought.r, bought.s) = vm.sign(ALICE_KEY, digestFor(address(market), block.chainid + 1, order));
        expectUnauthorized(bought, sell(1));
        (bought.v, bought.r, bought.s) = vm.sign(ALICE_KEY, digestFor(address(this), block.chainid, order));
        expectUnauthorized(bought, sell(1));
    }

    function test_signature_isRefusedOnAForkOfTheChain() public {
        Execution[] memory executions = batch(buy(1), sell(1));
        vm.chainId(block.chainid + 1);
        expectUnauthorized(executions[0], executions[1]);
    }

    function test_signature_hasOneFormAlone() public {
        Execution memory bought = buy(1);
        bought.s = bytes32(CURVE_ORDER - uint256(bought.s));
        bought.v = bought.v == 27 ? 28 : 27;
        expectRefused(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, bought.s), bought, sell(1));
        bought = buy(1);
        bought.v = 29;
        expectRefused(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignature.selector), bought, sell(1));
    }

    // Pause

    function test_pause_endsByItselfAndLeavesAsMuchTimeAfterIt() public {
        vm.prank(PAUSER);
        market.pause();
        expectRefused(
            abi.encodeWithSelector(IMarket.SettlementPaused.selector, block.timestamp + MAX_LAG / 2), buy(1), sell(1)
        );
        skip(MAX_LAG / 2 - 1);
        expectRefused(abi.encodeWithSelector(IMarket.SettlementPaused.selector, block.timestamp + 1), buy(1), sell(1));
        skip(1);
        settle(batch(buy(1), sell(1)));
        uint256 pausableAt = block.timestamp + MAX_LAG / 2;
        expectError(abi.encodeWithSelector(IEscrow.TooEarly.selector, pausableAt));
        vm.prank(PAUSER);
        market.pause();
        vm.warp(pausableAt);
        vm.prank(PAUSER);
        market.pause();
    }

    function test_pause_isEndedByTheAdministrator() public {
        vm.prank(PAUSER);
        market.pause();
        vm.prank(PAUSER);
        vm.expectRevert();
        market.unpause();
        vm.prank(ADMIN);
        market.unpause();
        settle(batch(buy(1), sell(1)));
        vm.assertEq(market.pausedUntil(), block.timestamp);
    }

    function test_feeRecipient_isSomebody() public {
        expectError(abi.encodeWithSelector(IEscrow.InvalidRecipient.selector, address(0)));
        this.deployMarket(address(0));
    }

    function deployMarket(address feeRecipient) external {
        deploy("Market", abi.encode(1 days, ADMIN, etk, idrs, converter, feeRecipient, NOTICE, MAX_LAG));
    }

    function buy(uint256 kwh) private view returns (Execution memory) {
        return execute(bid, ALICE_KEY, kwh * KWH, kwh * PRICE, 0);
    }

    function sell(uint256 kwh) private view returns (Execution memory) {
        return execute(ask, BOB_KEY, kwh * KWH, kwh * PRICE, 0);
    }

    /// @dev The other side of a trade, by an order of its own.
    function resell(uint256 kwh) private view returns (Execution memory) {
        return execute(orderOf(BOB, ASK, 90 * KWH, PRICE, 3), BOB_KEY, kwh * KWH, kwh * PRICE, 0);
    }

    function expectUnauthorized(Execution memory first, Execution memory second) private {
        uint64 batchId = market.nextBatchId();
        vm.expectPartialRevert(IMarket.NotAuthorized.selector);
        vm.prank(OPERATOR);
        market.settle(batchId, 0, batch(first, second));
    }
}
