package io.enerlink.settlement.metering;

import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;

/** What owners tell the devices of their own meters. Each is recorded with who gave it. */
public final class OwnerCommands {
    /** Commands of a meter that no device has answered. */
    public static final int MAX_OPEN = 16;
    /** What a prepaid meter's credit switches, and nobody beside it. */
    private static final Set<DeviceCommand.Kind> SUPPLY = EnumSet.of(DeviceCommand.Kind.GRID,
            DeviceCommand.Kind.RELAY);

    private final Database database;
    private final Runnable onStored;

    /** @param onStored told that there is something to send */
    public OwnerCommands(Database database, Runnable onStored) {
        this.database = database;
        this.onStored = onStored;
    }

    /** What became of a command. */
    public enum Outcome {
        /** It is on disk, and will be sent. */
        STORED,
        /** There is no such meter, or it was replaced. */
        UNKNOWN_METER,
        /** It is another's. */
        NOT_OWNER,
        /** It is the operator's to give. */
        NOT_OPERATOR,
        /** Too many of the meter wait for its device. */
        TOO_MANY_PENDING
    }

    /** {@code id} by which the command is known; null when it was not stored. */
    public record Answer(Outcome outcome, String id) {}

    /**
     * Stores a command.
     *
     * @param owner who gives it, lower-case 0x-hexadecimal
     */
    public Answer send(String owner, String meterId, DeviceCommand command) {
        Answer answer = database.jdbi().inTransaction(handle -> store(handle, owner, meterId, command));
        if (answer.outcome == Outcome.STORED) onStored.run();
        return answer;
    }

    private static Answer store(Handle handle, String owner, String meterId, DeviceCommand command) {
        Meter meter = MeterTable.lockId(handle, meterId).orElse(null);
        if (meter == null) return new Answer(Outcome.UNKNOWN_METER, null);
        if (!meter.owner().equals(owner)) return new Answer(Outcome.NOT_OWNER, null);
        if (meter.policy().kind() == Policy.Kind.PREPAID && SUPPLY.contains(command.kind()))
            return new Answer(Outcome.NOT_OPERATOR, null);
        if (CommandTable.open(handle, meterId) >= MAX_OPEN) return new Answer(Outcome.TOO_MANY_PENDING, null);
        String correlation = UUID.randomUUID().toString();
        CommandTable.insert(handle, correlation, meterId, command);
        ReviewTable.act(handle, owner, "command", meterId, command.payload(), "its owner's");
        return new Answer(Outcome.STORED, correlation);
    }
}
