// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Market} from "../../main/solidity/Market.sol";
import {Execution, Order} from "../../main/solidity/OrderTypes.sol";
import {Exchange} from "./support/Exchange.sol";

/// @dev What the market takes and what it refuses, against a second statement of the rules, at and around every edge.
contract MarketFuzzTest is Exchange {
    uint256 private constant PLENTY = 2 ** 60;
    uint256 private constant BOT_KEY = 0xB07;
    address private immutable BOT = vm.addr(BOT_KEY);

    /// @dev Seeds of an order of Alice and of what it is said to have done.
    struct Terms {
        uint8 side;
        uint96 quantity;
        uint96 limitPrice;
        uint96 maxQuote;
        uint16 maxFeeBps;
        uint96 base;
        uint96 quote;
        uint96 fee;
        uint256 edges;
    }

    struct Times {
        uint8 canceled;
        uint8 stopped;
        uint8 revoked;
        uint32 cancelAge;
        uint32 stopAge;
        uint32 revokeAge;
        uint32 expiry;
        uint8 lastEdge;
        uint8 firstEdge;
        uint8 nudge;
    }

    function setUp() public override {
        super.setUp();
        vm.prank(ADMIN);
        idrs.setDailyCap(type(uint256).max);
        depositEtk(ALICE, PLENTY);
        depositIdrs(ALICE, PLENTY);
        depositEtk(BOB, PLENTY);
        depositIdrs(BOB, PLENTY);
    }

    // Limit, quantity, most to spend, fee

    function testFuzz_settle_takesWhatWasSignedAndNothingElse(Terms memory terms) public {
        (Order memory order, uint256 base, uint256 quote, uint256 fee) = spread(terms);
        bool bid = order.side == BID;
        bool within = bid
            ? quote * 10 ** 9 <= base * order.limitPrice && (order.maxQuote == 0 || quote <= order.maxQuote)
            : quote * 10 ** 9 >= base * order.limitPrice;
        within = within && base <= order.quantity && fee * 10_000 <= quote * order.maxFeeBps;
        bool taken = trySettle(batch(execute(order, ALICE_KEY, base, quote, fee), across(order.side, base, quote)));
        vm.assertTrue(taken == within, "taken as the terms say");
        vm.assertEq(uint256(market.nextBatchId()), taken ? 2 : 1);
        if (!taken) (base, quote, fee) = (0, 0, 0);
        expectEscrow(ALICE, bid ? PLENTY + base : PLENTY - base, bid ? PLENTY - quote - fee : PLENTY + quote - fee);
        expectEscrow(BOB, bid ? PLENTY - base : PLENTY + base, bid ? PLENTY + quote : PLENTY - quote);
        expectEscrow(FEES, 0, fee);
    }

    function testFuzz_fee_ofManySmallFillsStaysWithinTheCap(uint256 seed, uint8 fills, uint16 bps) public {
        Order memory order = orderOf(ALICE, BID, PLENTY, type(uint96).max, 1);
        order.maxFeeBps = uint16(bound(bps, 0, 10_000));
        Execution[] memory both = batch(execute(order, ALICE_KEY, 1, 0, 0), across(BID, 1, 0));
        (uint256 paid, uint256 charged) = (0, 0);
        for (uint256 part = 0; part < 2; ++part) {
            seed = uint256(keccak256(abi.encode(seed)));
            (uint256 quote, uint256 fee) = (0, 0);
            for (uint256 i = 0; i <= fills % 64; ++i) {
                uint256 small = bound(seed >> (3 * i), 1, 30_000);
                quote += small;
                fee += (small * order.maxFeeBps) / 10_000;
            }
            (both[0].quote, both[1].quote) = (uint96(quote), uint96(quote));
            both[0].fee = uint96((quote * order.maxFeeBps) / 10_000 + 1);
            vm.assertFalse(trySettle(both));
            both[0].fee = uint96(fee);
            vm.assertTrue(trySettle(both));
            (paid, charged) = (paid + quote, charged + fee);
        }
        vm.assertTrue(charged * 10_000 <= paid * order.maxFeeBps, "fees of all batches");
        expectEscrow(FEES, 0, charged);
    }

    function testFuzz_versions_shareOneQuantityAndOneSum(uint96 first, uint96 second, uint96 sum, uint96 done, uint96 more)
        public
    {
        Order memory old = orderOf(ALICE, BID, bound(first, 1, 1_000), type(uint96).max, 1);
        old.maxQuote = uint96(bound(sum, 0, 2_000));
        Order memory fresh = orderOf(ALICE, BID, bound(second, 1, 1_000), type(uint96).max, 1);
        uint256 filled = bound(done, 1, fresh.quantity);
        uint256 tried = bound(more, 1, 1_000);
        Execution memory sold = across(BID, filled, filled);
        vm.assertTrue(trySettle(batch(execute(fresh, ALICE_KEY, filled, filled, 0), sold)));
        (sold.base, sold.quote) = (uint96(tried), uint96(tried));
        bool taken = trySettle(batch(execute(old, ALICE_KEY, tried, tried, 0), sold));
        bool left = filled + tried <= old.quantity && (old.maxQuote == 0 || filled + tried <= old.maxQuote);
        vm.assertTrue(taken == left, "a superseded version trades what all of it left");
    }

    // Time

    function testFuzz_times_bindToTheMillisecond(Times memory times) public {
        uint256 endMs = (block.timestamp + 40 hours) * 1000;
        uint256 cancelMs = takeBack(times.canceled, endMs, times.cancelAge, 0);
        uint256 stopMs = takeBack(times.stopped, endMs, times.stopAge, 1);
        uint256 revokedMs = takeBack(times.revoked, endMs, times.revokeAge, 2);
        vm.warp(endMs / 1000);
        Order memory order = orderOf(ALICE, BID, 1, type(uint96).max, 1);
        order.expiry = uint64(endMs + 1_000 - bound(times.expiry, 0, 40 hours) * 1000);
        Execution memory bought = execute(order, BOT_KEY, 1, 1, 0);
        uint256 nudge = times.nudge % 3;
        uint256 last = [cancelMs, stopMs, revokedMs, order.expiry, endMs + 60_000, endMs][times.lastEdge % 6];
        last = last > endMs + 60_000 ? endMs + 59_999 + nudge : last - 1 + nudge;
        uint256 lag = endMs - MAX_LAG * 1000;
        uint256 first = [last, last + nudge, lag - 1 + nudge, last - 1][times.firstEdge % 4];
        (bought.firstFillAt, bought.lastFillAt) = (uint64(first), uint64(last));
        bool timely = first <= last && last <= order.expiry && last <= endMs + 60_000 && first >= lag
            && last < cancelMs && last < stopMs && last < revokedMs;
        vm.assertTrue(trySettle(batch(bought, across(BID, 1, 1))) == timely, "taken as the times say");
    }

    // What was not signed

    function testFuzz_tampering_withOneBitIsRefused(uint256 word, uint256 bit) public {
        Order memory order = orderOf(ALICE, BID, 10, type(uint96).max, 1);
        Execution[] memory executions = batch(execute(order, ALICE_KEY, 5, 5, 0), across(BID, 5, 5));
        bytes memory data = abi.encodeCall(Market.settle, (1, 0, executions));
        // The order; base and quote; the signature. The fee and the times are the operator's, within what was signed.
        word = bound(word, 0, 14);
        if (word > 11) word += 3;
        expectRefusedWithOneBitTurned(data, 4 * 32 + word * 32, bit);
        vm.assertEq(uint256(market.nextBatchId()), 2);
    }

    function testFuzz_withdrawal_withOneBitTurnedIsRefused(uint256 word, uint256 bit) public {
        bytes32 typeHash = keccak256(
            "Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)"
        );
        uint64 deadline = nowMs() + 1_000;
        bytes32 structHash = keccak256(abi.encode(typeHash, ALICE, etk, 1_000, BOB, 7, deadline));
        bytes memory signed = signature(ALICE_KEY, digestOf(structHash));
        bytes memory data =
            abi.encodeCall(market.withdraw, (ALICE, address(etk), 1_000, BOB, 7, deadline, signed));
        word = bound(word, 0, 7);
        if (word > 5) word += 2;
        expectRefusedWithOneBitTurned(data, word * 32, bit);
        vm.assertTrue(market.withdrawalUsed(ALICE, 7));
    }

    function testFuzz_replay_isRefusedUnderAnyId(uint64 batchId) public {
        Order memory order = orderOf(ALICE, BID, 10, type(uint96).max, 1);
        Execution[] memory executions = batch(execute(order, ALICE_KEY, 10, 5, 0), across(BID, 10, 5));
        vm.assertTrue(trySettle(executions));
        vm.expectRevert();
        vm.prank(OPERATOR);
        market.settle(batchId % 4 == 0 ? 2 : batchId, 0, executions);
        expectEscrow(ALICE, PLENTY + 10, PLENTY - 5);
    }

    function testFuzz_epoch_isThePresentOneAlone(uint8 exits, uint32 epoch) public {
        for (uint256 i = 0; i < exits % 3; ++i) {
            vm.startPrank(ALICE);
            market.requestExit();
            skip(NOTICE + MAX_LAG);
            if ((exits >> 4) % 2 == 0) market.exit();
            market.reopen();
            vm.stopPrank();
        }
        depositIdrs(ALICE, 10);
        (,, uint32 present,) = market.escrow(ALICE);
        Order memory order = orderOf(ALICE, BID, 10, type(uint96).max, 1);
        order.epoch = epoch % 8;
        bool taken = trySettle(batch(execute(order, ALICE_KEY, 1, 1, 0), across(BID, 1, 1)));
        vm.assertTrue(taken == (order.epoch == present), "an order of another epoch");
    }

    // Words for the above

    /// @dev Terms brought to where it matters: half of the figures lie at an edge, or one unit to a side of it.
    function spread(Terms memory terms)
        private
        view
        returns (Order memory order, uint256 base, uint256 quote, uint256 fee)
    {
        uint256 quantity = bound(terms.quantity, 2, 10 ** 12);
        order = orderOf(ALICE, terms.side % 2, quantity, bound(terms.limitPrice, 0, 10 ** 10), 1);
        order.maxFeeBps = uint16(bound(terms.maxFeeBps, 0, 20_000));
        base = atEdge(terms.edges, 0, quantity, bound(terms.base, 1, 2 * quantity));
        quote = atEdge(terms.edges, 1, (base * order.limitPrice) / 10 ** 9 + 1, bound(terms.quote, 0, 10 ** 13));
        fee = atEdge(terms.edges, 2, (quote * order.maxFeeBps) / 10_000 + 1, bound(terms.fee, 0, 10 ** 12));
        order.maxQuote = uint96((terms.edges >> 200) % 2 == 0 ? 0 : atEdge(terms.edges, 3, quote + 1, terms.maxQuote));
    }

    function atEdge(uint256 edges, uint256 which, uint256 edge, uint256 otherwise) private pure returns (uint256) {
        uint256 dice = uint8(edges >> (8 * which)) % 6;
        return dice < 3 ? edge + dice - 1 : dice < 5 && edge > 1 ? edge - 1 : otherwise;
    }

    /// @dev Takes back the order, the account or the agent, `age` before the end, or leaves it; says from when it binds.
    function takeBack(uint8 dice, uint256 endMs, uint32 age, uint256 what) private returns (uint256) {
        vm.warp(endMs / 1000 - 40 hours);
        if (what == 2) {
            vm.prank(ALICE);
            market.registerAgent(BOT, uint64(endMs + 1 days * 1000));
        }
        if (dice % 2 == 0) return type(uint256).max;
        vm.warp(endMs / 1000 - bound(age, 0, 26 hours));
        vm.startPrank(ALICE);
        if (what == 0) market.cancelOrder(ALICE, BOT, 1);
        else if (what == 1) market.requestExit();
        else market.revokeAgent(BOT);
        vm.stopPrank();
        return (block.timestamp + NOTICE) * 1000;
    }

    /// @dev Bob takes the other side, whatever the price.
    function across(uint8 side, uint256 base, uint256 quote) private view returns (Execution memory) {
        Order memory order = side == BID
            ? orderOf(BOB, ASK, type(uint96).max, 0, nowMs())
            : orderOf(BOB, BID, type(uint96).max, type(uint96).max, nowMs());
        return execute(order, BOB_KEY, base, quote, 0);
    }

    function trySettle(Execution[] memory executions) private returns (bool) {
        uint64 batchId = market.nextBatchId();
        vm.prank(OPERATOR);
        try market.settle(batchId, keccak256("trades"), executions) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev The call fails with one bit turned of the word at `offset` of its arguments, and then works as it is.
    function expectRefusedWithOneBitTurned(bytes memory data, uint256 offset, uint256 bit) private {
        uint256 byteAt = 4 + offset + (bit % 256) / 8;
        data[byteAt] = data[byteAt] ^ bytes1(uint8(1 << (bit % 8)));
        vm.prank(OPERATOR);
        (bool taken,) = address(market).call(data);
        vm.assertFalse(taken);
        expectEscrow(ALICE, PLENTY, PLENTY);
        data[byteAt] = data[byteAt] ^ bytes1(uint8(1 << (bit % 8)));
        vm.prank(OPERATOR);
        (taken,) = address(market).call(data);
        vm.assertTrue(taken, "what was signed is taken");
    }
}
