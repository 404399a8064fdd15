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
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.OutboxConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;

/** Signed readings, one by one: from submission to tokens, with a real database and chain. */
class PerReadingTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    @RegisterExtension
    final TestChain chain = new TestChain();
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

    /** One prosumer's 10.5 kWh; 25 kWh of several; four readings in one batch; the least and the most. */
    @Test
    void mintsWhatSeveralProsumersSubmittedExactly() throws Exception {
        Signer single = signer();
        submitKwh(single, "10.5");
        List<Signer> several = List.of(signer(), signer(), signer());
        submitKwh(several.get(0), "10");
        submitKwh(several.get(1), "7.5");
        submitKwh(several.get(2), "7.5");
        Signer batch = signer();
        for (String amount : List.of("5", "7.5", "12", "3.5")) submitKwh(batch, amount);
        Signer least = signer();
        submitKwh(least, "0.1");
        Signer most = signer();
        submitKwh(most, "100.0");
        assertEquals(10, count("SELECT count(*) FROM reading WHERE report_id IS NULL"));
        settle();
        assertEquals(kwh("10.5"), balance(single));
        assertEquals(kwh("25"), several.stream().map(this::balance).reduce(BigInteger.ZERO, BigInteger::add));
        assertEquals(kwh("28"), balance(batch));
        assertEquals(kwh("0.1"), balance(least));
        assertEquals(kwh("100"), balance(most));
        assertEquals(0, count("SELECT count(*) FROM reading WHERE report_id IS NULL"));
        submitKwh(single, "0.5");
        settle();
        assertEquals(kwh("11"), balance(single));
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
                assertTrue(proof.isOnChain(web3j, addresses.converter()));
                assertFalse(proof.isOnChain(web3j, addresses.etk()));
                String changed = proof.json().replace("\"exportUwh\" : " + proof.exportUwh(), "\"exportUwh\" : 1");
                assertFalse(ReadingProof.parse(changed).holds());
            }
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
