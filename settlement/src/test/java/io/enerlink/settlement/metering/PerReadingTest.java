package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.enerlink.settlement.Await;
import io.enerlink.settlement.TestChain;
import io.enerlink.settlement.TestDatabase;
import io.enerlink.settlement.TestKeys;
import io.enerlink.settlement.audit.ReadingProof;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.Deployment;
import io.enerlink.settlement.chain.DeploymentTerms;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.protocol.http.HttpService;

/** Signed readings, one by one: from submission to tokens, with a real database and chain. */
class PerReadingTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = TestChain.prompt();
    /** So that 100 kWh can be measured in a few seconds. */
    private static final long CAPACITY_W = Meter.MAX_CAPACITY_W;

    private Outbox outbox;
    private ContractAddresses addresses;
    private Metering metering;
    private Enrolment enrolment;
    private int prosumers;
    private long sampleMs = System.currentTimeMillis() - 60_000;

    /** A meter and what it signs with. */
    private record Signer(String site, String owner, String meterId, String secret, KeyPair key) {}

    @BeforeEach
    void start() {
        Deployment deployment = new Deployment(DATABASE.get(), chain.get(), TestKeys.get());
        deployment.requireSameChain(false);
        outbox = new Outbox(DATABASE.get(), chain.get(), TestKeys.get(),
                new OutboxConfig(1, 16, 1_000, Duration.ofMillis(50)), Optional.empty());
        outbox.start();
        addresses = deployment.open(outbox, DeploymentTerms.defaults());
        metering = Metering.start(MeteringConfig.of("127.0.0.1", 1), DATABASE.get(), outbox, chain.get(), addresses);
        enrolment = new Enrolment(DATABASE.get(), "tester");
    }

    @AfterEach
    void close() {
        metering.close();
        outbox.close();
    }

    private Signer signer() throws GeneralSecurityException {
        String site = "prosumer" + ++prosumers;
        String owner = "0x%040x".formatted(0xa0 + prosumers);
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Meter meter = new Meter(site, owner, CAPACITY_W, Policy.PER_READING, DeviceModel.REFERENCE,
                java.time.ZoneId.of("UTC"), 1);
        byte[] encoded = key.getPublic().getEncoded();
        String secret = enrolment.enroll(meter, site,
                Arrays.copyOfRange(encoded, encoded.length - MeterKey.KEY_BYTES, encoded.length));
        return new Signer(site, owner, meter.meterId(), secret, key);
    }

    private static String payload(Signer signer, String kwh, long sampleMs, String more, String signedMore)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(signer.key.getPrivate());
        signature.update(("enerlink-reading/1 " + signer.meterId + " " + kwh + " " + sampleMs + signedMore)
                .getBytes(StandardCharsets.UTF_8));
        return "{\"kwh_amount\":" + kwh + ",\"reading_timestamp\":" + sampleMs + ",\"meter_signature\":\""
                + HexFormat.of().formatHex(signature.sign()) + "\"" + more + "}";
    }

    private Submissions.Stored submit(Signer signer, String payload) throws RefusedMessageException {
        return metering.submissions().submit(signer.secret, payload.getBytes(StandardCharsets.UTF_8),
                System.currentTimeMillis());
    }

    private Submissions.Stored submitKwh(Signer signer, String kwh) throws Exception {
        return submit(signer, payload(signer, kwh, ++sampleMs, "", ""));
    }

    private Refusal refusal(Signer signer, String payload) {
        return assertThrows(RefusedMessageException.class, () -> submit(signer, payload)).refusal();
    }

    private void settle() {
        Await.until("all is minted", Duration.ofSeconds(60), () -> {
            try {
                return count("SELECT count(*) FROM meter WHERE NOT on_chain") == 0
                        && metering.settleNow().get(20, TimeUnit.SECONDS) == 0 && count("""
                                SELECT count(*) FROM meter_epoch
                                WHERE final_export_uwh IS DISTINCT FROM export_uwh""") == 0;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private BigInteger balance(Signer signer) {
        return (BigInteger) ContractCalls
                .read(chain.get(), addresses.etk(), new ContractCalls(addresses).etk().balanceOf(signer.owner))
                .getFirst();
    }

    private static BigInteger kwh(String kwh) {
        return new java.math.BigDecimal(kwh).movePointRight(9).toBigIntegerExact();
    }

    private static long count(String sql) {
        return DATABASE.get().jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    /** GridTokenX's seven, by their names; submitted together, settled together, looked at one by one. */
    @TestFactory
    List<DynamicTest> theSevenScenarios() throws Exception {
        Signer single = signer();
        submitKwh(single, "10.5");
        List<Signer> several = List.of(signer(), signer(), signer());
        submitKwh(several.get(0), "10");
        submitKwh(several.get(1), "7.5");
        submitKwh(several.get(2), "7.5");
        Signer batch = signer();
        for (String amount : List.of("5.0", "7.5", "12.0", "3.5")) submitKwh(batch, amount);
        Signer stranger = signer();
        Refusal unauthorized = assertThrows(RefusedMessageException.class, () -> metering.submissions().submit(
                "no secret", payload(stranger, "1", ++sampleMs, "", "").getBytes(StandardCharsets.UTF_8), sampleMs))
                .refusal();
        Signer small = signer();
        submitKwh(small, "0.1");
        Signer large = signer();
        submitKwh(large, "100.0");
        long unmintedBefore = count("SELECT count(*) FROM reading WHERE report_id IS NULL");
        settle();
        return List.of(scenario("1 single meter reading, 10.5 kWh", () -> assertEquals(kwh("10.5"), balance(single))),
                scenario("2 multiple readings, 25 kWh", () -> assertEquals(kwh("25"),
                        several.stream().map(this::balance).reduce(BigInteger.ZERO, BigInteger::add))),
                scenario("3 batch processing, 5.0, 7.5, 12.0, 3.5 kWh",
                        () -> assertEquals(kwh("28"), balance(batch))),
                scenario("4 authorization validation, rejects unauthorized", () -> {
                    assertEquals(Refusal.UNAUTHORIZED, unauthorized);
                    assertEquals(BigInteger.ZERO, balance(stranger));
                }), scenario("5 balance verification", () -> {
                    submitKwh(single, "0.5");
                    settle();
                    assertEquals(kwh("11"), balance(single));
                    assertEquals(kwh("164.1"), (BigInteger) ContractCalls.read(chain.get(), addresses.etk(),
                            new ContractCalls(addresses).etk().totalSupply()).getFirst());
                    assertEquals(10, unmintedBefore);
                    assertEquals(0, count("SELECT count(*) FROM reading WHERE report_id IS NULL"));
                }), scenario("6 edge case, small, 0.1 kWh", () -> assertEquals(kwh("0.1"), balance(small))),
                scenario("7 edge case, large, 100.0 kWh", () -> assertEquals(kwh("100"), balance(large))));
    }

    private static DynamicTest scenario(String name, Executable looks) {
        return DynamicTest.dynamicTest(name, looks);
    }

    /** As the seed writes it: the amount as text, the time in ISO 8601. */
    @Test
    void takesAmountsAndTimesAsTextAndSettlesThemByItself() throws Exception {
        metering.close();
        metering = Metering.start(MeteringConfig.of("127.0.0.1", 1).every(Duration.ofSeconds(1)), DATABASE.get(),
                outbox, chain.get(), addresses);
        Signer signer = signer();
        String payload = payload(signer, "10.5", sampleMs, "", "").replace(":10.5,", ":\"10.5\",")
                .replace(":" + sampleMs + ",", ":\"" + java.time.Instant.ofEpochMilli(sampleMs) + "\",");
        assertTrue(submit(signer, payload).isNew());
        Await.until("the poll mints it", Duration.ofSeconds(30), () -> balance(signer).equals(kwh("10.5")));
        assertEquals(Refusal.NOT_A_NUMBER, refusal(signer, payload.replace("\"10.5\"", "\"1e1\"")));
        assertEquals(Refusal.INVALID_VALUE, refusal(signer, payload.replaceFirst("T[0-9:.]+Z", "")));
    }

    @Test
    void aRoundHasFiftyMetersATransactionAndTwentyTransactionsAndWhoWaitsLongestComesFirst() throws Exception {
        DATABASE.get().jdbi()
                .useHandle(handle -> handle
                        .createUpdate(
                                """
                                        WITH fresh AS (INSERT INTO meter (meter_id, site, owner, capacity_w, policy, threshold_uwh, units, zone,
                                                on_chain, state)
                                            SELECT '0x' || lpad(to_hex(n), 64, '0'), 'm' || n, :owner, 1000, 'PER_READING', 0, 'MILLI', 'UTC',
                                                TRUE, :state
                                            FROM generate_series(1, 1050) AS n RETURNING meter_id)
                                        INSERT INTO meter_epoch (meter_id, epoch, baseline_export_uwh, baseline_import_uwh, export_uwh, import_uwh)
                                        SELECT meter_id, 1, 0, 0, 0, 0 FROM fresh""")
                        .bind("owner", "0x%040x".formatted(0xa0))
                        .bind("state", MeterTable.json(MeterState.UNHEARD)).execute());
        assertEquals(1_000, metering.settleNow().get(60, TimeUnit.SECONDS));
        assertEquals(20, count("SELECT count(DISTINCT transaction_id) FROM settlement_report"));
        assertEquals(50, count("SELECT max(n) FROM (SELECT count(*) AS n FROM settlement_report"
                + " GROUP BY transaction_id) AS t"));
        Await.until("the chain has answered", Duration.ofSeconds(60),
                () -> count("SELECT count(*) FROM settlement_report WHERE state = 'PENDING'") == 0);
        metering.settleNow().get(60, TimeUnit.SECONDS);
        assertEquals(1_050, count("SELECT count(DISTINCT meter_id) FROM settlement_report"));
    }

    @Test
    void whatRevertsIsSettledInALaterRoundAndOnce() throws Exception {
        Signer signer = signer();
        submitKwh(signer, "2");
        Await.until("the meter is on the chain", () -> count("SELECT count(*) FROM meter WHERE on_chain") == 1);
        administer("pause", new ContractCalls(addresses).converter().pause());
        metering.settleNow().get(20, TimeUnit.SECONDS);
        Await.until("it reverted", Duration.ofSeconds(30), () -> count(
                "SELECT count(*) FROM settlement_report WHERE state = 'REVERTED'") > 0
                && count("SELECT count(*) FROM reading WHERE report_id IS NULL") == 1);
        assertEquals(BigInteger.ZERO, balance(signer));
        administer("unpause", new ContractCalls(addresses).converter().unpause());
        settle();
        assertEquals(kwh("2"), balance(signer));
    }

    private void administer(String id, RemoteFunctionCall<?> call) throws Exception {
        outbox.send(new TransactionRequest(id, KeyRole.ADMIN, addresses.converter(), ContractCalls.data(call)));
        assertEquals(TransactionState.FINAL, outbox.whenFinal(id).get(20, TimeUnit.SECONDS).state());
    }

    /** Asked for as an operator does, beside the running exchange, long before the period is over. */
    @Test
    void metersOfEveryPolicyAreSettledWhenAnOperatorAsks() throws Exception {
        Signer signer = signer();
        MessageStore store = new MessageStore(DATABASE.get());
        for (Policy policy : List.of(Policy.PERIODIC, Policy.THRESHOLD, Policy.PREPAID)) {
            String site = policy.kind().name().toLowerCase(java.util.Locale.ROOT);
            enrolment.enroll(new Meter(site, signer.owner, CAPACITY_W, policy, DeviceModel.REFERENCE,
                    java.time.ZoneId.of("UTC"), 1), signer.site, null);
            for (int i = 0; i < 2; ++i)
                store.store(List.of(new MessageStore.Arrived(Topics.of(site, Topics.SENSORS),
                        "{\"timestamp\":%d,\"export\":{\"total_energy_wh\":%d},\"import\":{\"total_energy_wh\":0}}"
                                .formatted(1_000 + 10_000 * i, 1_000 * i).getBytes(StandardCharsets.UTF_8),
                        System.currentTimeMillis() + 10_000 * i)));
        }
        submitKwh(signer, "1");
        Await.until("all are on the chain", Duration.ofSeconds(30),
                () -> count("SELECT count(*) FROM meter WHERE on_chain") == 4);
        new SettlementRequests(DATABASE.get()).ask("tester");
        Await.until("all are settled", Duration.ofSeconds(30), () -> count(
                "SELECT count(DISTINCT meter_id) FROM settlement_report WHERE state = 'FINAL' AND export_uwh > 0") == 4);
        assertEquals(kwh("3"), balance(signer));
        assertEquals(kwh("1").longValueExact(), count("SELECT sum(carried_uwh) FROM meter"));
    }

    @Test
    void refusesWhoMayNotAndWhatCannotBeAndChangesNothing() throws Exception {
        Signer one = signer();
        Signer other = signer();
        long nowMs = System.currentTimeMillis();
        assertEquals(Refusal.UNAUTHORIZED, assertThrows(RefusedMessageException.class, () -> metering.submissions()
                .submit("no secret", payload(one, "1", nowMs, "", "").getBytes(StandardCharsets.UTF_8), nowMs))
                .refusal());
        assertEquals(Refusal.BAD_SIGNATURE, refusal(other, payload(one, "1", nowMs, "", "")));
        assertEquals(Refusal.BAD_SIGNATURE, refusal(one, payload(one, "1", nowMs, "", "").replace(":1,", ":2,")));
        assertEquals(Refusal.UNAUTHORIZED,
                refusal(one, payload(one, "1", nowMs, ",\"meter_id\":\"" + other.site + "\"", "")));
        assertEquals(Refusal.OUT_OF_RANGE, refusal(one, payload(one, "0", nowMs, "", "")));
        assertEquals(Refusal.OUT_OF_RANGE, refusal(one, payload(one, "-1", nowMs, "", "")));
        assertEquals(Refusal.OUT_OF_RANGE, refusal(one, payload(one, "100.000000001", nowMs, "", "")));
        assertEquals(Refusal.OUT_OF_RANGE, refusal(one, payload(one, "0.0000000001", nowMs, "", "")));
        assertEquals(Refusal.TOO_OLD, refusal(one, payload(one, "1", nowMs - Duration.ofDays(8).toMillis(), "", "")));
        assertEquals(Refusal.IN_THE_FUTURE, refusal(one, payload(one, "1", nowMs + 3_600_000, "", "")));
        assertEquals(Refusal.INVALID_VALUE, refusal(one, payload(one, "1", nowMs, ",\"minted\":true", "")));
        assertEquals(0, count("SELECT count(*) FROM reading"));
        assertEquals(10, count("SELECT count(*) FROM refused_message"));
    }

    @Test
    void replayedSignedReadingIsARepeatOrRefusedAndNeverCountsTwice() throws Exception {
        Signer signer = signer();
        String first = payload(signer, "1.5", ++sampleMs, ",\"epoch\":1,\"sequence\":7", " 1 7");
        Submissions.Stored stored = submit(signer, first);
        assertTrue(stored.isNew());
        Submissions.Stored again = submit(signer, first);
        assertFalse(again.isNew());
        assertEquals(stored.readingId(), again.readingId());
        assertEquals(Refusal.CONFLICT,
                refusal(signer, payload(signer, "2", sampleMs, ",\"epoch\":1,\"sequence\":8", " 1 8")));
        assertEquals(Refusal.NOT_RISING,
                refusal(signer, payload(signer, "2", sampleMs + 1, ",\"epoch\":1,\"sequence\":7", " 1 7")));
        assertEquals(Refusal.NOT_RISING, refusal(signer, payload(signer, "2", sampleMs + 1, "", "")));
        assertTrue(submit(signer, payload(signer, "2", ++sampleMs, ",\"epoch\":2,\"sequence\":0", " 2 0")).isNew());
        assertEquals(3_500_000_000L, count("SELECT sum(export_delta_uwh) FROM reading"));
    }

    @Test
    void signedRegistersAreSettledByTheirDifference() throws Exception {
        Signer signer = signer();
        String registers = ",\"epoch\":1,\"sequence\":%d,\"registers\":{\"export_wh\":%d,\"import_wh\":20}";
        submit(signer, payload(signer, "1", sampleMs - 7_200_000, registers.formatted(1, 5_000),
                " 1 1 5000000000 20000000"));
        submit(signer, payload(signer, "1", sampleMs, registers.formatted(2, 6_000), " 1 2 6000000000 20000000"));
        assertEquals(1_000_000_000L, count("SELECT sum(export_delta_uwh) FROM reading"));
    }

    @Test
    void aSettledReadingIsProvedToBeAmongThoseOnTheChainAndAChangedOneIsNot() throws Exception {
        Signer signer = signer();
        long id = submitKwh(signer, "1").readingId();
        for (String amount : List.of("2", "3", "4", "5")) submitKwh(signer, amount);
        assertThrows(IllegalArgumentException.class, () -> ReadingProof.of(DATABASE.get(), id));
        settle();
        Web3j web3j = Web3j.build(new HttpService(chain.url()));
        try {
            for (long reading = id; reading < id + 5; ++reading) {
                ReadingProof proof = ReadingProof.parse(ReadingProof.of(DATABASE.get(), reading).json());
                assertTrue(proof.holds());
                assertTrue(proof.isVerifiedBy(web3j, addresses.converter()));
                assertTrue(proof.isOnChain(web3j, addresses.converter()));
                assertFalse(proof.isOnChain(web3j, addresses.etk()));
                String changed = proof.json().replace("\"exportUwh\" : " + proof.exportUwh(), "\"exportUwh\" : 1");
                assertFalse(ReadingProof.parse(changed).holds());
                assertFalse(ReadingProof.parse(changed).isVerifiedBy(web3j, addresses.converter()));
            }
            ReadingProof proof = ReadingProof.of(DATABASE.get(), id);
            assertThrows(java.io.IOException.class, () -> proof.isVerifiedBy(web3j, addresses.etk()));
        } finally {
            web3j.shutdown();
        }
    }

    @Test
    void aPrepaidMeterIsSwitchedOffWhenWhatFlowedIsMoreThanItsOwnerHas() throws Exception {
        Signer panels = signer();
        submitKwh(panels, "3");
        settle();
        enrolment.enroll(new Meter("flat", panels.owner, CAPACITY_W, Policy.PREPAID, DeviceModel.REFERENCE,
                java.time.ZoneId.of("UTC"), 1), panels.site, null);
        enrolment.prepaidTerms("flat", new PrepaidTerms(2_000_000_000L, 500_000_000L, 2_500_000_000L, Duration.ZERO,
                false));
        MessageStore store = new MessageStore(DATABASE.get());
        String reading = "{\"timestamp\":%d,\"export\":{\"total_energy_wh\":0},\"import\":{\"total_energy_wh\":%d}}";
        List<Integer> importsWh = List.of(10, 1_510, 3_210);
        List<String> stages = List.of("ON", "WARNED", "OFF");
        for (int i = 0; i < importsWh.size(); ++i) {
            store.store(List.of(new MessageStore.Arrived(Topics.of("flat", Topics.SENSORS),
                    reading.formatted(1_000 + 10_000 * i, importsWh.get(i)).getBytes(StandardCharsets.UTF_8),
                    System.currentTimeMillis() + 10_000 * i)));
            String stage = stages.get(i);
            Await.until(stage, Duration.ofSeconds(30), () -> count(
                    "SELECT count(*) FROM prepaid WHERE stage = '" + stage + "' AND credit_uwh <> 0") == 1);
        }
        assertEquals(1, count("SELECT count(*) FROM device_command WHERE payload = '{\"grid\":\"off\"}'"));
        settle();
        submitKwh(panels, "10");
        settle();
        Await.until("on again", Duration.ofSeconds(30),
                () -> count("SELECT count(*) FROM prepaid WHERE stage = 'ON'") == 1);
        assertEquals(1, count("SELECT count(*) FROM device_command WHERE payload = '{\"grid\":\"import\"}'"));
        assertEquals(kwh("9.8"), balance(panels));
    }
}
