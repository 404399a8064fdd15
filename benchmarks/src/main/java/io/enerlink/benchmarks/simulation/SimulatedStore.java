package io.enerlink.benchmarks.simulation;

import io.enerlink.settlement.chain.CursorStore;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.OutboxEntry;
import io.enerlink.settlement.chain.OutboxStore;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.chain.TransactionView;
import io.enerlink.settlement.clearing.BatchStatus;
import io.enerlink.settlement.clearing.BatchStore;
import io.enerlink.settlement.clearing.BatchTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.ConnectionException;

/**
 * The settlement's database: a commit is durable as a whole or did not happen. Whoever commits may die before or after
 * it, or lose the connection and not know which it was.
 */
final class SimulatedStore implements OutboxStore, CursorStore, BatchStore {
    private static final int KEPT_BLOCKS = 128;

    private final Fate fate;
    private final Map<String, OutboxEntry> rows = new LinkedHashMap<>();
    private final Map<String, TransactionRequest> requests = new HashMap<>();
    private final Map<String, byte[]> signed = new HashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final TreeMap<Long, String> handled = new TreeMap<>(Comparator.reverseOrder());
    private final Map<Long, BatchStatus> batches = new TreeMap<>();
    private int troubleOneIn = Integer.MAX_VALUE;

    SimulatedStore(Fate fate) { this.fate = fate; }

    /** Lets one in so many statements fail for want of a connection. */
    void trouble(int oneIn) {
        troubleOneIn = oneIn;
    }

    /** Commits for whoever keeps something of their own here. */
    void commit(Runnable change) {
        fate.wholly(() -> {
            boolean fails = fate.oneIn(troubleOneIn);
            if (!fails || fate.random().nextBoolean()) change.run();
            if (fails) throw noConnection();
        });
    }

    /** Whoever reads something of their own here finds it, or has no connection. */
    void read() {
        if (fate.oneIn(troubleOneIn)) throw noConnection();
    }

    private static ConnectionException noConnection() {
        return new ConnectionException(new SQLException("the connection was lost"));
    }

    @Override
    public boolean insert(TransactionRequest request) {
        boolean isNew = !rows.containsKey(request.id());
        commit(() -> {
            rows.putIfAbsent(request.id(), OutboxEntry.of(rows.size() + 1, request));
            requests.putIfAbsent(request.id(), request);
        });
        return isNew;
    }

    @Override
    public List<OutboxEntry> find(Collection<String> ids) {
        read();
        return ids.stream().filter(rows::containsKey).map(rows::get).toList();
    }

    @Override
    public Optional<TransactionRequest> request(String id) {
        read();
        return Optional.ofNullable(requests.get(id));
    }

    @Override
    public void sign(List<Signed> all) {
        commit(() -> all.forEach(each -> {
            rows.put(each.entry().id(), each.entry());
            signed.put(each.entry().id(), each.bytes());
        }));
    }

    @Override
    public byte[] signed(OutboxEntry entry) {
        read();
        return signed.get(entry.id());
    }

    @Override
    public List<OutboxEntry> inState(TransactionState state, int limit) {
        read();
        return rows.values().stream().filter(row -> row.state() == state).limit(limit).toList();
    }

    @Override
    public List<OutboxEntry> inState(KeyRole key, TransactionState state, int limit) {
        read();
        return rows.values().stream().filter(row -> row.state() == state && row.key() == key)
                .sorted(Comparator.comparing((OutboxEntry row) -> !row.isSigned())
                        .thenComparing(OutboxEntry::nonce)
                        .thenComparing(OutboxEntry::seq))
                .limit(limit).toList();
    }

    @Override
    public int count(TransactionState state) {
        read();
        return (int) rows.values().stream().filter(row -> row.state() == state).count();
    }

    @Override
    public long nextNonce(KeyRole key) {
        read();
        return rows.values().stream().filter(row -> row.key() == key).mapToLong(OutboxEntry::nonce).max()
                .orElse(TransactionView.NONE) + 1;
    }

    @Override
    public Optional<OutboxEntry> highestDone() {
        read();
        return rows.values().stream().filter(row -> row.state().isDone())
                .max(Comparator.comparing(OutboxEntry::blockNumber).thenComparing(OutboxEntry::blockIndex));
    }

    @Override
    public void update(List<OutboxEntry> entries) {
        commit(() -> entries.forEach(entry -> rows.put(entry.id(), entry)));
    }

    @Override
    public void reason(OutboxEntry entry, String reason) {
        commit(() -> reasons.put(entry.id(), reason));
    }

    @Override
    public Optional<String> reason(String id) {
        read();
        return Optional.ofNullable(reasons.get(id));
    }

    @Override
    public List<Handled> handled() {
        read();
        List<Handled> blocks = new ArrayList<>();
        handled.forEach((number, hash) -> blocks.add(new Handled(number, hash)));
        return blocks;
    }

    @Override
    public void store(Handled block) {
        commit(() -> {
            handled.put(block.number(), block.hash());
            if (handled.size() > KEPT_BLOCKS) handled.pollLastEntry();
        });
    }

    @Override
    public void forget(long number) {
        commit(() -> handled.remove(number));
    }

    @Override
    public void put(long batchId, BatchStatus status, int trades, int executions, byte[] tradesRoot,
            String transactionHash) {
        commit(() -> batches.put(batchId, status));
    }

    @Override
    public BatchTable.Totals totals() {
        return new BatchTable.Totals(batches.values().stream().filter(status -> status == BatchStatus.FINAL).count(),
                0);
    }

    /** All rows, in the order in which they were taken. */
    List<OutboxEntry> rows() {
        return List.copyOf(rows.values());
    }
}
