package io.enerlink.gateway.feed;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.enerlink.engine.message.BatchFinalDecoder;
import io.enerlink.gateway.feed.SystemState.Backlog;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Subscription;
import io.enerlink.settlement.clearing.BatchListener;
import io.enerlink.settlement.clearing.BatchStatus;

/**
 * Where an account's trades stand on the chain, to that account: the batches that hold some of them. Which these are the
 * engine's events say, so it is rebuilt at start; batches that are final are forgotten. Bounded by what may wait for
 * settlement in the engine. Any thread.
 */
public final class SettlementFeed implements BatchListener {
    private static final int HASH_BYTES = 32;

    private final SystemFeed system;
    private final SortedMap<Long, OwnTrades> batches = new TreeMap<>();
    private final Map<Integer, Audience> byAccount = new ConcurrentHashMap<>();
    private long lastFinal;

    /** @param system hears of all batches */
    SettlementFeed(SystemFeed system) {
        this.system = system;
        system.state().backlog(this::backlog);
    }

    private synchronized Backlog backlog() {
        return new Backlog(batches.size(), batches.values().stream().mapToInt(batch -> batch.trades).sum());
    }

    /** A batch that is not final, and whose trades are in it. */
    private static final class OwnTrades {
        private final Map<Integer, StringBuilder> idsByAccount = new HashMap<>();
        private BatchStatus status = BatchStatus.PENDING;
        private String transactionHash;
        private int trades;

        void add(int accountId, long tradeId) {
            StringBuilder ids = idsByAccount.computeIfAbsent(accountId, none -> new StringBuilder());
            ids.append(ids.isEmpty() ? "" : ",").append(tradeId);
        }

        void write(JsonWriter json, long batchId, int accountId) {
            json.field("batchId", batchId).field("status", Params.word(status))
                    .field("transactionHash", transactionHash)
                    .raw("tradeIds", "[" + idsByAccount.get(accountId) + "]");
        }
    }

    synchronized void onTrade(long batchId, long tradeId, int makerAccountId, int takerAccountId) {
        OwnTrades batch = batches.computeIfAbsent(batchId, none -> new OwnTrades());
        batch.trades++;
        batch.add(makerAccountId, tradeId);
        if (takerAccountId != makerAccountId) batch.add(takerAccountId, tradeId);
    }

    /** Nobody needs to hear of these batches any more. */
    synchronized void finalBefore(long batchId) {
        lastFinal = batchId;
    }

    /** No trade comes to the batch any more. */
    synchronized void onBatchClosed(long timestampMs, long batchId) {
        OwnTrades batch = batches.get(batchId);
        if (batch != null) tell(batchId, batch, timestampMs);
    }

    synchronized void onBatchFinal(long timestampMs, BatchFinalDecoder event) {
        byte[] hash = new byte[HASH_BYTES];
        event.getTransactionHash(hash, 0, HASH_BYTES);
        changed(event.batchId(), BatchStatus.FINAL, Hex.format(hash), timestampMs);
        batches.remove(event.batchId());
        lastFinal = event.batchId();
    }

    /** None of its trades happened. */
    synchronized void onBatchVoided(long timestampMs, long batchId) {
        changed(batchId, BatchStatus.REVERTED, null, timestampMs);
        batches.remove(batchId);
        lastFinal = batchId;
    }

    @Override
    public void onBatch(long batchId, BatchStatus status, String transactionHash, int trades) {
        long nowMs = System.currentTimeMillis();
        changed(batchId, status, transactionHash, nowMs);
        system.onBatch(batchId, status, transactionHash, trades, nowMs);
    }

    /** Answers, then sends the batches that are not final and hold trades of the account, then what changes of such. */
    synchronized Subscription join(int accountId, Outbound outbound, Runnable answer) {
        answer.run();
        outbound.send(open(begin("snapshot"), accountId).field("ts", System.currentTimeMillis()).end().bytes());
        return byAccount.computeIfAbsent(accountId, none -> new Audience()).join(outbound);
    }

    /** The account's batches that are not final, as JSON. */
    synchronized byte[] open(int accountId) {
        return open(JsonWriter.object(), accountId).end().bytes();
    }

    private JsonWriter open(JsonWriter json, int accountId) {
        json.array("batches");
        batches.forEach((batchId, batch) -> {
            if (!batch.idsByAccount.containsKey(accountId) || batch.status == BatchStatus.FINAL) return;
            batch.write(json.item(), batchId, accountId);
            json.end();
        });
        return json.endArray();
    }

    private synchronized void changed(long batchId, BatchStatus status, String transactionHash, long timestampMs) {
        if (batchId <= lastFinal) return;
        OwnTrades batch = batches.computeIfAbsent(batchId, none -> new OwnTrades());
        if (batch.status == status) return;
        batch.status = status;
        batch.transactionHash = transactionHash;
        tell(batchId, batch, timestampMs);
    }

    private void tell(long batchId, OwnTrades batch, long timestampMs) {
        for (int accountId : batch.idsByAccount.keySet()) {
            Audience audience = byAccount.get(accountId);
            if (audience == null) continue;
            audience.tell(() -> {
                JsonWriter json = begin("update");
                batch.write(json, batchId, accountId);
                return json.field("ts", timestampMs).end().bytes();
            });
        }
    }

    private static JsonWriter begin(String type) {
        return JsonWriter.object().field("channel", "settlement").field("type", type);
    }
}
