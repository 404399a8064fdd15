package io.enerlink.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.settlement.metering.CommandState;
import io.enerlink.settlement.metering.DeviceCommand;
import io.enerlink.settlement.metering.OwnerCommands;
import org.jdbi.v3.core.JdbiException;

/** {@code meter.command}: what a household tells the device of its own meter, answered once that is on disk. */
public final class MeterEntry implements AutoCloseable {
    private static final int MAX_WAITING = 64;

    private final OwnerCommands commands;
    private final ExecutorService executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> Thread.ofPlatform().name("meter-commands").daemon().unstarted(task));

    public MeterEntry(OwnerCommands commands) { this.commands = commands; }

    public void addTo(Methods methods) {
        methods.add("meter.command", this::command);
    }

    private void command(Session session, Request request) {
        Account account = session.account();
        Params params = request.params();
        String meterId = params.string("meterId");
        DeviceCommand command = parse(params.string("command"));
        params.end();
        if (!session.signer().equals(account.address()))
            throw Errors.NOT_OWNER.because("an agent trades; devices are told by the account's own key");
        session.answerLater(request, () -> store(account, meterId, command), MeterEntry::json,
                failure -> Errors.refusal(failure, session.id()));
    }

    private CompletableFuture<String> store(Account account, String meterId, DeviceCommand command) {
        try {
            return CompletableFuture.supplyAsync(() -> stored(account, meterId, command), executor);
        } catch (RejectedExecutionException full) {
            throw Errors.BUSY.because("too many commands wait to be stored");
        }
    }

    private static DeviceCommand parse(String text) {
        try {
            return DeviceCommand.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Errors.INVALID_VALUE.because("command: " + e.getMessage());
        }
    }

    private String stored(Account account, String meterId, DeviceCommand command) {
        try {
            OwnerCommands.Answer answer = commands.send(account.address().toString(), meterId, command);
            if (answer.outcome() == OwnerCommands.Outcome.STORED) return answer.id();
            throw refusal(answer.outcome());
        } catch (JdbiException e) {
            throw Errors.UNAVAILABLE.because("the database is away; nothing is known to be stored");
        }
    }

    private static ProtocolException refusal(OwnerCommands.Outcome outcome) {
        return Errors.valueOf(outcome.name()).because(switch (outcome) {
            case UNKNOWN_METER -> "there is no such meter";
            case NOT_OWNER -> "the meter is another account's";
            case NOT_OPERATOR -> "a prepaid meter's credit switches its grid and relay";
            default -> "more than " + OwnerCommands.MAX_OPEN + " commands wait for the device";
        });
    }

    private static String json(String id) {
        return JsonWriter.object().field("commandId", id).field("state", CommandState.PENDING.name()).end().toString();
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
