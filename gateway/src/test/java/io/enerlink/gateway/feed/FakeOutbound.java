package io.enerlink.gateway.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.gateway.session.Batch;
import io.enerlink.gateway.session.Outbound;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A client whose room a test decides on. */
final class FakeOutbound implements Outbound {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> sent = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private int closeCode;
    private final Queue<Runnable> leaving = new ArrayDeque<>();
    private boolean held;
    private final Executor loop = task -> {
        leaving.add(task);
        hold(held);
    };

    List<JsonNode> sent() { return sent; }

    JsonNode last() { return sent.get(sent.size() - 1); }

    void room(int messages) { room = messages; }

    int closeCode() { return closeCode; }

    @Override
    public void send(byte[] message) {
        try {
            sent.add(JSON.readTree(message));
        } catch (IOException notJson) {
            throw new AssertionError(notJson);
        }
        room--;
    }

    /** While it holds, what it was told last with others has not left. */
    void hold(boolean now) {
        held = now;
        while (!held && !leaving.isEmpty()) leaving.remove().run();
    }

    @Override
    public void send(byte[] message, Batch batch) {
        send(message);
        batch.add(loop, () -> {});
    }

    @Override
    public boolean writable() { return room > 0; }

    @Override
    public void close(int code, String reason) { closeCode = code; }
}
