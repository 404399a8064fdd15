package io.enerlink.engine.matching;

import java.nio.ByteOrder;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.NaiveState.Account;
import io.enerlink.engine.matching.NaiveState.Address;
import io.enerlink.engine.matching.NaiveState.Agent;
import io.enerlink.engine.matching.NaiveState.Batch;
import io.enerlink.engine.matching.NaiveState.Execution;
import io.enerlink.engine.matching.NaiveState.Instrument;
import io.enerlink.engine.matching.NaiveState.Known;
import io.enerlink.engine.matching.NaiveState.Order;
import io.enerlink.engine.matching.NaiveState.Version;
import io.enerlink.engine.matching.NaiveState.Withdrawal;

/** Everything that {@link MatchingEngine#stateHash()} is made of, in its order, counted anew. */
final class NaiveHash {
    private final NaiveState state;
    private final StateHash hash = new StateHash();

    private NaiveHash(NaiveState state) { this.state = state; }

    static long of(NaiveState state) {
        NaiveHash hash = new NaiveHash(state);
        hash.addAll();
        return hash.hash.value();
    }

    private void addAll() {
        add(state.lastTradeId, state.lastAcceptance, state.lastEventSeq, state.lastRepaymentId,
                state.storageLow ? 1 : 0, state.chainStaleAtMs, state.accounts.size() - 1);
        state.accounts.forEach(this::add);
        add(state.agents.size());
        for (Agent agent : state.agents) {
            add(agent.address);
            add(agent.account.id, agent.nonce, agent.expiryMs);
        }
        state.instruments.values().forEach(this::add);
        add(state.ended.size());
        state.ended.forEach(this::add);
        add(state.places);
        state.freeIds.forEach(id -> add(-id));
        add(state.maxAgeMs, state.maxExecutions, state.maxPendingExecutions, state.maxPendingPerAccount,
                state.feeAccountId, state.openBatchId, state.open.size(),
                state.open.isEmpty() ? 0 : state.openFirstTradeId, state.closesAtMs);
        add(state.pending.size(), state.pending.isEmpty() ? 0 : state.pending.peek().id());
        for (Batch batch : state.pending) add(batch.executions().size());
        for (Batch batch : state.pending) batch.executions().forEach(this::add);
        state.open.forEach(this::add);
        add(state.withdrawals.size());
        for (Withdrawal withdrawal : state.withdrawals) {
            add(withdrawal.account(), withdrawal.nonce(), withdrawal.asset(), withdrawal.amount());
        }
    }

    private void add(long... words) {
        for (long word : words) hash.add(word);
    }

    private void add(Address address) {
        if (address == null) add(0, 0, 0);
        else
            add(address.first(), address.second(), address.third());
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | low & 0xFFFF_FFFFL;
    }

    private void add(Account account) {
        add(account.address);
        add(account.sequence, account.nonce, pair(account.epoch, state.pendingExecutions(account)),
                account.stopped ? 1 : 0, account.debtSequence, account.repayment, account.cancelAtMs,
                account.withdrawalNonce);
        for (Asset asset : Asset.values()) {
            add(state.free(account, asset), state.reserved(account, asset), state.unsettled(account, asset));
        }
        add(account.debt);
    }

    private void add(Instrument instrument) {
        HeapBuffer symbol = new HeapBuffer(instrument.symbol);
        add(instrument.id, symbol.getLong(0, ByteOrder.nativeOrder()), symbol.getLong(8, ByteOrder.nativeOrder()));
        add(instrument.lotWh, instrument.tickSize, instrument.minNotional, instrument.bandLowTicks,
                instrument.bandHighTicks, instrument.maxOpenOrders, instrument.makerFeeBps, instrument.takerFeeBps,
                instrument.state.code(), instrument.haltReason.code(), instrument.lastPriceTicks);
        for (Side side : Side.values()) {
            instrument.side(side).forEach((priceTicks, orders) -> {
                add(priceTicks, orders.size());
                orders.forEach(this::add);
            });
        }
    }

    private void add(Order order) {
        add(order.id, order.clientOrderId, order.account.id, order.leavesWh, order.visibleWh, order.makerFeeBps,
                order.selfTrade.code());
        add(order.version);
        add(order.known);
    }

    private void add(Known known) {
        if (known == null) add(0);
        else
            add(known.account, known.clientOrderId, known.orderId, known.body);
    }

    private void add(Version version) {
        add(version.acceptance, version.quantityWh, version.displayWh, version.spent, version.expiryMs,
                version.signedQuantityWh, version.maxQuote, version.nonce, version.priceTicks, version.orderId);
        add(pair(version.account.id, version.instrument.id));
        add(pair(version.epoch, version.side.code() << 21 | (version.postOnly ? 1 : 0) << 20
                | version.timeInForce.code() << 16 | version.maxFeeBps));
        HeapBuffer signature = new HeapBuffer(version.signature);
        add(version.signer.first(), version.signer.second(), pair(signature.getByte(64), version.signer.third()));
        for (int i = 0; i < 8; i++) add(signature.getLong(i * 8));
    }

    private void add(Execution execution) {
        add(execution.version);
        add(execution.base, execution.quote, execution.fee, execution.firstFillMs, execution.lastFillMs,
                execution.version.side.code() + (execution.forfeit ? 2 : 0));
    }
}
