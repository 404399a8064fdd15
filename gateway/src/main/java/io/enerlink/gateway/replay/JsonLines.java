package io.enerlink.gateway.replay;

import io.enerlink.gateway.protocol.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON objects, a line each, gathered and written out in large pieces. */
final class JsonLines {
    private static final int PIECE = 1 << 16;

    private final OutputStream out;
    private final StringBuilder text = new StringBuilder(2 * PIECE);

    JsonLines(OutputStream out) { this.out = out; }

    JsonLines event(String name) {
        text.append("{\"event\":\"").append(name).append('"');
        return this;
    }

    JsonLines field(String name, String value) {
        name(name);
        if (isPlain(value)) text.append('"').append(value).append('"');
        else
            text.append(JsonWriter.quote(value));
        return this;
    }

    JsonLines field(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    JsonLines field(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** So many steps of a grid, as a decimal string. */
    JsonLines steps(String name, Grid grid, long steps) {
        name(name);
        text.append('"');
        grid.append(text, steps);
        text.append('"');
        return this;
    }

    private void name(String name) {
        text.append(",\"").append(name).append("\":");
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
        }
        return true;
    }

    /** What is written without a name or a separator. */
    JsonLines raw(String json) {
        text.append(json);
        return this;
    }

    /** An object as an item of an array, with its first member. */
    JsonLines item(String name, Grid grid, long steps, boolean isFirst) {
        text.append(isFirst ? "{\"" : ",{\"").append(name).append("\":\"");
        grid.append(text, steps);
        text.append('"');
        return this;
    }

    JsonLines idItem(String id, boolean isFirst) {
        text.append(isFirst ? "{\"id\":" : ",{\"id\":").append(JsonWriter.quote(id));
        return this;
    }

    void end() {
        text.append("}\n");
        if (text.length() >= PIECE) write();
    }

    /** Everything so far is to be seen outside. */
    void flush() {
        write();
        try {
            out.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void write() {
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        text.setLength(0);
    }
}
