package io.enerlink.gateway.feed;

import java.util.function.Supplier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.session.OpenOrder;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;

/** What the gateway knows of one account. Written by the matching thread, read by the event loops. */
final class AccountView {
    private static final long NO_ORDER = 0;

    private final int accountId;
    private final Address address;
    private final ExecutionHistory history;
    private final Long2ObjectHashMap<OpenOrder> open = new Long2ObjectHashMap<>();
    private final Long2LongHashMap openByClientId = new Long2LongHashMap(NO_ORDER);
    private final RecentExecutions recent;
    private final List<ExecutionReader> executionReaders = new ArrayList<>();
    private final List<BalanceReader> balanceReaders = new ArrayList<>();
    private Balances balances = Balances.NONE;
    private final Map<Address, Long> agents = new LinkedHashMap<>();
    private long lastNonce;
    private int epoch;

    AccountView(int accountId, Address address, ExecutionHistory history) {
        this.accountId = accountId;
        this.address = address;
        this.history = history;
        recent = new RecentExecutions(history.maxPerAccount());
    }

    int accountId() { return accountId; }

    Address address() { return address; }

    synchronized OpenOrder find(long orderId, long clientOrderId) {
        return open.get(orderId != 0 ? orderId : openByClientId.get(clientOrderId));
    }

    /** The oldest first. */
    synchronized List<OpenOrder> openOrders() {
        return open.values().stream().sorted(Comparator.comparingLong(OpenOrder::orderId)).toList();
    }

    /** The last that happened to an order, null where that is not remembered. */
    synchronized Execution last(long orderId, long clientOrderId) {
        return recent.last(orderId, clientOrderId);
    }

    synchronized String logon() {
        return JsonWriter.object().field("address", address.toString()).field("accountId", accountId)
                .field("lastNonce", lastNonce).field("epoch", epoch).end().toString();
    }

    /** Bounded by what the engine lets an account have. */
    synchronized void agent(Address agent, long expiryMs) {
        agents.put(agent, expiryMs);
    }

    synchronized long expiryMs(Address agent) {
        return agents.getOrDefault(agent, 0L);
    }

    /** Who the account is and what it has, as JSON. */
    synchronized byte[] json() {
        JsonWriter json = JsonWriter.object().field("address", address.toString()).field("accountId", accountId)
                .field("lastNonce", lastNonce).field("epoch", epoch).field("openOrders", open.size())
                .field("seq", recent.lastSeq());
        balances.write(json).array("agents");
        agents.forEach((agent, expiryMs) -> json.item().field("agent", agent.toString()).field("expiry", expiryMs)
                .end());
        return json.endArray().end().bytes();
    }

    synchronized long earliestSeq() {
        return recent.earliestSeq();
    }

    /** Executions from a number on, at most {@code limit}, of those that are remembered. */
    synchronized List<Execution> executions(long fromSeq, int limit) {
        List<Execution> found = new ArrayList<>();
        long next = Math.max(fromSeq, recent.earliestSeq());
        while (found.size() < limit && next <= recent.lastSeq()) found.add(recent.get(next++));
        return found;
    }

    /** The same as JSON. @param earliestSeq that can be asked for */
    synchronized byte[] json(List<Execution> executions, long earliestSeq) {
        JsonWriter json = JsonWriter.object().field("seq", recent.lastSeq()).field("earliestSeq", earliestSeq)
                .array("executions");
        for (Execution execution : executions) json.value(new String(execution.json(), StandardCharsets.UTF_8));
        return json.endArray().end().bytes();
    }

    /** Tells whoever hears of a refusal, unless they have older things to hear first. */
    synchronized void rejected(Supplier<byte[]> encode) {
        if (executionReaders.isEmpty()) return;
        byte[] message = encode.get();
        for (ExecutionReader reader : executionReaders) {
            if (reader.outbound.writable()) reader.outbound.send(message);
        }
    }

    /** Exited or reopened on the chain: orders of before never live again. */
    synchronized void nextEpoch() { epoch++; }

    /** The engine started from a snapshot: executions are remembered from the one after it on. */
    synchronized void resume(long lastSeq, long lastNonce, int epoch) {
        recent.startAfter(lastSeq);
        this.lastNonce = lastNonce;
        this.epoch = epoch;
    }

    synchronized void restated(OpenOrder order) {
        open.put(order.orderId(), order);
        openByClientId.put(order.clientOrderId(), order.orderId());
    }

    /** Keeps the order as it is now, or drops it where this was its end, and tells whoever hears. */
    void on(Execution execution) {
        OpenOrder order = execution.order();
        synchronized (this) {
            if (execution.type().ends(order)) {
                open.remove(order.orderId());
                openByClientId.remove(order.clientOrderId(), order.orderId());
            } else {
                open.put(order.orderId(), order);
                openByClientId.put(order.clientOrderId(), order.orderId());
            }
            lastNonce = Math.max(lastNonce, order.nonce());
            recent.add(execution);
            byte[] message = null;
            for (ExecutionReader reader : executionReaders) message = reader.tell(execution, message);
        }
        history.remember(this, execution.seq());
    }

    synchronized void forgetThrough(long seq) {
        recent.forgetThrough(seq);
    }

    synchronized void on(Balances changed) {
        balances = changed;
        if (balanceReaders.isEmpty()) return;
        byte[] message = changed.json("update");
        for (BalanceReader reader : balanceReaders) reader.tell(message);
    }

    /**
     * Answers with the last number given, then sends what came from {@code fromSeq} on, 0: only what comes now. What is
     * not remembered any more is read in the history; where it is not there either, says so and goes on with the
     * earliest there is.
     *
     * @throws io.enerlink.gateway.protocol.ProtocolException INVALID_VALUE for a number that is yet to come
     */
    synchronized Subscription joinExecutions(Outbound outbound, long fromSeq, LongConsumer answer) {
        if (fromSeq > recent.lastSeq() + 1) {
            throw Errors.INVALID_VALUE.because("fromSeq is above the next number, " + (recent.lastSeq() + 1));
        }
        answer.accept(recent.lastSeq());
        ExecutionReader reader = new ExecutionReader(outbound, fromSeq == 0 ? recent.lastSeq() + 1 : fromSeq);
        if (history.older() == null && reader.next < recent.earliestSeq()) reader.leap(recent.earliestSeq());
        executionReaders.add(reader);
        reader.catchUp();
        return reader;
    }

    synchronized Subscription joinBalances(Outbound outbound, Runnable answer) {
        answer.run();
        outbound.send(balances.json("snapshot"));
        BalanceReader reader = new BalanceReader(outbound);
        balanceReaders.add(reader);
        return reader;
    }

    /** Hears executions one after the other; what it has no room for stays in the history until it has. */
    private final class ExecutionReader implements Subscription {
        private final Outbound outbound;
        private long next;
        private boolean reading;
        private boolean closed;

        ExecutionReader(Outbound outbound, long next) {
            this.outbound = outbound;
            this.next = next;
        }

        /** @param encoded the execution as JSON, null where nobody needed it yet; @return the same, encoded if needed */
        byte[] tell(Execution execution, byte[] encoded) {
            if (next < execution.seq()) {
                catchUp();
                return encoded;
            }
            if (next > execution.seq() || !outbound.writable()) return encoded;
            byte[] message = encoded == null ? execution.json() : encoded;
            outbound.send(message);
            next++;
            return message;
        }

        /** What lies between is nowhere any more. */
        private void leap(long earliestSeq) {
            next = earliestSeq;
            outbound.send(JsonWriter.object().field("channel", "executions").field("type", "gap")
                    .field("earliestSeq", next).end().bytes());
        }

        void catchUp() {
            if (reading || closed) return;
            if (next < recent.earliestSeq()) {
                readOlder();
                return;
            }
            while (next <= recent.lastSeq() && outbound.writable()) outbound.send(recent.get(next++).json());
        }

        private void readOlder() {
            if (history.older() == null) {
                outbound.close(Outbound.SLOW_READER, "Slow reader");
            } else if (outbound.writable()) {
                reading = true;
                history.older().from(accountId, next).whenComplete(this::read);
            }
        }

        /** What is in neither may be on its way to the history: who comes again finds it. */
        private void read(OlderExecutions.Page page, Throwable failure) {
            synchronized (AccountView.this) {
                reading = false;
                if (closed) return;
                if (failure == null && page.fromSeq() > next) {
                    leap(page.fromSeq());
                } else if (failure != null || page.executions().isEmpty()) {
                    outbound.close(Outbound.TRY_AGAIN, "History not available");
                    return;
                }
                for (Execution execution : page.executions()) {
                    if (!outbound.writable()) return;
                    outbound.send(execution.json());
                    next++;
                }
                catchUp();
            }
        }

        @Override
        public void resume() {
            synchronized (AccountView.this) {
                catchUp();
            }
        }

        @Override
        public void close() {
            synchronized (AccountView.this) {
                closed = true;
                executionReaders.remove(this);
            }
        }
    }

    /** Hears balances; while it has no room only the newest count. */
    private final class BalanceReader implements Subscription {
        private final Outbound outbound;
        private boolean behind;

        BalanceReader(Outbound outbound) { this.outbound = outbound; }

        void tell(byte[] message) {
            behind = behind || !outbound.writable();
            if (!behind) outbound.send(message);
        }

        @Override
        public void resume() {
            synchronized (AccountView.this) {
                if (!behind || !outbound.writable()) return;
                behind = false;
                outbound.send(balances.json("snapshot"));
            }
        }

        @Override
        public void close() {
            synchronized (AccountView.this) {
                balanceReaders.remove(this);
            }
        }
    }
}
