package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.enerlink.settlement.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How devices are, by their heartbeats and by their silence. */
class DeviceWatchTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final Instant START = Instant.ofEpochMilli(System.currentTimeMillis());

    private final List<String> told = new ArrayList<>();
    private Enrolment enrolment;
    private DeviceWatch watch;

    @BeforeEach
    void register() {
        enrolment = new Enrolment(DATABASE.get(), "tester");
        for (String site : List.of("home", "shop"))
            enrolment.enroll(Meter.periodic(site, "0x00000000000000000000000000000000000000a1", 5_000), "Ana", null);
        watch = watch(START);
    }

    private DeviceWatch watch(Instant started) {
        DeviceWatch made = new DeviceWatch(DATABASE.get(), Duration.ofSeconds(90), started);
        made.addListener(device -> told.add(site(device) + " " + device.health()));
        return made;
    }

    private static String site(DeviceState device) {
        return DATABASE.get().jdbi()
                .withHandle(handle -> handle.createQuery("SELECT site FROM meter WHERE meter_id = ?")
                        .bind(0, device.meterId()).mapTo(String.class).one());
    }

    private void beat(String site, String status, long sec) {
        new MessageStore(DATABASE.get()).store(List.of(new MessageStore.Arrived(Topics.of(site, Topics.HEARTBEAT),
                Samples.HEARTBEAT.replace("alive", status).getBytes(StandardCharsets.UTF_8),
                START.plusSeconds(sec).toEpochMilli())));
    }

    private List<String> look(long sec) {
        told.clear();
        watch.look(START.plusSeconds(sec));
        return told.stream().sorted().toList();
    }

    @Test
    void aDeviceIsWhatItsHeartbeatSaysAndMissingWhenThereIsNone() {
        beat("home", "alive", 0);
        assertEquals(List.of("home ALIVE", "shop MISSING"), look(1));
        assertEquals(List.of(), look(89));
        beat("home", "warning", 90);
        assertEquals(List.of("home WARNING"), look(91));
        beat("home", "error", 100);
        beat("home", "alive", 101);
        beat("home", "error", 102);
        assertEquals(List.of("home ERROR"), look(103));
        assertEquals(List.of(), look(192));
        assertEquals(List.of("home MISSING"), look(193));
        assertEquals(List.of(), look(1_000));
        beat("home", "alive", 1_001);
        assertEquals(List.of("home ALIVE"), look(1_002));
        assertEquals(Map.of(DeviceHealth.ALIVE, 1, DeviceHealth.WARNING, 0, DeviceHealth.ERROR, 0,
                DeviceHealth.MISSING, 1), watch.counts());
    }

    @Test
    void whoListensLaterHearsHowEachDeviceIs() {
        beat("shop", "warning", 0);
        look(1);
        List<DeviceHealth> heard = new ArrayList<>();
        watch.addListener(device -> heard.add(device.health()));
        assertEquals(List.of(DeviceHealth.MISSING, DeviceHealth.WARNING),
                heard.stream().sorted((a, b) -> b.compareTo(a))
                        .toList());
    }

    @Test
    void whileWeWereAwayNobodyWasHeardSoSilenceCountsFromOurStart() {
        beat("home", "alive", 0);
        look(1);
        watch = watch(START.plusSeconds(10_000));
        assertTrue(look(10_001).contains("home ALIVE"));
        assertEquals(List.of(), look(10_089));
        assertEquals(List.of("home MISSING"), look(10_091));
    }

    @Test
    void theRegistryShowsItAndForgetsWhoIsReplaced() {
        beat("home", "warning", 0);
        look(1);
        Enrolment.Entry home = enrolment.meters().getFirst();
        assertEquals(DeviceHealth.WARNING, home.health());
        assertEquals(START.toEpochMilli(), home.heardMs());
        enrolment.replace("home", DeviceModel.REFERENCE, null, null, null, "broken");
        assertEquals(DeviceHealth.MISSING, enrolment.meters().getFirst().health());
        assertEquals(0, enrolment.meters().getFirst().heardMs());
    }
}
