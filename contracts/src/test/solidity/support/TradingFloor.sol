// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ETKToken} from "../../../main/solidity/ETKToken.sol";
import {IDRSToken} from "../../../main/solidity/IDRSToken.sol";
import {IMarket} from "../../../main/solidity/interfaces/IMarket.sol";
import {Market} from "../../../main/solidity/Market.sol";
import {Execution, Order} from "../../../main/solidity/OrderTypes.sol";
import {ContractWallet} from "./ContractWallet.sol";
import {Exchange} from "./Exchange.sol";

/// @dev An exchange in small before the real contracts: its engine accepts only what is funded, matches, nets each signed
/// version of an order into an execution, closes batches, and obeys what an account takes back on the chain some time
/// after it happened. Whatever users do, and in whichever order, no call it makes may revert.
contract TradingFloor is Exchange {
    uint256 internal constant TRADERS = 4;
    uint8 internal constant ETK = 0;
    uint8 internal constant RUPIAH = 1;
    uint256 internal constant LOT = 10 ** 6; // ETK base units: 1 Wh
    uint256 internal constant TICK = 10; // IDRS base units of one lot at one tick
    uint256 internal constant PRICE_OF_TICK = 10 ** 4;
    uint256 internal constant FEE_BPS = 100;
    uint256 internal constant SEEN_AFTER = NOTICE / 4;
    uint256 internal constant SETTLED_WITHIN = 11 hours;

    struct Trader {
        address account;
        uint256 ownerKey;
        uint256 tradingKey;
        uint256 stopSeenAt;
    }

    /// @dev What the engine's ledger holds of an asset, and what of it the chain does not know yet.
    struct Funds {
        uint256 free;
        uint256 reserved;
        uint256 unsettledIn;
        uint256 unsettledOut;
    }

    /// @dev A signed version of an order: what is left of it, what all versions traded, and what is in no batch yet.
    struct Version {
        Order order;
        uint256 key;
        uint256 leavesLots;
        uint256 filledBase;
        uint256 filledQuote;
        uint256 deadAt;
        uint256 fills;
        Execution pending;
    }

    Trader[] internal traders;
    mapping(address account => mapping(uint8 asset => Funds)) public funds;
    Version[] internal versions; // in order of acceptance
    mapping(bytes32 order => uint256) public largestQuantity;
    Execution[][] internal closed;
    uint256[] internal fillsOfClosed;
    uint256 internal nextToSettle;
    uint64 internal nonces;

    // What happened
    uint256 public matched;
    uint256 public settled;
    uint256 public voided;
    uint256 public takes;
    uint256 public events;
    uint256 public donated;

    function setUp() public override {
        super.setUp();
        traders.push(Trader(ALICE, ALICE_KEY, ALICE_KEY, 0));
        traders.push(Trader(BOB, BOB_KEY, BOB_KEY, 0));
        traders.push(Trader(CAROL, CAROL_KEY, 0, 0));
        traders.push(Trader(address(new ContractWallet(CAROL)), CAROL_KEY, 0, 0));
        for (uint256 i = 2; i < TRADERS; ++i) appoint(traders[i]);
        for (uint256 i = 0; i < TRADERS; ++i) fund(i, 2_000, 3_000);
    }

    /// @dev Every action begins with what the engine sees by now.
    modifier turn() {
        obey();
        _;
    }

    // What traders do at the exchange

    function buy(uint256 who, uint256 lots, uint256 ticks) external turn {
        enter(traders[who % TRADERS], BID, bound(lots, 1, 5_000), ticksOf(ticks));
    }

    function sell(uint256 who, uint256 lots, uint256 ticks) external turn {
        enter(traders[who % TRADERS], ASK, bound(lots, 1, 5_000), ticksOf(ticks));
    }

    /// @dev A trade for certain, by many small fills where there are: a fresh order meets whatever rests, then another's.
    function take(uint256 who, uint256 lots, uint256 ticks) external turn {
        who %= TRADERS;
        (Trader storage maker, Trader storage taker) = (traders[who], traders[(who + 1) % TRADERS]);
        if (maker.stopSeenAt != 0 || taker.stopSeenAt != 0) return;
        (lots, ticks) = (bound(lots, 1, 100), ticksOf(ticks));
        fund(who, lots, 0);
        fund((who + 1) % TRADERS, 0, (lots * ticks * 2 * TICK) / IDR + 1);
        uint256 before = matched;
        enter(maker, ASK, lots, ticks);
        enter(taker, BID, lots, ticks);
        vm.assertTrue(matched > before, "a crossing order found nothing");
        ++takes;
    }

    /// @dev All the free energy of one goes on to the next, as far as that one can pay: what was bought is sold, and what
    /// was earned is spent, before any of it has settled.
    function passOn(uint256 who, uint256 ticks) external turn {
        who %= TRADERS;
        uint256 lots = funds[traders[who].account][ETK].free / LOT;
        enter(traders[who], ASK, lots, ticksOf(ticks));
        enter(traders[(who + 1) % TRADERS], BID, lots, ticksOf(ticks));
    }

    function replace(uint256 which, uint256 lots, uint256 ticks) external turn {
        (bool found, uint256 index) = openFrom(which);
        if (!found) return;
        Version storage old = versions[index];
        Trader storage trader = traderOf(old.order.account);
        release(old);
        accept(trader, old.order.side, bound(lots, 1, 5_000), ticksOf(ticks), index + 1);
    }

    function cancel(uint256 which) external turn {
        (bool found, uint256 index) = openFrom(which);
        if (found) release(versions[index]);
    }

    function withdraw(uint256 who, uint256 asset, uint256 amount) external turn {
        Trader storage trader = traders[who % TRADERS];
        uint8 kind = uint8(asset % 2);
        uint256 most = withdrawable(trader.account, kind);
        if (most == 0) return;
        amount = bound(amount, 1, most);
        address token = kind == ETK ? address(etk) : address(idrs);
        bytes32 typeHash = keccak256(
            "Withdraw(address account,address asset,uint128 amount,address to,uint64 nonce,uint64 deadline)"
        );
        uint64 nonce = ++nonces;
        bytes memory signed = signature(
            trader.ownerKey,
            digestOf(keccak256(abi.encode(typeHash, trader.account, token, amount, trader.account, nonce, nowMs())))
        );
        vm.prank(OPERATOR);
        market.withdraw(trader.account, token, uint128(amount), trader.account, nonce, nowMs(), signed);
        funds[trader.account][kind].free -= amount;
        ++events;
    }

    // What traders do on the chain, past the exchange

    function deposit(uint256 who, uint256 wh, uint256 rupiahs) external turn {
        fund(who % TRADERS, bound(wh, 0, 200), bound(rupiahs, 0, 300));
    }

    function cancelOnChain(uint256 which) external turn {
        (bool found, uint256 index) = openFrom(which);
        if (!found || versions[index].deadAt != 0) return;
        Version storage version = versions[index];
        vm.prank(version.order.account);
        market.cancelOrder(version.order.account, vm.addr(version.key), version.order.nonce);
        version.deadAt = block.timestamp + SEEN_AFTER;
        ++events;
    }

    function revokeAgent(uint256 who) external turn {
        Trader storage trader = traders[2 + who % 2];
        vm.prank(trader.account);
        market.revokeAgent(vm.addr(trader.tradingKey));
        ++events;
        for (uint256 i = 0; i < versions.length; ++i) {
            bool its = versions[i].key == trader.tradingKey && versions[i].deadAt == 0;
            if (its) versions[i].deadAt = block.timestamp + SEEN_AFTER;
        }
        appoint(trader);
    }

    function requestExit(uint256 who) external turn {
        Trader storage trader = traders[who % TRADERS];
        if (trader.stopSeenAt != 0) return;
        vm.prank(trader.account);
        market.requestExit();
        trader.stopSeenAt = block.timestamp + SEEN_AFTER;
        ++events;
    }

    /// @dev One that has asked to leave waits, is paid to the last unit, and comes back.
    function depart(uint256 who) external turn {
        Trader storage trader = traders[who % TRADERS];
        if (trader.stopSeenAt == 0) return;
        settleAll();
        skip(NOTICE + MAX_LAG);
        obey();
        payOut(trader);
        vm.prank(trader.account);
        market.reopen();
        ++events;
        trader.stopSeenAt = 0;
    }

    function donate(uint256 amount) external turn {
        amount = bound(amount, 1, KWH);
        giveEtk(address(market), amount);
        donated += amount;
    }

    // What others do

    /// @dev The meter of a trader has counted more than its wallet holds; the operator collects what is within reach.
    function owe(uint256 who, uint256 uwh) external turn {
        Trader storage trader = traders[who % TRADERS];
        giveDebt(trader.account, bound(uwh, 1, 10 ** 10));
        (,,, uint40 stopAt) = market.escrow(trader.account);
        if (stopAt != 0 && block.timestamp >= stopAt) return;
        uint256 reach = withdrawable(trader.account, ETK);
        uint256 debt = converter.debtOf(trader.account);
        uint256 amount = debt < reach ? debt : reach;
        vm.prank(OPERATOR);
        market.repayDebt(trader.account, amount);
        funds[trader.account][ETK].free -= amount;
        ++events;
    }

    function close() external turn {
        closeBatch();
    }

    function settleNext() external turn {
        if (nextToSettle < closed.length) settleOldest();
    }

    function elapse(uint256 duration) external turn {
        duration = bound(duration, 1, 3 hours);
        if (oldestFill() + SETTLED_WITHIN < block.timestamp + duration) settleAll();
        skip(duration);
    }

    function pause() external turn {
        if (block.timestamp < market.pausedUntil() + MAX_LAG / 2) return;
        vm.prank(PAUSER);
        market.pause();
        skip(MAX_LAG / 2);
        obey();
        settleAll();
    }

    /// @dev The administrator gives up what has not settled: the ledger is what the chain says again.
    function voidPending(uint256 dice) external turn {
        if (dice % 4 != 0) return;
        closeBatch();
        if (nextToSettle == closed.length) return;
        uint64 last = market.nextBatchId() + uint64(closed.length - nextToSettle - 1);
        vm.prank(ADMIN);
        market.voidBatch(last);
        for (; nextToSettle < closed.length; ++nextToSettle) voided += fillsOfClosed[nextToSettle];
        for (uint256 i = 0; i < versions.length; ++i) versions[i].leavesLots = 0;
        for (uint256 i = 0; i < TRADERS; ++i) {
            address account = traders[i].account;
            funds[account][ETK] = Funds(etkOf(account), 0, 0, 0);
            funds[account][RUPIAH] = Funds(idrsOf(account), 0, 0, 0);
        }
    }

    // The end of a run

    /// @dev The operator is heard of no more, with or without having settled what is pending; everybody leaves.
    function fallSilent(bool afterSettling) external turn {
        if (afterSettling) settleAll();
        for (uint256 i = 0; i < TRADERS; ++i) {
            if (traders[i].stopSeenAt != 0) continue;
            vm.prank(traders[i].account);
            market.requestExit();
        }
        vm.prank(FEES);
        market.requestExit();
        skip(NOTICE + MAX_LAG);
        for (uint256 i = 0; i < TRADERS; ++i) payOut(traders[i]);
        vm.prank(FEES);
        market.exit();
    }

    function unsettled() external view returns (uint256 fills) {
        for (uint256 i = 0; i < versions.length; ++i) fills += versions[i].fills;
        for (uint256 i = nextToSettle; i < closed.length; ++i) fills += fillsOfClosed[i];
    }

    function theMarket() external view returns (Market) {
        return market;
    }

    function theEtk() external view returns (ETKToken) {
        return etk;
    }

    function theIdrs() external view returns (IDRSToken) {
        return idrs;
    }

    function etkIn(address account) external view returns (uint256) {
        return etkOf(account);
    }

    function idrsIn(address account) external view returns (uint256) {
        return idrsOf(account);
    }

    function accountOf(uint256 who) external view returns (address) {
        return traders[who].account;
    }

    function versionCount() external view returns (uint256) {
        return versions.length;
    }

    function orderAt(uint256 index) external view returns (Order memory, address signer) {
        return (versions[index].order, vm.addr(versions[index].key));
    }

    // The engine

    function enter(Trader storage trader, uint8 side, uint256 lots, uint256 ticks) private {
        accept(trader, side, lots, ticks, 0);
    }

    /// @dev Accepts an order, or the version that replaces `replaced` − 1, as far as it is funded; matches it; rests it.
    function accept(Trader storage trader, uint8 side, uint256 lots, uint256 ticks, uint256 replaced) private {
        uint256 affordable = affordableLots(funds[trader.account][side == BID ? RUPIAH : ETK].free, side, ticks);
        if (affordable < lots) lots = affordable;
        if (lots == 0 || (trader.stopSeenAt != 0 && block.timestamp >= trader.stopSeenAt)) return;
        Version storage version = versions.push();
        version.key = trader.tradingKey;
        uint64 nonce = replaced == 0 ? ++nonces : 0;
        if (replaced != 0) {
            Version storage old = versions[replaced - 1];
            (version.key, version.deadAt, nonce) = (old.key, old.deadAt, old.order.nonce);
            (version.filledBase, version.filledQuote) = (old.filledBase, old.filledQuote);
        }
        Order memory order =
            orderOf(trader.account, side, version.filledBase + lots * LOT, ticks * PRICE_OF_TICK, nonce);
        order.expiry = nowMs() + 30 days * 1000;
        if (side == BID && lots % 2 == 0) order.maxQuote = uint96(version.filledQuote + lots * ticks * TICK);
        version.order = order;
        version.leavesLots = lots;
        bytes32 key = orderKey(order.account, vm.addr(version.key), nonce);
        if (order.quantity > largestQuantity[key]) largestQuantity[key] = order.quantity;
        reserve(version);
        matchOrder(version);
    }

    function matchOrder(Version storage taker) private {
        while (taker.leavesLots > 0) {
            (bool found, uint256 index) = best(taker.order);
            if (!found) return;
            Version storage maker = versions[index];
            uint256 lots = maker.leavesLots < taker.leavesLots ? maker.leavesLots : taker.leavesLots;
            uint256 quote = lots * (maker.order.limitPrice / PRICE_OF_TICK) * TICK;
            fill(maker, lots, quote);
            fill(taker, lots, quote);
            ++matched;
            ++taker.fills;
        }
    }

    function fill(Version storage version, uint256 lots, uint256 quote) private {
        uint256 fee = (quote * FEE_BPS) / 10_000;
        uint256 before = reservation(version);
        version.leavesLots -= lots;
        uint256 freed = before - reservation(version);
        Funds storage energy = funds[version.order.account][ETK];
        Funds storage money = funds[version.order.account][RUPIAH];
        if (version.order.side == BID) {
            money.reserved -= freed;
            money.free += freed - quote - fee;
            money.unsettledOut += quote + fee;
            energy.free += lots * LOT;
            energy.unsettledIn += lots * LOT;
        } else {
            energy.reserved -= freed;
            energy.unsettledOut += freed;
            money.free += quote - fee;
            money.unsettledIn += quote - fee;
        }
        note(version, lots * LOT, quote, fee);
    }

    function note(Version storage version, uint256 base, uint256 quote, uint256 fee) private {
        version.filledBase += base;
        version.filledQuote += quote;
        Execution storage pending = version.pending;
        if (pending.base == 0) pending.firstFillAt = nowMs();
        pending.lastFillAt = nowMs();
        pending.base += uint96(base);
        pending.quote += uint96(quote);
        pending.fee += uint96(fee);
    }

    /// @dev The best order on the other side that this one crosses, of another account.
    function best(Order storage taker) private view returns (bool found, uint256 index) {
        for (uint256 i = 0; i < versions.length; ++i) {
            if (versions[i].leavesLots == 0) continue;
            Order storage maker = versions[i].order;
            if (maker.side == taker.side || maker.account == taker.account) continue;
            uint256 price = maker.limitPrice;
            if (taker.side == BID ? price > taker.limitPrice : price < taker.limitPrice) continue;
            uint256 so = found ? versions[index].order.limitPrice : 0;
            if (!found || (taker.side == BID ? price < so : price > so)) (found, index) = (true, i);
        }
    }

    /// @dev Cancels what the chain, or time, has taken back.
    function obey() private {
        for (uint256 i = 0; i < versions.length; ++i) {
            Version storage version = versions[i];
            if (version.leavesLots == 0) continue;
            uint256 stopSeenAt = traderOf(version.order.account).stopSeenAt;
            bool dead = (version.deadAt != 0 && block.timestamp >= version.deadAt)
                || (stopSeenAt != 0 && block.timestamp >= stopSeenAt) || nowMs() > version.order.expiry;
            if (dead) release(version);
        }
    }

    function reserve(Version storage version) private {
        Funds storage held = funds[version.order.account][version.order.side == BID ? RUPIAH : ETK];
        held.free -= reservation(version);
        held.reserved += reservation(version);
    }

    function release(Version storage version) private {
        Funds storage held = funds[version.order.account][version.order.side == BID ? RUPIAH : ETK];
        held.free += reservation(version);
        held.reserved -= reservation(version);
        version.leavesLots = 0;
    }

    function reservation(Version storage version) private view returns (uint256) {
        if (version.order.side == ASK) return version.leavesLots * LOT;
        uint256 quote = version.leavesLots * (version.order.limitPrice / PRICE_OF_TICK) * TICK;
        return quote + (quote * FEE_BPS) / 10_000;
    }

    // Batches

    function closeBatch() private {
        uint256 fills;
        Execution[] storage batchToBe = closed.push();
        for (uint256 i = 0; i < versions.length; ++i) {
            Version storage version = versions[i];
            if (version.pending.base == 0) continue;
            Execution memory execution = version.pending;
            execution.order = version.order;
            (execution.v, execution.r, execution.s) = vm.sign(version.key, digestOf(structHashOf(execution.order)));
            batchToBe.push(execution);
            fills += version.fills;
            version.fills = 0;
            delete version.pending;
        }
        if (batchToBe.length == 0) closed.pop();
        else fillsOfClosed.push(fills);
    }

    function settleAll() private {
        closeBatch();
        while (nextToSettle < closed.length) settleOldest();
    }

    function settleOldest() private {
        Execution[] memory executions = closed[nextToSettle];
        uint256[TRADERS] memory before;
        for (uint256 i = 0; i < TRADERS; ++i) before[i] = idrsOf(traders[i].account);
        settle(executions);
        settled += fillsOfClosed[nextToSettle++];
        for (uint256 i = 0; i < TRADERS; ++i) expectNoWorse(traders[i].account, before[i], executions);
        for (uint256 i = 0; i < executions.length; ++i) enterInBooks(executions[i]);
        expectNoReplay(executions);
    }

    function enterInBooks(Execution memory execution) private {
        Funds storage energy = funds[execution.order.account][ETK];
        Funds storage money = funds[execution.order.account][RUPIAH];
        if (execution.order.side == BID) {
            energy.unsettledIn -= execution.base;
            money.unsettledOut -= execution.quote + execution.fee;
        } else {
            energy.unsettledOut -= execution.base;
            money.unsettledIn -= execution.quote - execution.fee;
        }
    }

    /// @dev For the energy it traded the account has no less rupiah than its limits and fee caps allow at worst.
    function expectNoWorse(address account, uint256 before, Execution[] memory executions) private view {
        int256 worst = int256(before);
        for (uint256 i = 0; i < executions.length; ++i) {
            Order memory order = executions[i].order;
            if (order.account != account) continue;
            uint256 atLimit = (uint256(executions[i].base) * order.limitPrice) / KWH;
            uint256 feeCap = (uint256(executions[i].quote) * order.maxFeeBps) / 10_000;
            worst += (order.side == BID ? -int256(atLimit) : int256(atLimit)) - int256(feeCap);
        }
        vm.assertTrue(int256(idrsOf(account)) >= worst, "worse than what was signed");
    }

    /// @dev The same batch again, under its id or the next one, changes nothing where an order in it is used up.
    function expectNoReplay(Execution[] memory executions) private {
        uint64 next = market.nextBatchId();
        vm.expectPartialRevert(IMarket.UnexpectedBatch.selector);
        vm.prank(OPERATOR);
        market.settle(next - 1, keccak256("trades"), executions);
        for (uint256 i = 0; i < executions.length; ++i) {
            Order memory order = executions[i].order;
            address signer = ecrecover(
                digestOf(structHashOf(order)), executions[i].v, executions[i].r, executions[i].s
            );
            (uint96 filledBase,,) = market.filled(order.account, signer, order.nonce);
            if (uint256(filledBase) + executions[i].base <= order.quantity) continue;
            vm.expectRevert();
            vm.prank(OPERATOR);
            market.settle(next, keccak256("trades"), executions);
            return;
        }
    }

    function oldestFill() private view returns (uint256 time) {
        time = block.timestamp;
        for (uint256 i = 0; i < versions.length; ++i) {
            Execution storage pending = versions[i].pending;
            if (pending.base != 0 && pending.firstFillAt / 1000 < time) time = pending.firstFillAt / 1000;
        }
        for (uint256 i = nextToSettle; i < closed.length; ++i) {
            for (uint256 j = 0; j < closed[i].length; ++j) {
                uint256 filledAt = closed[i][j].firstFillAt / 1000;
                if (filledAt < time) time = filledAt;
            }
        }
    }

    // Accounts

    function fund(uint256 who, uint256 wh, uint256 rupiahs) private {
        Trader storage trader = traders[who];
        if (trader.stopSeenAt != 0) return;
        if (wh > 0) {
            depositEtk(trader.account, wh * LOT);
            funds[trader.account][ETK].free += wh * LOT;
            ++events;
        }
        if (rupiahs > 0) {
            depositIdrs(trader.account, rupiahs * IDR);
            funds[trader.account][RUPIAH].free += rupiahs * IDR;
            ++events;
        }
    }

    function appoint(Trader storage trader) private {
        trader.tradingKey = 0xA6E47 + ++nonces;
        vm.prank(trader.account);
        market.registerAgent(vm.addr(trader.tradingKey), nowMs() + 3650 days * 1000);
        ++events;
    }

    /// @dev The account is paid exactly what has settled of what the ledger holds for it.
    function payOut(Trader storage trader) private {
        address account = trader.account;
        (uint256 energy, uint256 money) = (settledFunds(account, ETK), settledFunds(account, RUPIAH));
        (energy, money) = (etk.balanceOf(account) + energy, idrs.balanceOf(account) + money);
        vm.prank(account);
        market.exit();
        vm.assertEq(etk.balanceOf(account), energy, "ETK paid out");
        vm.assertEq(idrs.balanceOf(account), money, "IDRS paid out");
        funds[account][ETK] = Funds(0, 0, 0, 0);
        funds[account][RUPIAH] = Funds(0, 0, 0, 0);
        ++events;
    }

    function settledFunds(address account, uint8 asset) public view returns (uint256) {
        Funds storage held = funds[account][asset];
        return held.free + held.reserved + held.unsettledOut - held.unsettledIn;
    }

    function withdrawable(address account, uint8 asset) private view returns (uint256) {
        Funds storage held = funds[account][asset];
        return held.free > held.unsettledIn ? held.free - held.unsettledIn : 0;
    }

    function affordableLots(uint256 free, uint8 side, uint256 ticks) private pure returns (uint256) {
        return side == ASK ? free / LOT : (free * 10_000) / (ticks * TICK * (10_000 + FEE_BPS));
    }

    /// @dev A third of all prices are so low that a fee of one fill is often nothing.
    function ticksOf(uint256 seed) private pure returns (uint256) {
        return seed % 3 == 0 ? 1 + (seed / 3) % 40 : 130_000 + (seed / 3) % 20_000;
    }

    function openFrom(uint256 seed) private view returns (bool, uint256) {
        for (uint256 i = 0; i < versions.length; ++i) {
            uint256 index = (seed % versions.length + i) % versions.length;
            if (versions[index].leavesLots > 0) return (true, index);
        }
        return (false, 0);
    }

    function traderOf(address account) private view returns (Trader storage) {
        for (uint256 i = 0; i < TRADERS; ++i) {
            if (traders[i].account == account) return traders[i];
        }
        revert("no such trader");
    }

    function orderKey(address account, address signer, uint64 nonce) public pure returns (bytes32) {
        return keccak256(abi.encode(account, signer, nonce));
    }
}
