package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestBroker;
import io.enerlink.settlement.TestChain;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.TestKeys;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Periodic meters that are settled in a period of their own, with the real broker, database and chain. */
class OwnPeriodsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = TestChain.prompt();
    @RegisterExtension
    final TestBroker broker = new TestBroker();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";

    private Enrolment enrolment;

    @BeforeEach
    void begin() {
        enrolment = new Enrolment(DATABASE.get(), "tester");
    }

    private static Meter meter(String site, Policy policy) {
        return new Meter(site, OWNER, 10_000, policy, DeviceModel.REFERENCE, ZoneId.of("UTC"), 1);
    }

    /** A baseline and 5 Wh more. */
    private static void hear(String site) {
        long nowMs = System.currentTimeMillis();
        for (int wh : new int[]{1_000, 1_005}) {
            String message = "{\"timestamp\":%d,\"export\":{\"total_energy_wh\":%d},\"import\":{\"total_energy_wh\":0}}"
                    .formatted(nowMs + wh, wh);
            new MessageStore(DATABASE.get()).store(List.of(new MessageStore.Arrived(Topics.of(site, Topics.SENSORS),
                    message.getBytes(StandardCharsets.UTF_8), nowMs + wh)));
        }
    }

    @Test
    void aMeterWithAPeriodOfItsOwnIsSettledInItWhileOthersWaitForTheExchanges() {
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        deployment.requireSameChain(false);
        try (Outbox outbox = new Outbox(DATABASE.get(), chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 1_000, Duration.ofMillis(50)), Optional.empty())) {
            outbox.start();
            ContractAddresses addresses = deployment.open(outbox, DeploymentTerms.defaults());
            try (Metering metering = Metering.start(
                    MeteringConfig.of(broker.host(), broker.port()).every(Duration.ofDays(1)), DATABASE.get(), outbox,
                    chain.get(), addresses)) {
                enrolment.enroll(meter("often", Policy.PERIODIC.every(Duration.ofSeconds(5))), "Ana", null);
                enrolment.enroll(meter("home", Policy.PERIODIC), "Ana", null);
                hear("often");
                hear("home");
                Await.until("it is settled, as nobody asked", LIMIT,
                        () -> metering.totals().etkMintedUwh() == 5_000_000);
                assertEquals(0, reportsOf("home"));
                Await.until("the chain knows both", LIMIT, () -> onChain() == 2);
                metering.settleNow().join();
                Await.until("both are, as somebody asked", LIMIT,
                        () -> metering.totals().etkMintedUwh() == 10_000_000);
            }
        }
    }

    private static int onChain() {
        return DATABASE.get().jdbi().withHandle(
                handle -> handle.createQuery("SELECT count(*) FROM meter WHERE on_chain").mapTo(Integer.class).one());
    }

    private static int reportsOf(String site) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery("""
                SELECT count(*) FROM settlement_report JOIN meter USING (meter_id) WHERE site = :site""")
                .bind("site", site).mapTo(Integer.class).one());
    }

    @Test
    void itIsDueOnceInEachOfItsPeriodsAndAtAnyTimeWhenAnOperatorAsks() {
        enrolment.enroll(meter("hourly", Policy.PERIODIC.every(Duration.ofHours(1))), "Ana", null);
        hear("hourly");
        DATABASE.get().jdbi().useHandle(handle -> handle.execute("UPDATE meter SET on_chain = TRUE"));
        assertEquals(1, due(EnergySettlement.Round.OWN_PERIODS));
        settled("now()");
        assertEquals(0, due(EnergySettlement.Round.OWN_PERIODS));
        assertEquals(0, due(EnergySettlement.Round.USUAL));
        assertEquals(1, due(EnergySettlement.Round.REGISTERS));
        settled("now() - INTERVAL '1 hour'");
        assertEquals(1, due(EnergySettlement.Round.OWN_PERIODS));
        enrolment.period("hourly", Duration.ZERO);
        assertEquals(0, due(EnergySettlement.Round.OWN_PERIODS));
        assertEquals(1, due(EnergySettlement.Round.USUAL));
    }

    private static void settled(String when) {
        DATABASE.get().jdbi().useHandle(handle -> handle.execute("UPDATE meter SET settled_at = " + when));
    }

    private static int due(EnergySettlement.Round round) {
        return DATABASE.get().jdbi().withHandle(handle -> SettlementTable.dueMeters(handle, round)).size();
    }

    @Test
    void aPeriodIsStoredAndRecordedAndOfPeriodicMetersOnly() {
        enrolment.enroll(meter("home", Policy.PERIODIC), "Ana", null);
        enrolment.enroll(meter("flat", Policy.PREPAID), "Ana", null);
        enrolment.period("home", Duration.ofMinutes(15));
        assertEquals(List.of(900_000L, 0L), enrolment.meters().stream()
                .sorted((one, other) -> other.meter().site().compareTo(one.meter().site()))
                .map(entry -> entry.meter().policy().periodMs()).toList());
        assertEquals("{\"before\": 0, \"period_ms\": 900000}", DATABASE.get().jdbi().withHandle(handle -> handle
                .createQuery("SELECT detail::TEXT FROM operator_action WHERE action = 'period'").mapTo(String.class)
                .one()));
        assertThrows(IllegalArgumentException.class, () -> enrolment.period("flat", Duration.ofMinutes(15)));
        assertThrows(IllegalArgumentException.class, () -> enrolment.period("nowhere", Duration.ofMinutes(15)));
        assertThrows(IllegalArgumentException.class, () -> enrolment.period("home", Duration.ofSeconds(4)));
        assertThrows(IllegalArgumentException.class, () -> enrolment.period("home", Duration.ofDays(32)));
    }
}
