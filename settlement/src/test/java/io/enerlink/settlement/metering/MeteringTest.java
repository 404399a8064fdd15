package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestBroker;
import io.enerlink.settlement.TestChain;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.TestKeys;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.device.HouseProfile;
import io.enerlink.settlement.device.Nem12Profile;
import io.enerlink.settlement.device.Profile;
import io.enerlink.settlement.device.SimulatedMeter;
import io.enerlink.settlement.device.SimulatedMeterConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Real broker, database and chain. */
class MeteringTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = TestChain.prompt();
    @RegisterExtension
    final TestBroker broker = new TestBroker();
    private static final int SPEED = 600;
    private static final long CAPACITY_W = 10_000L * SPEED;
    private static final String SELLER = "0x00000000000000000000000000000000000000a1";
    private static final String BUYER = "0x00000000000000000000000000000000000000a2";

    @TempDir
    Path folder;
    private Outbox outbox;
    private ContractAddresses addresses;
    private Metering metering;
    private final List<SimulatedMeter> meters = new ArrayList<>();

    @BeforeEach
    void deploy() {
        openOutbox();
        addresses = new Deployment(DATABASE.get(), chain.get(), TestKeys.get()).open(outbox,
                DeploymentTerms.defaults());
        startMetering();
    }

    private void openOutbox() {
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        deployment.requireSameChain(false);
        outbox = new Outbox(DATABASE.get(), chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 1_000, Duration.ofMillis(50)), Optional.empty());
        outbox.start();
    }

    private void startMetering() {
        metering = Metering.start(MeteringConfig.of(broker.host(), broker.port()).every(Duration.ofSeconds(1)),
                DATABASE.get(), outbox, chain.get(), addresses);
    }

    @AfterEach
    void close() {
        meters.forEach(SimulatedMeter::close);
        if (metering != null) metering.close();
        outbox.close();
    }

    @Test
    void turnsSurplusIntoTokensAndShortageIntoDebtToTheMicrowattHour() throws Exception {
        Map<String, Long> told = new ConcurrentHashMap<>();
        metering.addSettledListener(settled -> told.put(settled.owner(), settled.mintedUwh()));
        metering.registry().register(Meter.periodic("seller", SELLER, CAPACITY_W));
        metering.registry().register(Meter.periodic("buyer", BUYER, CAPACITY_W));
        meter("seller", new HouseProfile(1, 5_000, 400));
        meter("buyer", new HouseProfile(2, 0, 900));
        Await.until("tokens are minted and debts made", Duration.ofSeconds(60),
                () -> metering.totals().etkMintedUwh() > 0 && metering.totals().debtUwh() > 0);
        Await.until("devices have reset their counters", () -> commands("ACKNOWLEDGED") >= 2);
        meters.forEach(SimulatedMeter::close);
        awaitLast("seller");
        awaitLast("buyer");
        settleAll();
        assertInvariant();
        assertEquals(metering.totals().etkMintedUwh(), read(new ContractCalls(addresses).etk().balanceOf(SELLER)));
        assertEquals(metering.totals().debtUwh(), read(new ContractCalls(addresses).converter().totalDebt()));
        Await.until("what was minted is told",
                () -> told.getOrDefault(SELLER, 0L) == metering.totals().etkMintedUwh());
    }

    @Test
    void losesAndDoublesNothingWhenBrokerIngestAndMetersStopInTheMiddle() throws Exception {
        metering.registry().register(Meter.periodic("home", SELLER, CAPACITY_W));
        SimulatedMeter home = meter("home", Nem12Profile.solarMonth());
        Await.until("something is minted", Duration.ofSeconds(60), () -> metering.totals().etkMintedUwh() > 0);
        metering.close();
        long storedAtStop = metering.totals().readingsAccepted();
        Await.until("the meter counts on", () -> home.exportUwh() > 0);
        broker.stop();
        broker.start();
        home.close();
        SimulatedMeter restarted = meter("home", Nem12Profile.solarMonth());
        DATABASE.reopen();
        outbox.close();
        openOutbox();
        startMetering();
        Await.until("readings come in again", Duration.ofSeconds(60),
                () -> metering.totals().readingsAccepted() > storedAtStop + 20);
        restarted.close();
        awaitLast("home");
        settleAll();
        assertInvariant();
        assertEquals(1, count("SELECT count(*) FROM meter_epoch"));
        assertEquals(
                count("SELECT export_uwh - baseline_export_uwh - import_uwh + baseline_import_uwh FROM meter_epoch"),
                count("SELECT sum(export_delta_uwh - import_delta_uwh) FROM reading"));
    }

    @Test
    void readsTheReferenceDevicesSamplePayloadAndRefusesWhatIsBroken() {
        metering.awaitListening(Duration.ofSeconds(30));
        metering.registry().register(Meter.periodic("home", SELLER, 10_000));
        Mqtt5BlockingClient device = MqttClient.builder().useMqttVersion5().identifier("device")
                .serverHost(broker.host()).serverPort(broker.port()).buildBlocking();
        device.connect();
        for (String payload : List.of(Samples.SENSORS, Samples.SENSORS, "{not json", Samples.SENSORS.replace("1.959955",
                "-1"), Samples.SENSORS.replace("33857692", "33862692").replace("1.959955", "1.960955")))
            device.publishWith().topic("home/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload.getBytes(StandardCharsets.UTF_8)).send();
        device.publishWith().topic("home/energy-monitor/heartbeat").qos(MqttQos.AT_LEAST_ONCE)
                .payload(Samples.HEARTBEAT.getBytes(StandardCharsets.UTF_8)).send();
        device.publishWith().topic("home/energy-monitor/status").qos(MqttQos.AT_LEAST_ONCE)
                .payload(Samples.STATUS.getBytes(StandardCharsets.UTF_8)).send();
        device.publishWith().topic("nobody/energy-monitor/sensors").qos(MqttQos.AT_LEAST_ONCE)
                .payload(Samples.SENSORS.getBytes(StandardCharsets.UTF_8)).send();
        Await.until("the last message is judged", () -> count(
                "SELECT count(*) FROM refused_message WHERE refusal = 'UNKNOWN_METER'") == 1);
        device.disconnect();
        assertEquals(2, metering.totals().readingsAccepted());
        assertEquals(3, metering.totals().refused());
        assertEquals(1, count("SELECT messages FROM refusal_count WHERE refusal = 'DUPLICATE'"));
        assertEquals(1_000, count("SELECT sum(export_delta_uwh) FROM reading"));
        assertEquals(1, count("SELECT count(*) FROM heartbeat"));
        assertEquals(1, count("SELECT count(*) FROM status_snapshot"));
        assertTrue(count("SELECT extract(year FROM min(sampled_at))::int FROM reading") > 2000);
        assertEquals(1, count(
                "SELECT count(*) FROM reading JOIN reading_detail USING (reading_id)"
                        + " WHERE convert_from(raw, 'UTF8')::jsonb->'battery'->>'state' = 'charging'"
                        + " AND status = 'BASELINE'"));
    }

    /** One owner, two meters: what the one exports tops up what the other may import. */
    @Test
    void aPrepaidHomeIsSwitchedOffAtItsDeviceAndOnAgainAfterATopUp() {
        Map<String, PrepaidBalance> told = new ConcurrentHashMap<>();
        metering.addPrepaidListener(balance -> told.put(balance.stage().name(), balance));
        Enrolment enrolment = new Enrolment(DATABASE.get(), "tester");
        enrolment.enroll(new Meter("flat", BUYER, CAPACITY_W, Policy.PREPAID, DeviceModel.REFERENCE,
                java.time.ZoneId.of("UTC"), 1), "Ana", null);
        enrolment.prepaidTerms("flat", new PrepaidTerms(2_000_000, 1_000_000, 3_000_000, Duration.ofMillis(1), false));
        SimulatedMeter flat = meter("flat", new HouseProfile(2, 0, 900));
        Await.until("its grid is off", Duration.ofSeconds(60), () -> gridMode("flat").equals("off"));
        long readings = count("SELECT count(*) FROM reading");
        long importUwh = flat.importUwh();
        Await.until("it is heard further on", () -> count("SELECT count(*) FROM reading") > readings + 5);
        assertEquals(importUwh, flat.importUwh());
        Await.until("that is told", () -> told.containsKey("OFF") && told.get("OFF").reservedUwh() > 0);
        assertTrue(told.get("OFF").creditUwh() <= 0, told::toString);
        enrolment.enroll(Meter.periodic("roof", BUYER, CAPACITY_W), "Ana", null);
        meter("roof", new HouseProfile(1, 5_000, 400));
        Await.until("it imports again", Duration.ofSeconds(60), () -> flat.importUwh() > importUwh);
        Await.until("and that is told", () -> told.containsKey("ON") && told.get("ON").creditUwh() >= 3_000_000);
    }

    private static String gridMode(String site) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery("""
                SELECT payload->'grid'->>'mode' FROM status_snapshot JOIN meter USING (meter_id) WHERE site = :site
                ORDER BY status_snapshot.received_at DESC LIMIT 1""").bind("site", site).mapTo(String.class).findOne()
                .orElse("not heard"));
    }

    private SimulatedMeter meter(String site, Profile profile) {
        meters.add(SimulatedMeter.start(SimulatedMeterConfig.of(broker.host(), broker.port(), site)
                .atSpeed(SPEED, Duration.ofMillis(100)).from(Duration.ofHours(10)), profile,
                folder.resolve(site + ".json")));
        return meters.getLast();
    }

    /** The broker has a meter's last message when it closes, we have it a moment later. */
    private void awaitLast(String site) throws IOException {
        JsonNode counted = new ObjectMapper().readTree(folder.resolve(site + ".json").toFile()).path("total");
        String epoch = " FROM meter_epoch JOIN meter USING (meter_id) WHERE site = '" + site + "'";
        Await.until("the last message of " + site + " is stored",
                () -> count("SELECT export_uwh" + epoch) == counted.path("exportUwh").asLong()
                        && count("SELECT import_uwh" + epoch) == counted.path("importUwh").asLong());
    }

    private void settleAll() {
        Await.until("the chain knows all", Duration.ofSeconds(30), () -> {
            try {
                return metering.settleNow().get(20, TimeUnit.SECONDS) == 0 && count("""
                        SELECT count(*) FROM meter_epoch WHERE final_export_uwh IS DISTINCT FROM export_uwh
                            OR final_import_uwh IS DISTINCT FROM import_uwh""") == 0;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    /** minted − burned = Σ accepted (Δexport − Δimport) − carried + debt, and the chain says the same. */
    private void assertInvariant() {
        MeteringTotals totals = metering.totals();
        long acceptedUwh = count("SELECT sum(export_delta_uwh - import_delta_uwh) FROM reading");
        assertEquals(acceptedUwh - totals.carriedUwh() + totals.debtUwh(),
                totals.etkMintedUwh() - totals.etkBurnedUwh());
        assertEquals(acceptedUwh, read(new ContractCalls(addresses).converter().totalNet()));
        assertTrue(totals.etkMintedUwh() > 0);
    }

    private long read(org.web3j.protocol.core.RemoteFunctionCall<?> call) {
        String to = call.encodeFunctionCall().startsWith("0x70a08231") ? addresses.etk() : addresses.converter();
        return ((BigInteger) ContractCalls.read(chain.get(), to, call).getFirst()).longValueExact();
    }

    private long commands(String state) {
        return count("SELECT count(*) FROM device_command WHERE state = '" + state + "'");
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
