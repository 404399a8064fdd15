package io.enerlink.engine.matching;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.engine.ledger.Asset;

/**
 * What the naive engine knows, in maps and lists. Nothing is kept that can be counted: what is reserved, unsettled or
 * pending is summed up whenever somebody asks.
 */
final class NaiveState {
    /** Twenty bytes. */
    record Address(long first, long second, int third) {
        static Address at(DirectBuffer buffer, int offset) {
            return new Address(buffer.getLong(offset), buffer.getLong(offset + 8), buffer.getInt(offset + 16));
        }
    }

    static final class Account {
        int id;
        Address address;
        long sequence;
        long nonce;
        int epoch;
        boolean stopped;
        long debtSequence;
        long debt;
        long repayment;
        long withdrawalNonce;
        long cancelAtMs;
        /** Free and reserved together. */
        final long[] total = new long[2];
    }

    static final class Agent {
        Account account;
        Address address;
        long nonce = -1;
        long expiryMs;
    }

    /** What was signed, and what became of it. */
    static final class Version {
        long acceptance;
        long quantityWh;
        long signedQuantityWh;
        long displayWh;
        long spent;
        long expiryMs;
        long maxQuote;
        long nonce;
        long priceTicks;
        long orderId;
        Account account;
        Instrument instrument;
        int epoch;
        int maxFeeBps;
        TimeInForce timeInForce;
        boolean postOnly;
        Side side;
        Address signer;
        byte[] signature;
    }

    static final class Order {
        long id;
        long clientOrderId;
        Account account;
        Instrument instrument;
        Side side;
        Version version;
        Known known;
        SelfTrade selfTrade;
        long priceTicks;
        long leavesWh;
        long visibleWh;
        int makerFeeBps;

        long reserve() {
            long notional = leavesWh * priceTicks * 10;
            return side == Side.BID ? notional + fee(notional, makerFeeBps) : leavesWh * 1_000_000;
        }
    }

    /** A client order id that was used. */
    static final class Known {
        int account;
        long clientOrderId;
        long orderId;
        long body;
    }

    static final class Execution {
        Version version;
        long base;
        long quote;
        long fee;
        long firstFillMs;
        long lastFillMs;
        /** The account was paid out since. */
        boolean forfeit;

        long received() {
            return version.side == Side.BID ? base : quote - fee;
        }
    }

    record Batch(long id, List<Execution> executions) {}

    record Withdrawal(int account, long nonce, int asset, long amount) {}

    record LevelKey(Instrument instrument, Side side, long priceTicks) {}

    /** What was told of a level last. */
    record Told(long quantityWh, int orders) {
        static final Told NOTHING = new Told(0, 0);
    }

    static final class Instrument {
        int id;
        byte[] symbol;
        long lotWh;
        long tickSize;
        long minNotional;
        long bandLowTicks;
        long bandHighTicks;
        int maxOpenOrders;
        int makerFeeBps;
        int takerFeeBps;
        TradingState state = TradingState.OPEN;
        HaltReason haltReason = HaltReason.NONE;
        long lastPriceTicks;
        private final NavigableMap<Long, List<Order>> bids = new TreeMap<>(Collections.reverseOrder());
        private final NavigableMap<Long, List<Order>> asks = new TreeMap<>();

        /** Orders by price, best first, and by time. */
        NavigableMap<Long, List<Order>> side(Side side) {
            return side == Side.BID ? bids : asks;
        }

        Order best(Side side) {
            return side(side).isEmpty() ? null : side(side).firstEntry().getValue().getFirst();
        }

        boolean clockIsDoubted() { return haltReason == HaltReason.CLOCK_JUMP; }

        boolean isCrossed() { return !bids.isEmpty() && !asks.isEmpty() && bids.firstKey() >= asks.firstKey(); }
    }

    final EngineConfig config;
    final List<Account> accounts = new ArrayList<>();
    final List<Agent> agents = new ArrayList<>();
    final Map<Integer, Instrument> instruments = new TreeMap<>();
    /** The resting orders by id. */
    final Map<Long, Order> orders = new LinkedHashMap<>();
    final Map<List<Long>, Known> known = new HashMap<>();
    final Deque<Known> ended = new ArrayDeque<>();
    final List<Withdrawal> withdrawals = new ArrayList<>();
    final Deque<Batch> pending = new ArrayDeque<>();
    final List<Execution> open = new ArrayList<>();
    final Set<Account> touchedAccounts = new LinkedHashSet<>();
    final Set<LevelKey> touchedLevels = new LinkedHashSet<>();
    final Map<LevelKey, Told> told = new HashMap<>();
    /** The last ids of the places that are free, and how many places there are. */
    final Deque<Long> freeIds = new ArrayDeque<>();
    int places;

    long nowMs;
    long correlationId;
    long lastTradeId;
    long lastAcceptance;
    long lastEventSeq;
    long lastRepaymentId;
    boolean storageLow;
    long chainStaleAtMs = Long.MAX_VALUE;
    long openBatchId = 1;
    long openFirstTradeId;
    long closesAtMs = Long.MAX_VALUE;
    long maxAgeMs = 10_000;
    int maxExecutions = 256;
    int maxPendingExecutions = 1 << 16;
    int maxPendingPerAccount = 1 << 12;
    int feeAccountId;

    NaiveState(EngineConfig config) {
        this.config = config;
        accounts.add(new Account());
    }

    /** The account of that number, or null; nobody has number 0. */
    Account account(int id) {
        return id > 0 && id < accounts.size() ? accounts.get(id) : null;
    }

    Account account(Address address) {
        for (Account account : accounts) {
            if (address.equals(account.address)) return account;
        }
        return null;
    }

    Agent agent(Account account, Address address) {
        for (Agent agent : agents) {
            if (agent.account == account && agent.address.equals(address)) return agent;
        }
        return null;
    }

    long reserved(Account account, Asset asset) {
        long sum = asset == Asset.ETK ? account.repayment : 0;
        for (Order order : orders.values()) {
            if (order.account == account && order.side.pays() == asset) sum += order.reserve();
        }
        for (Withdrawal withdrawal : withdrawals) {
            if (withdrawal.account == account.id && withdrawal.asset == asset.code()) sum += withdrawal.amount;
        }
        return sum;
    }

    long free(Account account, Asset asset) {
        return account.total[asset.code()] - reserved(account, asset);
    }

    long unsettled(Account account, Asset asset) {
        long sum = unsettled(open, account, asset);
        for (Batch batch : pending) sum += unsettled(batch.executions, account, asset);
        return sum;
    }

    private static long unsettled(List<Execution> executions, Account account, Asset asset) {
        long sum = 0;
        for (Execution execution : executions) {
            boolean credited = execution.version.account == account && execution.version.side.receives() == asset;
            if (credited) sum += execution.received();
        }
        return sum;
    }

    long withdrawable(Account account, Asset asset) {
        return Math.max(0, free(account, asset) - unsettled(account, asset));
    }

    void add(Account account, Asset asset, long amount) {
        touchedAccounts.add(account);
        account.total[asset.code()] += amount;
    }

    int pendingExecutions() {
        int count = open.size();
        for (Batch batch : pending) count += batch.executions.size();
        return count;
    }

    int pendingExecutions(Account account) {
        int count = count(open, account);
        for (Batch batch : pending) count += count(batch.executions, account);
        return count;
    }

    private static int count(List<Execution> executions, Account account) {
        int count = 0;
        for (Execution execution : executions) {
            if (execution.version.account == account) count++;
        }
        return count;
    }

    /** The orders of an account in an instrument, or in all where it is null, by acceptance. */
    List<Order> ordersOf(Account account, Instrument instrument) {
        List<Order> found = new ArrayList<>();
        for (Order order : orders.values()) {
            if (order.account == account && (instrument == null || order.instrument == instrument)) found.add(order);
        }
        found.sort((order, other) -> Long.compare(order.version.acceptance, other.version.acceptance));
        return found;
    }

    long visibleWh(LevelKey key) {
        long sum = 0;
        for (Order order : key.instrument.side(key.side).getOrDefault(key.priceTicks, List.of())) {
            sum += order.visibleWh;
        }
        return sum;
    }

    void touchLevel(Order order) {
        touchedLevels.add(new LevelKey(order.instrument, order.side, order.priceTicks));
    }

    static long fee(long notional, int feeBps) {
        if (notional < 1L << 40) return notional * feeBps / 10_000;
        return BigInteger.valueOf(notional).multiply(BigInteger.valueOf(feeBps)).divide(BigInteger.valueOf(10_000))
                .longValueExact();
    }
}
