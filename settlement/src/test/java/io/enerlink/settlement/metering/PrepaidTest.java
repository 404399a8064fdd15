package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.enerlink.settlement.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Terms, and devices that did not do what they were told, in a real database. */
class PrepaidTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final String OWNER = "0x00000000000000000000000000000000000000a1";

    private Enrolment enrolment;
    private String meterId;
    private long nowMs;

    @BeforeEach
    void register() {
        enrolment = new Enrolment(DATABASE.get(), "tester");
        Meter flat = new Meter("flat", OWNER, 5_000, Policy.PREPAID, DeviceModel.REFERENCE,
                java.time.ZoneId.of("UTC"), 1);
        meterId = flat.meterId();
        enrolment.enroll(flat, "Ana", null);
        enrolment.prepaidTerms("flat", PrepaidTerms.DEFAULT);
        nowMs = System.currentTimeMillis() + 60_000; // what is heard is heard after all that is told
    }

    @Test
    void termsAreSetAndShownAndRecordedOfPrepaidMetersOnly() {
        PrepaidTerms terms = new PrepaidTerms(3_000_000_000L, 1_000_000_000L, 4_000_000_000L, Duration.ofMinutes(1),
                true);
        enrolment.prepaidTerms("flat", terms);
        assertEquals(terms, enrolment.prepaidTerms("flat"));
        assertEquals(terms, enrolment.prepaid("flat").orElseThrow().terms());
        assertEquals(2, (long) DATABASE.get().jdbi().withHandle(handle -> handle
                .createQuery("SELECT count(*) FROM operator_action WHERE action = 'prepaid-terms'").mapTo(Long.class)
                .one()));
        enrolment.enroll(Meter.periodic("home", OWNER, 5_000), "Ana", null);
        assertThrows(IllegalArgumentException.class, () -> enrolment.prepaidTerms("home", terms));
        assertThrows(IllegalArgumentException.class, () -> enrolment.prepaidTerms("home"));
        assertThrows(IllegalArgumentException.class, () -> enrolment.prepaid("nowhere"));
    }

    @Test
    void whatWasGivenUpIsToldAgainOnceTheDeviceIsHeard() {
        told(DeviceCommand.relay(true), CommandState.TIMED_OUT);
        assertEquals(List.of(), unheeded());
        hear(Topics.HEARTBEAT, Samples.HEARTBEAT);
        assertEquals(List.of("{\"relay\":\"on\"}"), unheeded());
        told(DeviceCommand.relay(true), CommandState.SENT);
        assertEquals(List.of(), unheeded());
    }

    @Test
    void whatWasRefusedIsNotToldAgain() {
        told(DeviceCommand.relay(true), CommandState.FAILED);
        hear(Topics.HEARTBEAT, Samples.HEARTBEAT);
        assertEquals(List.of(), unheeded());
    }

    @Test
    void aDeviceThatShowsTheGridToBeOnThoughItWasOffIsToldAgain() {
        told(DeviceCommand.grid(DeviceCommand.GridMode.OFF), CommandState.ACKNOWLEDGED);
        hear(Topics.STATUS, Samples.STATUS.replace("\"mode\": \"export\"", "\"mode\": \"off\""));
        assertEquals(List.of(), unheeded());
        hear(Topics.STATUS, Samples.STATUS);
        assertEquals(List.of("{\"grid\":\"off\"}"), unheeded());
        told(DeviceCommand.grid(DeviceCommand.GridMode.IMPORT), CommandState.ACKNOWLEDGED);
        hear(Topics.STATUS, Samples.STATUS);
        assertEquals(List.of(), unheeded());
    }

    private void told(DeviceCommand command, CommandState state) {
        DATABASE.get().jdbi().useTransaction(handle -> {
            CommandTable.insert(handle, "told" + nowMs++, meterId, command);
            handle.createUpdate("UPDATE device_command SET state = :state, changed_at = now() WHERE state = 'PENDING'")
                    .bind("state", state.name()).execute();
        });
    }

    private void hear(String kind, String payload) {
        new MessageStore(DATABASE.get()).store(List.of(new MessageStore.Arrived(Topics.of("flat", kind),
                payload.getBytes(StandardCharsets.UTF_8), nowMs++)));
    }

    private static List<String> unheeded() {
        return DATABASE.get().jdbi().withHandle(PrepaidTable::unheeded).stream().map(told -> told.command().payload())
                .toList();
    }
}
