package io.enerlink.settlement.chain;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import io.enerlink.settlement.store.Database;

/**
 * The only way to the chain: every transaction is in the database with its nonce and signed bytes before the node sees
 * it, and the same bytes are sent again until they are in a block. One thread writes for all keys.
 *
 * <p>
 * After a restart listeners do not hear again what was committed before: ask {@link #find} or {@link #whenFinal}.
 */
public final class Outbox implements AutoCloseable {
    /** EIP-7825: no transaction may ask for more. */
    public static final long MAX_TRANSACTION_GAS = 1 << 24;

    private final OutboxStore table;
    private final OutboxWriter writer;
    private final OutboxConfig config;
    private final List<Consumer<TransactionView>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<RuntimeException>> haltListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> headListeners = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<TransactionView>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final DutyThread thread;
    private volatile RuntimeException failure;

    /** @param recovery for the embedded anvil, which may lose blocks in a crash; empty for every other chain */
    public Outbox(Database database, Chain chain, Keys keys, OutboxConfig config, Optional<AnvilRecovery> recovery) {
        this(new OutboxTable(database), chain, keys, config, recovery);
    }

    /** As above, where something else keeps the rows. */
    public Outbox(OutboxStore store, Chain chain, Keys keys, OutboxConfig config, Optional<AnvilRecovery> recovery) {
        this.config = config;
        table = store;
        writer = new OutboxWriter(table, chain, keys, config, recovery, this::changed);
        thread = new DutyThread("outbox", config.poll(), this::look, this::halt);
    }

    public void start() {
        thread.start();
    }

    /** One look at the chain in the caller's thread, instead of {@link #start}: for whoever keeps time themselves. */
    public void step() {
        thread.step();
    }

    /** Completes when it has looked at the chain for the first time, and replayed what an embedded one had lost. */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /**
     * Takes a transaction; returns when it is in the database. The same id again does nothing.
     *
     * @throws IllegalArgumentException when the id was used for another call
     * @throws OutboxFullException      when too many transactions wait
     */
    public void send(TransactionRequest request) {
        Optional<TransactionRequest> known = table.request(request.id());
        if (known.isEmpty()) {
            if (table.count(TransactionState.PENDING) >= config.maxPending())
                throw new OutboxFullException(config.maxPending() + " transactions wait for the chain already");
            if (!table.insert(request)) known = table.request(request.id());
        }
        if (known.isPresent() && !known.get().equals(request))
            throw new IllegalArgumentException("transaction " + request.id() + " was sent with other contents");
        thread.wake();
    }

    public Optional<TransactionView> find(String id) {
        return table.find(List.of(id)).stream().map(OutboxEntry::view).findFirst();
    }

    /** Those of these ids that it knows, by id, all of one moment. */
    public Map<String, TransactionView> find(Collection<String> ids) {
        return table.find(ids).stream().map(OutboxEntry::view)
                .collect(Collectors.toMap(TransactionView::id, Function.identity()));
    }

    /** Why a transaction reverted, in the contract's words; empty where it did not. */
    public Optional<String> reason(String id) {
        return table.reason(id);
    }

    /** Hears every change of state after its commit, on the outbox thread, so it must not block. */
    public void addListener(Consumer<TransactionView> listener) {
        listeners.add(listener);
    }

    /** Hears, once, that the outbox stopped for good: the chain contradicts the database, and an operator must look. */
    public void addHaltListener(Consumer<RuntimeException> listener) {
        haltListeners.add(listener);
    }

    /** Hears, on the outbox thread, that {@link #head} may have moved. */
    void addHeadListener(Runnable listener) {
        headListeners.add(listener);
    }

    /** The block up to which the fate of all transactions is stored; null before the first look at the chain. */
    Chain.Block head() {
        return writer.head();
    }

    /**
     * Completes, on the outbox thread, when the transaction is FINAL or REVERTED; with the reason if the outbox halts.
     *
     * @throws IllegalArgumentException when no transaction has this id
     */
    public CompletableFuture<TransactionView> whenFinal(String id) {
        CompletableFuture<TransactionView> future = waiting.computeIfAbsent(id, key -> new CompletableFuture<>());
        Optional<TransactionView> view = find(id);
        if (view.isEmpty()) {
            waiting.remove(id, future);
            throw new IllegalArgumentException("no transaction has the id " + id);
        }
        if (view.get().state().isDone()) done(view.get());
        if (failure != null) future.completeExceptionally(failure);
        return future.copy();
    }

    private void look() {
        writer.doWork();
        ready.complete(null);
        headListeners.forEach(Runnable::run);
    }

    private void halt(RuntimeException reason) {
        failure = reason;
        ready.completeExceptionally(reason);
        waiting.values().forEach(future -> future.completeExceptionally(reason));
        haltListeners.forEach(listener -> listener.accept(reason));
    }

    private void changed(TransactionView view) {
        listeners.forEach(listener -> listener.accept(view));
        if (view.state().isDone()) done(view);
    }

    private void done(TransactionView view) {
        CompletableFuture<TransactionView> future = waiting.remove(view.id());
        if (future != null) future.complete(view);
    }

    /** Stops sending. What was taken and not sent goes out after the next start. */
    @Override
    public void close() {
        thread.close();
    }
}
