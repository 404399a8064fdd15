package io.enerlink.settlement.metering;

import java.time.Duration;
import io.enerlink.settlement.TestBroker;
import io.enerlink.settlement.TestDatabase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The meter at {@code home}, heard through a broker of its own into a database, and told what to do: for every test. Use as a
 * field: {@code @RegisterExtension final TestIngest ingest = new TestIngest(DATABASE, 10_000, Duration.ofSeconds(1));}
 */
final class TestIngest implements BeforeEachCallback, AfterEachCallback {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final TestBroker broker = new TestBroker();
    private final TestDatabase database;
    private final long capacityW;
    private final Duration commandTimeout;
    private MeterIngest ingest;
    private DeviceCommands commands;

    /** @param commandTimeout after which a command without a sign is sent again */
    TestIngest(TestDatabase database, long capacityW, Duration commandTimeout) {
        this.database = database;
        this.capacityW = capacityW;
        this.commandTimeout = commandTimeout;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        broker.beforeEach(context);
        new Enrolment(database.get(), "tester").enroll(
                Meter.periodic("home", "0x00000000000000000000000000000000000000a1", capacityW), "Ana", null);
        ingest = new MeterIngest(new MessageStore(database.get()), MeteringConfig.of(broker.host(), broker.port()));
        commands = new DeviceCommands(database.get(), ingest.client(), commandTimeout);
        ingest.addListener(commands::onStored);
        ingest.addResponseListener(commands::onResponse);
        commands.start();
        ingest.start();
        ingest.awaitListening(START_LIMIT);
    }

    TestBroker broker() { return broker; }

    DeviceCommands commands() { return commands; }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (ingest != null) ingest.close();
        if (commands != null) commands.close();
        broker.afterEach(context);
    }
}
