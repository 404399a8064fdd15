package io.enerlink.settlement.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a meter's message to ETK: the parts of metering, put together. */
public final class Metering implements AutoCloseable {
    private static final long SUBMITTED_POLL_MS = 60_000;
    private static final long LOOK_FOR_WISHES_MS = 2_000;
    /** How often devices are looked at while one that falls silent becomes missing. */
    private static final int LOOKS_PER_SILENCE = 20;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Logger LOG = LoggerFactory.getLogger(Metering.class);

    private final Database database;
    private final MeterIngest ingest;
    private final MeterRegistry registry;
    private final DeviceCommands commands;
    private final EnergySettlement settlement;
    private final SettlementRequests requests;
    private final Prepaid prepaid;
    private final DeviceWatch watch;
    private final Upkeep upkeep;
    private final List<Consumer<SettledMeter>> settledListeners = new CopyOnWriteArrayList<>();
    private Instant toldUntil = Instant.EPOCH;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("energy-settlement").daemon().unstarted(task));

    private Metering(MeteringConfig config, Database database, Outbox outbox, Chain chain,
            ContractAddresses addresses) {
        this.database = database;
        EnergyConverter converter = new ContractCalls(addresses).converter();
        ingest = new MeterIngest(new MessageStore(database), config);
        requests = new SettlementRequests(database);
        registry = new MeterRegistry(database, outbox, chain, addresses.converter(), converter, executor);
        commands = new DeviceCommands(database, ingest.client(), config.commandTimeout());
        watch = new DeviceWatch(database, config.missingAfter(), Instant.now());
        prepaid = new Prepaid(database, chain, addresses.etk(), new ContractCalls(addresses).etk(), commands);
        upkeep = new Upkeep(database, config.keep());
        settlement = new EnergySettlement(new StoredReports(database, commands), outbox, chain, addresses.converter(),
                converter, commands::wake);
    }

    /**
     * Starts. The outbox must be running; the broker may come later, and go and come again.
     *
     * @param addresses of the contracts, deployed
     */
    public static Metering start(MeteringConfig config, Database database, Outbox outbox, Chain chain,
            ContractAddresses addresses) {
        Metering metering = new Metering(config, database, outbox, chain, addresses);
        metering.start(config, outbox);
        return metering;
    }

    private void start(MeteringConfig config, Outbox outbox) {
        upkeep.start();
        registry.sendNew();
        commands.start();
        ingest.addListener(commands::onStored);
        ingest.addResponseListener(commands::onResponse);
        ingest.start();
        outbox.addListener(view -> {
            if (view.state().isDone() && view.id().startsWith(EnergySettlement.ID_PREFIX)) collectSoon();
        });
        long periodMs = config.settlementPeriod().toMillis();
        executor.execute(this::collect);
        executor.scheduleWithFixedDelay(() -> settle(EnergySettlement.Round.USUAL), periodMs, periodMs,
                TimeUnit.MILLISECONDS);
        executor.scheduleWithFixedDelay(() -> settle(EnergySettlement.Round.SUBMITTED), pollMs(config), pollMs(config),
                TimeUnit.MILLISECONDS);
        long watchMs = Math.max(1, config.missingAfter().toMillis() / LOOKS_PER_SILENCE);
        executor.scheduleWithFixedDelay(this::watch, 0, watchMs, TimeUnit.MILLISECONDS);
        executor.scheduleWithFixedDelay(this::lookForWishes, LOOK_FOR_WISHES_MS, LOOK_FOR_WISHES_MS,
                TimeUnit.MILLISECONDS);
    }

    private void collectSoon() {
        try {
            executor.execute(this::collect);
        } catch (RejectedExecutionException e) {
            LOG.debug("closing, the next start collects");
        }
    }

    private void collect() {
        try {
            settlement.collect();
            tellSettled();
        } catch (RuntimeException e) {
            LOG.warn("settlements wait: {}", e.getMessage());
        }
    }

    private void tellSettled() {
        if (settledListeners.isEmpty()) return;
        for (SettledMeter meter : database.jdbi()
                .withHandle(handle -> SettlementTable.settledAfter(handle, toldUntil))) {
            settledListeners.forEach(listener -> listener.accept(meter));
            toldUntil = meter.settledAt();
        }
    }

    /** Submitted readings wait for at most a minute. */
    private static long pollMs(MeteringConfig config) {
        return Math.min(SUBMITTED_POLL_MS, config.settlementPeriod().toMillis());
    }

    private void watch() {
        try {
            watch.look(Instant.now());
        } catch (RuntimeException e) {
            LOG.warn("the health of devices is not known: {}", e.getMessage());
        }
    }

    /**
     * What operators left in the database beside us: meters, and the wish to settle now; who ran out of credit; whose own
     * period is over.
     */
    private void lookForWishes() {
        try {
            registry.sendNew();
            prepaid.look(System.currentTimeMillis());
            settlement.begin(EnergySettlement.Round.OWN_PERIODS);
            if (!requests.take()) return;
        } catch (RuntimeException e) {
            LOG.warn("operators' wishes wait: {}", e.getMessage());
            return;
        }
        settle(EnergySettlement.Round.REGISTERS);
        settle(EnergySettlement.Round.SUBMITTED);
    }

    private void settle(EnergySettlement.Round round) {
        collect();
        try {
            settlement.begin(round);
        } catch (RuntimeException e) {
            LOG.warn("no settlement in this period: {}", e.getMessage());
        }
    }

    /** Settles now, beside the periods. Completes with the number of reports sent. */
    public CompletableFuture<Integer> settleNow() {
        return CompletableFuture.supplyAsync(() -> {
            settlement.collect();
            return settlement.begin(EnergySettlement.Round.REGISTERS)
                    + settlement.begin(EnergySettlement.Round.SUBMITTED);
        }, executor);
    }

    public MeterRegistry registry() { return registry; }

    public DeviceCommands commands() { return commands; }

    /** Takes what owners tell their own devices. */
    public OwnerCommands ownerCommands() {
        return new OwnerCommands(database, commands::wake);
    }

    /** Takes readings that meters signed. */
    public Submissions submissions() { return new Submissions(database); }

    /** Tells owners of their meters' past. */
    public EnergyHistory history() { return new EnergyHistory(database); }

    /** Sums from the database. */
    public MeteringTotals totals() {
        return database.jdbi().withHandle(SettlementTable::totals);
    }

    /** Hears readings as they are stored. */
    public void addListener(MeterListener listener) {
        ingest.addListener(result -> result.readings()
                .forEach(stored -> listener.onReading(stored.meter(), stored.reading(), stored.power())));
    }

    /**
     * Hears of each meter what its settlements came to, of all that were settled before first, and then whenever one of
     * its settlements is over. Runs on the settlement's thread, so it must not block.
     */
    public void addSettledListener(Consumer<SettledMeter> listener) {
        executor.execute(() -> {
            settledListeners.add(listener);
            toldUntil = Instant.EPOCH;
            collect();
        });
    }

    /** Hears how each device is, and whenever that changes. Runs on the settlement's thread, so it must not block. */
    public void addDeviceListener(Consumer<DeviceState> listener) {
        executor.execute(() -> watch.addListener(listener));
    }

    /** How many devices are how. */
    public Map<DeviceHealth, Integer> devices() { return watch.counts(); }

    /** Hears where each prepaid meter stands, and whenever that changes. Runs on the settlement's thread, so it must not block. */
    public void addPrepaidListener(Consumer<PrepaidBalance> listener) {
        executor.execute(() -> prepaid.addListener(listener));
    }

    /**
     * Takes note of a final log of the converter, as often as it is told: what owners owe changes outside of settlements,
     * too. To be subscribed to {@code SettlementBridge.addConverterListener}.
     *
     * @throws org.jdbi.v3.core.JdbiException while the database is away; tell it again
     */
    public void onConverterLog(Chain.Log log) {
        ConverterLogs.Debt debt = ConverterLogs.debt(log);
        if (debt != null)
            database.jdbi().useHandle(
                    handle -> SettlementTable.debt(handle, debt.owner(), debt.seq(), debt.debtUwh()));
    }

    /**
     * Waits until the broker keeps for us what devices send; a first start hears nothing from before that.
     *
     * @throws IllegalStateException when it does not in time, or we are interrupted
     */
    public void awaitListening(Duration limit) {
        ingest.awaitListening(limit);
    }

    /** Why no readings are stored any more; empty while all is well. */
    public Optional<RuntimeException> failure() {
        return ingest.failure();
    }

    /** Stops. What is not stored stays with the broker, what is not settled is settled after the next start. */
    @Override
    public void close() {
        executor.shutdown();
        ingest.close();
        commands.close();
        upkeep.close();
        try {
            if (!executor.awaitTermination(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                LOG.warn("the settlement thread did not stop in {}", STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
