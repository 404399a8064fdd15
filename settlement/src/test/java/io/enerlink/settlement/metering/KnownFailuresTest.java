package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.enerlink.settlement.Await;
import io.enerlink.settlement.JsonRpc;
import io.enerlink.settlement.TestChain;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.TestKeys;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What systems of this kind have got wrong, one test each, with a real database and chain. */
class KnownFailuresTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    @RegisterExtension
    final TestChain chain = TestChain.prompt();

    private Outbox outbox;
    private ContractAddresses addresses;
    private Metering metering;
    private int heard;

    @BeforeEach
    void start() {
        openOutbox();
        addresses = new Deployment(DATABASE.get(), chain.get(), TestKeys.get()).open(outbox,
                DeploymentTerms.defaults());
        startMetering();
        metering.registry().register(Meter.periodic("home", OWNER, Meter.MAX_CAPACITY_W));
        Await.until("the meter is on the chain", () -> count("SELECT count(*) FROM meter WHERE on_chain") == 1);
        hear(1_000);
    }

    private void openOutbox() {
        new Deployment(DATABASE.get(), chain.get(), TestKeys.get()).requireSameChain(false);
        outbox = new Outbox(DATABASE.get(), chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 1_000, Duration.ofMillis(50)), Optional.empty());
        outbox.start();
    }

    private void startMetering() {
        metering = Metering.start(MeteringConfig.of("127.0.0.1", 1), DATABASE.get(), outbox, chain.get(), addresses);
    }

    @AfterEach
    void close() {
        metering.close();
        outbox.close();
    }

    /** An export register in Wh, ten seconds after the last one. */
    private void hear(long exportWh) {
        hear(exportWh, System.currentTimeMillis());
    }

    private void hear(long exportWh, long madeMs) {
        String reading = "{\"timestamp\":%d,\"export\":{\"total_energy_wh\":%d},\"import\":{\"total_energy_wh\":0}}";
        new MessageStore(DATABASE.get()).store(List.of(new MessageStore.Arrived(Topics.of("home", Topics.SENSORS),
                reading.formatted(madeMs + heard++, exportWh).getBytes(StandardCharsets.UTF_8),
                System.currentTimeMillis())));
    }

    private void settle() {
        Await.until("all is settled", LIMIT, () -> {
            try {
                return metering.settleNow().get(20, TimeUnit.SECONDS) == 0 && count("""
                        SELECT count(*) FROM meter_epoch WHERE final_export_uwh IS DISTINCT FROM export_uwh
                            OR final_import_uwh IS DISTINCT FROM import_uwh""") == 0;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private long balanceWh() {
        return ((BigInteger) ContractCalls
                .read(chain.get(), addresses.etk(), new ContractCalls(addresses).etk().balanceOf(OWNER)).getFirst())
                .longValueExact() / 1_000_000;
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Test
    void settlesWhatTheRegistersReadAndNotAValueOfBefore() {
        settle();
        hear(3_000);
        metering.close();
        startMetering();
        hear(4_000);
        settle();
        assertEquals(3_000, balanceWh());
    }

    @Test
    void noResetIsSentBeforeTheChainHasConfirmed() throws Exception {
        settle();
        long before = resets();
        hear(3_000);
        JsonRpc node = new JsonRpc(chain.url());
        node.call("evm_setIntervalMining", 0);
        metering.settleNow().get(20, TimeUnit.SECONDS);
        Await.until("the report is on its way", LIMIT,
                () -> count("SELECT count(*) FROM outbox WHERE id LIKE 'settle:%' AND state = 'SUBMITTED'") == 1);
        metering.settleNow().get(20, TimeUnit.SECONDS);
        assertEquals(before, resets());
        node.call("evm_setIntervalMining", 1);
        Await.until("it is final, and then the reset is there", LIMIT, () -> resets() == before + 1);
        assertEquals(2_000, balanceWh());
    }

    /** With those that are acknowledged or given up, so that none is overlooked. */
    private static long resets() {
        DATABASE.get().jdbi().useHandle(
                handle -> handle.execute("UPDATE device_command SET state = 'ACKNOWLEDGED' WHERE state = 'PENDING'"));
        return count("SELECT count(*) FROM device_command WHERE kind = 'SETTLEMENT_RESET'");
    }

    /** The process ends after the report was stored, before the outbox had it. */
    @Test
    void aRetryHasTheSameNameWhateverTheTimeIsAndMintsOnce() throws Exception {
        settle();
        hear(3_000);
        outbox.close();
        metering.settleNow().get(20, TimeUnit.SECONDS);
        metering.close();
        assertEquals(1, count("SELECT count(*) FROM settlement_report WHERE state = 'PENDING'"));
        DATABASE.get().jdbi().useHandle(handle -> handle.execute("DELETE FROM outbox WHERE state = 'PENDING'"));
        openOutbox();
        startMetering();
        settle();
        assertEquals(2_000, balanceWh());
        assertEquals(0, count("""
                SELECT count(*) FROM (SELECT 1 FROM settlement_report GROUP BY meter_id, epoch, export_uwh
                    HAVING count(DISTINCT transaction_id) > 1) AS twice"""));
    }

    /** As if the database had lost everything that it wrote of a settlement, the transaction too, which took effect. */
    @Test
    void whatTheChainTookAndTheDatabaseForgotIsNotMintedAgain() {
        hear(3_000);
        settle();
        assertEquals(2_000, balanceWh());
        metering.close();
        outbox.close();
        DATABASE.get().jdbi().useTransaction(handle -> {
            handle.execute("UPDATE reading SET report_id = NULL");
            handle.execute("DELETE FROM settlement_report");
            handle.execute("UPDATE meter_epoch SET final_export_uwh = NULL, final_import_uwh = NULL");
            handle.execute("UPDATE meter SET attempt = attempt + 1, minted_uwh = 0");
        });
        openOutbox();
        startMetering();
        settle();
        assertEquals(2_000, balanceWh());
        hear(4_500);
        settle();
        assertEquals(3_500, balanceWh());
    }

    @Test
    void aNetImportIsBurnedOrOwedAndNeverMarkedAsMinted() {
        hear(3_000);
        settle();
        String reading = "{\"timestamp\":%d,\"export\":{\"total_energy_wh\":3000},\"import\":{\"total_energy_wh\":2500}}";
        new MessageStore(DATABASE.get()).store(List.of(new MessageStore.Arrived(Topics.of("home", Topics.SENSORS),
                reading.formatted(System.currentTimeMillis() + 1_000).getBytes(StandardCharsets.UTF_8),
                System.currentTimeMillis() + 1_000)));
        settle();
        assertEquals(0, balanceWh());
        assertEquals(List.of(2_000L, 2_000L, 500L), List.of(metering.totals().etkMintedUwh() / 1_000_000,
                metering.totals().etkBurnedUwh() / 1_000_000, metering.totals().debtUwh() / 1_000_000));
    }

    @Test
    void anOldReadingThatArrivesNowIsRefusedByItsOwnTime() {
        hear(9_000, System.currentTimeMillis() - Duration.ofDays(8).toMillis());
        assertEquals(1, count("SELECT count(*) FROM refused_message WHERE refusal = 'TOO_OLD'"));
        settle();
        assertEquals(0, balanceWh());
    }
}
