package io.enerlink.settlement.chain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way to the chain: every transaction is in the database with its nonce and signed bytes before the node sees
 * it, and the same bytes are sent again until they are in a block. One thread writes for all keys.
 *
 * <p>
 * After a restart listeners do not hear again what was committed before: ask {@link #find} or {@link #whenFinal}.
 */
public final class Outbox implements AutoCloseable {
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final OutboxTable table;
    private final OutboxWriter writer;
    private final OutboxConfig config;
    private final List<Consumer<TransactionView>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<RuntimeException>> haltListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> headListeners = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<TransactionView>> waiting = new ConcurrentHashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean running = true;
    private volatile RuntimeException failure;

    /** @param recovery for the embedded anvil, which may lose blocks in a crash; empty for every other chain */
    public Outbox(Database database, Chain chain, Keys keys, OutboxConfig config, Optional<AnvilRecovery> recovery) {
        this.config = config;
        table = new OutboxTable(database);
        writer = new OutboxWriter(table, chain, keys, config, recovery, this::changed);
        thread = Thread.ofPlatform().name("outbox").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * Takes a transaction; returns when it is in the database. The same id again does nothing.
     *
     * @throws IllegalArgumentException when the id was used for another call
     * @throws IllegalStateException    when too many transactions wait
     */
    public void send(TransactionRequest request) {
        Optional<OutboxEntry> known = table.find(request.id());
        if (known.isEmpty()) {
            if (table.count(TransactionState.PENDING) >= config.maxPending())
                throw new IllegalStateException(config.maxPending() + " transactions wait for the chain already");
            if (!table.insert(request)) known = table.find(request.id());
        }
        if (known.isPresent() && !known.get().request().equals(request))
            throw new IllegalArgumentException("transaction " + request.id() + " was sent with other contents");
        wake.release();
    }

    public Optional<TransactionView> find(String id) {
        return table.find(id).map(OutboxEntry::view);
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

    private void run() {
        Duration backOff = config.poll();
        while (running) {
            try {
                writer.doWork();
                headListeners.forEach(Runnable::run);
                backOff = config.poll();
            } catch (ChainUnavailableException | JdbiException e) {
                LOG.warn("the outbox waits {} ms: {}", backOff.toMillis(), e.getMessage());
                backOff = backOff.compareTo(LONGEST_BACK_OFF) < 0 ? backOff.multipliedBy(2) : LONGEST_BACK_OFF;
            } catch (RuntimeException e) {
                halt(e);
                return;
            }
            await(backOff);
        }
    }

    private void await(Duration time) {
        try {
            if (wake.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) wake.drainPermits();
        } catch (InterruptedException e) {
            running = false;
        }
    }

    private void halt(RuntimeException reason) {
        LOG.error("the outbox halts, nothing is sent any more", reason);
        failure = reason;
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
        running = false;
        wake.release();
        try {
            if (!thread.join(STOP_TIMEOUT)) LOG.warn("the outbox thread did not stop in {}", STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
