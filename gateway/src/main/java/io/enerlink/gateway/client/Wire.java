package io.enerlink.gateway.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** One WebSocket connection, from its opening to its end; everything its owner hears runs on the owner's executor. */
final class Wire implements WebSocket.Listener {
    /** Hears the connection; after {@link #down} nothing more. */
    interface Owner {
        void text(Wire wire, String message);

        void down(Wire wire, String reason);
    }

    private static final int MAX_MESSAGE_CHARS = 4 << 20;

    private final Owner owner;
    private final Executor executor;
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<WebSocket> socket;
    private CompletableFuture<WebSocket> sent;
    private boolean isDown;
    private volatile long lastHeardNs = System.nanoTime();

    private Wire(HttpClient http, URI uri, Duration patience, Owner owner, Executor executor) {
        this.owner = owner;
        this.executor = executor;
        this.socket = http.newWebSocketBuilder().connectTimeout(patience).buildAsync(uri, this);
        this.sent = socket;
        socket.whenCompleteAsync((open, error) -> {
            if (error != null) end("cannot connect to " + uri + ": " + error.getMessage());
        }, executor);
    }

    /** Starts to connect, which may take {@code patience}; {@code owner} hears how it goes. */
    static Wire open(HttpClient http, URI uri, Duration patience, Owner owner, Executor executor) {
        return new Wire(http, uri, patience, owner, executor);
    }

    /** Sends a text after all before it. Called on the executor. */
    void send(String message) {
        sent = sent.thenCompose(open -> open.sendText(message, true));
        sent.whenCompleteAsync((open, error) -> {
            if (error != null) end("cannot send: " + error.getMessage());
        }, executor);
    }

    /** Ends the connection without a farewell. Called on the executor. */
    void abort(String reason) {
        end(reason);
    }

    /** Says farewell and ends the connection. Called on the executor. */
    void close() {
        isDown = true;
        sent.thenCompose(open -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""))
                .whenComplete((closed, error) -> socket.thenAccept(WebSocket::abort));
    }

    /** How long nothing was heard, not even a ping. */
    long silenceNs() {
        return System.nanoTime() - lastHeardNs;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        lastHeardNs = System.nanoTime();
        partial.append(data);
        if (partial.length() > MAX_MESSAGE_CHARS) {
            executor.execute(() -> end("a message longer than " + MAX_MESSAGE_CHARS + " characters"));
            return null;
        }
        if (!last) {
            webSocket.request(1);
            return null;
        }
        String message = partial.toString();
        partial.setLength(0);
        executor.execute(() -> {
            if (!isDown) owner.text(this, message);
            webSocket.request(1);
        });
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        lastHeardNs = System.nanoTime();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        executor.execute(() -> end("closed by the exchange: " + statusCode + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        executor.execute(() -> end("line lost: " + error.getMessage()));
    }

    private void end(String reason) {
        if (isDown) return;
        isDown = true;
        socket.thenAccept(WebSocket::abort);
        owner.down(this, reason);
    }
}
