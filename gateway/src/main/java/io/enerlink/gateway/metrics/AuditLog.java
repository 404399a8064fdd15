package io.enerlink.gateway.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

import io.enerlink.gateway.protocol.JsonWriter;

/** What administrators did, a line of JSON each, on disk before it happens. Nothing ever removes a line. Thread-safe. */
public final class AuditLog implements AutoCloseable {
    private final FileChannel file;
    private final LongSupplier nowMs;

    /** @throws UncheckedIOException where the file cannot be written */
    public AuditLog(Path path, LongSupplier nowMs) {
        this.nowMs = nowMs;
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    /** @throws UncheckedIOException where it cannot be written: then nothing may be done */
    synchronized void write(String who, String action, String result) {
        String line = JsonWriter.object().field("ts", nowMs.getAsLong()).field("operator", who).field("action", action)
                .field("result", result).end() + "\n";
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) file.write(bytes);
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("the audit log cannot be written", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
