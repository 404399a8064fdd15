package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import com.hivemq.client.mqtt.MqttClient;
import io.enerlink.contracts.EnergyConverter;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestChain;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.TestKeys;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ingest and settlement write the same rows, so they must take their locks in the same order. */
class MeterLocksTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = TestChain.prompt();
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";
    private static final long START_MS = System.currentTimeMillis();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Outbox outbox;
    private DeviceCommands commands;
    private EnergySettlement settlement;
    private MessageStore store;

    @BeforeEach
    void register() {
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        deployment.requireSameChain(false);
        outbox = new Outbox(DATABASE.get(), chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 1_000, Duration.ofMillis(50)), Optional.empty());
        outbox.start();
        ContractAddresses addresses = deployment.open(outbox, DeploymentTerms.defaults());
        EnergyConverter converter = new ContractCalls(addresses).converter();
        commands = new DeviceCommands(DATABASE.get(), MqttClient.builder().useMqttVersion5().buildAsync(),
                Duration.ofSeconds(10));
        store = new MessageStore(DATABASE.get());
        settlement = new EnergySettlement(new StoredReports(DATABASE.get(), commands), outbox, chain.get(),
                addresses.converter(), converter, commands::wake);
        new MeterRegistry(DATABASE.get(), outbox, chain.get(), addresses.converter(), converter, Runnable::run)
                .register(Meter.periodic("home", OWNER, 10_000));
        Await.until("the meter is on the chain", () -> count("SELECT count(*) FROM meter WHERE on_chain") == 1);
        new Review(DATABASE.get(), "tester").clear("home", true, "two readings are too few to check its units");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        commands.close();
        outbox.close();
    }

    /** Ingest stands in front of the meter's row, settlement comes after it: whoever held another row would deadlock. */
    @Test
    void aReadingThatComesWhileItsMeterIsSettledWaitsInsteadOfDeadlocking() throws Exception {
        read(0);
        read(1);
        assertEquals(2, settlement.begin(EnergySettlement.Round.REGISTERS));
        String sent = DATABASE.get().jdbi().withHandle(SettlementTable::pendingTransactions).getFirst();
        outbox.whenFinal(sent).get(20, TimeUnit.SECONDS);
        Future<?> reading;
        Future<?> settling;
        try (Handle first = DATABASE.get().jdbi().open()) {
            first.begin();
            first.execute("SELECT 1 FROM meter FOR UPDATE");
            reading = threads.submit(() -> read(2));
            Await.until("the reading waits", () -> waiting() == 1);
            settling = threads.submit(settlement::collect);
            Await.until("the settlement waits", () -> waiting() == 2);
            first.commit();
        }
        reading.get(20, TimeUnit.SECONDS);
        settling.get(20, TimeUnit.SECONDS);
        assertEquals(3, count("SELECT count(*) FROM reading"));
        assertEquals(1_000, count("SELECT export_uwh - final_export_uwh FROM meter_epoch"));
        assertEquals(2, count("SELECT count(*) FROM settlement_report WHERE state = 'FINAL'"));
    }

    /** Stores the reading of five seconds later, with 1 mWh more. */
    private void read(int step) {
        String payload = Samples.SENSORS.replace("33857692", Long.toString(33_857_692L + 5_000 * step))
                .replace("1.959955", "1.96" + step + "955");
        store.store(List.of(new MessageStore.Arrived(Topics.of("home", Topics.SENSORS),
                payload.getBytes(StandardCharsets.UTF_8), START_MS + 5_000 * step)));
    }

    private static long waiting() {
        return count("""
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'""");
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
