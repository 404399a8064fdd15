package io.enerlink.benchmarks.flow;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A stream of order messages, made before anything is timed and the same for whoever is measured: four longs a message.
 *
 * <pre>
 *  0  operation 0-3 · side 4 · account 8-31 · number of the order 32-63
 *  1  id of the order
 *  2  price, in ticks
 *  3  quantity; of a move the order's total, of a reduction what is taken off (32-63) and the new total (0-31)
 * </pre>
 */
public final class Flow {
    public static final int STRIDE = 4;
    public static final int PLACE = 0;
    public static final int PLACE_IOC = 1;
    public static final int MOVE = 2;
    public static final int REDUCE = 3;
    public static final int CANCEL = 4;

    /** Accounts 1 to this; bids come from the odd ones and asks from the even, so that nobody meets himself. */
    public static final int ACCOUNTS = 1_000;

    private static final int CHUNK = 8_192;

    private long[] words;
    private int count;
    private final int prefill;

    private Flow(long[] words, int count, int prefill) {
        this.words = words;
        this.count = count;
        this.prefill = prefill;
    }

    /** @param prefill how many of the messages only fill the book, before the clock runs */
    public Flow(int prefill) {
        this(new long[1 << 12], 0, prefill);
    }

    void add(int operation, int side, int account, int number, long id, long price, long quantity) {
        int at = count++ * STRIDE;
        if (at == words.length) words = Arrays.copyOf(words, at * 2);
        words[at] = operation | (long) side << 4 | (long) account << 8 | (long) number << 32;
        words[at + 1] = id;
        words[at + 2] = price;
        words[at + 3] = quantity;
    }

    public Flow copy() {
        return new Flow(words.clone(), count, prefill);
    }

    public int count() { return count; }

    public int prefill() { return prefill; }

    /** The messages; index {@code i * STRIDE} is where the i-th starts. */
    public long[] words() { return words; }

    public static int operation(long first) {
        return (int) first & 15;
    }

    /** 0 bid, 1 ask. */
    public static int side(long first) {
        return (int) first >> 4 & 1;
    }

    public static int account(long first) {
        return (int) first >>> 8;
    }

    public static int number(long first) {
        return (int) (first >> 32);
    }

    public static long takenOff(long last) {
        return last >> 32;
    }

    public static long newTotal(long last) {
        return last & 0xFFFF_FFFFL;
    }

    public void save(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Long.BYTES);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(count);
            out.writeInt(prefill);
            for (int from = 0; from < count * STRIDE; from += CHUNK) {
                int length = Math.min(CHUNK, count * STRIDE - from);
                bytes.asLongBuffer().put(words, from, length);
                out.write(bytes.array(), 0, length * Long.BYTES);
            }
        }
    }

    public static Flow load(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            int count = in.readInt();
            int prefill = in.readInt();
            long[] words = new long[count * STRIDE];
            byte[] bytes = new byte[CHUNK * Long.BYTES];
            for (int from = 0; from < words.length; from += CHUNK) {
                int length = Math.min(CHUNK, words.length - from);
                in.readFully(bytes, 0, length * Long.BYTES);
                ByteBuffer.wrap(bytes).asLongBuffer().get(words, from, length);
            }
            return new Flow(words, count, prefill);
        }
    }
}
