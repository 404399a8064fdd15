package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

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
import io.enerlink.settlement.device.Nem12Profile;
import io.enerlink.settlement.device.Profile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real home's March, 589.172 kWh exported and 270.738 kWh imported in five-minute steps, with faults of all kinds that
 * lose no register, through a real database to a real chain.
 */
class RealMonthTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = TestChain.prompt();
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";
    private static final BigInteger NET_UWH = new BigInteger("318434000000");
    private static final int BATCH = 500;
    private static final long BOOTED_MS = 1_677_628_800_000L - 400_000;

    private final Random random = new Random(3);
    private final List<MessageStore.Arrived> waiting = new ArrayList<>();
    private Outbox outbox;
    private ContractAddresses addresses;
    private Metering metering;
    private MessageStore store;
    private long bootMs = BOOTED_MS;

    @BeforeEach
    void start() {
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        deployment.requireSameChain(false);
        outbox = new Outbox(DATABASE.get(), chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 1_000, Duration.ofMillis(50)), Optional.empty());
        outbox.start();
        addresses = deployment.open(outbox, DeploymentTerms.defaults());
        metering = Metering.start(MeteringConfig.of("127.0.0.1", 1), DATABASE.get(), outbox, chain.get(), addresses);
        metering.registry().register(Meter.periodic("home", OWNER, Meter.MAX_CAPACITY_W));
        store = new MessageStore(DATABASE.get());
    }

    @AfterEach
    void close() {
        metering.close();
        outbox.close();
    }

    @Test
    void mintedLessBurnedAndCarriedLessOwedIsTheMonthsNetToTheMicrowattHour() {
        Nem12Profile month = Nem12Profile.solarMonth();
        Energy registers = Energy.ZERO;
        long nowMs = bootMs + 400_000;
        say(nowMs, registers);
        for (int i = 0; i < month.length(); ++i) {
            Profile.Step step = month.step(i);
            registers = registers.plus(new Energy(step.exportUwh(), step.importUwh()));
            nowMs += Profile.STEP_MS;
            misbehave(nowMs - 100_000, registers);
            say(nowMs, registers);
            if (waiting.size() >= BATCH) flush();
            if (i % 2_000 == 0) metering.settleNow().orTimeout(20, TimeUnit.SECONDS).join();
        }
        flush();
        assertEquals(new Energy(589_172_000_000L, 270_738_000_000L), registers);
        Await.until("the chain knows all", Duration.ofSeconds(60),
                () -> metering.settleNow().orTimeout(20, TimeUnit.SECONDS).join() == 0
                        && count(
                                "SELECT count(*) FROM meter_epoch WHERE final_export_uwh IS NOT DISTINCT FROM export_uwh") == 1
                        && count("SELECT count(*) FROM settlement_report WHERE state = 'PENDING'") == 0);
        MeteringTotals totals = metering.totals();
        assertEquals(NET_UWH.longValueExact(),
                totals.etkMintedUwh() - totals.etkBurnedUwh() + totals.carriedUwh() - totals.debtUwh());
        assertEquals(NET_UWH, read(new ContractCalls(addresses).converter().totalNet()));
    }

    /** Between two readings. */
    private void misbehave(long nowMs, Energy registers) {
        switch (random.nextInt(12)) {
            case 0 -> waiting.add(waiting.isEmpty() ? message(nowMs, registers, "") : waiting.getLast());
            case 1 -> waiting.add(message(nowMs, Energy.ZERO, ""));
            case 2 -> waiting.add(message(nowMs, registers.plus(new Energy(9_000_000_000_000_000L, 0)), ""));
            case 3 -> waiting.add(message(nowMs, registers, "NaN"));
            case 4 -> bootMs = nowMs - 10_000;
            case 5 -> flush();
            case 6 -> swapLast();
            default -> {}
        }
    }

    private void swapLast() {
        if (waiting.size() < 2 || waiting.getLast().receivedMs() - bootMs < 4 * Profile.STEP_MS) return;
        MessageStore.Arrived last = waiting.removeLast();
        MessageStore.Arrived before = waiting.removeLast();
        waiting.add(last);
        waiting.add(new MessageStore.Arrived(before.topic(), before.payload(), last.receivedMs()));
    }

    private void say(long nowMs, Energy registers) {
        waiting.add(message(nowMs, registers, ""));
    }

    private MessageStore.Arrived message(long nowMs, Energy registers, String instead) {
        String payload = "{\"timestamp\":" + (nowMs - bootMs) + ",\"export\":{\"total_energy_wh\":"
                + (instead.isEmpty() ? wh(registers.exportUwh()) : instead) + "},\"import\":{\"total_energy_wh\":"
                + wh(registers.importUwh()) + "}}";
        return new MessageStore.Arrived(Topics.of("home", Topics.SENSORS), payload.getBytes(StandardCharsets.UTF_8),
                nowMs);
    }

    private static String wh(long uwh) {
        return java.math.BigDecimal.valueOf(uwh, 6).toPlainString();
    }

    private void flush() {
        store.store(List.copyOf(waiting));
        waiting.clear();
    }

    private BigInteger read(org.web3j.protocol.core.RemoteFunctionCall<?> call) {
        return (BigInteger) ContractCalls.read(chain.get(), addresses.converter(), call).getFirst();
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
