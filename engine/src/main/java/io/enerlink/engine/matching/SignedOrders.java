package io.enerlink.engine.matching;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.book.Pair;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.image.StateImage;

/**
 * What the owners signed, beside the book: matching never reads it. One record for each signed version of an order,
 * kept until the order has left it and the last batch with its fills is final.
 */
final class SignedOrders {
    static final int NONE = -1;

    private static final int STRIDE = 26;
    /** Words that the hash of the state has. */
    private static final int HASHED = 24;
    private static final int CHUNK_BITS = 8;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    private static final int ACCEPTANCE = 0;
    private static final int USES_MEMORY = 1;
    private static final int QUANTITY = 2;
    private static final int DISPLAY = 3;
    private static final int SPENT = 4;
    private static final int EXPIRY = 5;
    private static final int SIGNED_QUANTITY = 6;
    private static final int MAX_QUOTE = 7;
    private static final int NONCE = 8;
    private static final int PRICE = 9;
    private static final int ORDER_ID = 10;
    private static final int ACCOUNT_INSTRUMENT = 11;
    private static final int EPOCH_TRAITS = 12;
    private static final int SIGNER = 13;
    private static final int SIGNATURE = 16;
    private static final int ACCEPTED_MS = 24;
    private static final int SEQUENCE = 25;

    private static final int TIME_IN_FORCE_SHIFT = 16;
    private static final int POST_ONLY_SHIFT = 20;
    private static final int SIDE_SHIFT = 21;
    private static final long LOW_INT = 0xFFFF_FFFFL;

    private long[][] chunks = new long[0][];
    private int used;
    private int free = NONE;

    /** A record for what an order's owner signed; the order uses it. */
    int add(long acceptance, long orderId, Incoming incoming, long maxQuote, long nonce, int epoch, int maxFeeBps) {
        int version = allocate();
        long[] chunk = chunk(version);
        int at = at(version);
        chunk[at + ACCEPTANCE] = acceptance;
        chunk[at + USES_MEMORY] = Pair.of(1, ClientOrders.NONE);
        chunk[at + QUANTITY] = incoming.quantityWh;
        chunk[at + DISPLAY] = incoming.displayWh;
        chunk[at + SPENT] = 0;
        chunk[at + EXPIRY] = incoming.expiryMs;
        chunk[at + SIGNED_QUANTITY] = incoming.quantityWh;
        chunk[at + MAX_QUOTE] = maxQuote;
        chunk[at + NONCE] = nonce;
        chunk[at + PRICE] = incoming.priceTicks;
        chunk[at + ORDER_ID] = orderId;
        chunk[at + ACCOUNT_INSTRUMENT] = Pair.of(incoming.accountId, incoming.instrument.id);
        chunk[at + EPOCH_TRAITS] = Pair.of(epoch, incoming.side.code() << SIDE_SHIFT
                | (incoming.postOnly ? 1 : 0) << POST_ONLY_SHIFT
                | incoming.timeInForce.code() << TIME_IN_FORCE_SHIFT | maxFeeBps);
        return version;
    }

    /** Keeps signer and signature as they came: 20 and 65 bytes, one behind the other. */
    void sign(int version, DirectBuffer buffer, int signer, int signature) {
        long[] chunk = chunk(version);
        int at = at(version);
        chunk[at + SIGNER] = buffer.getLong(signer);
        chunk[at + SIGNER + 1] = buffer.getLong(signer + 8);
        chunk[at + SIGNER + 2] = Pair.of(buffer.getByte(signature + 64), buffer.getInt(signer + 16));
        for (int i = 0; i < 8; i++) {
            chunk[at + SIGNATURE + i] = buffer.getLong(signature + i * 8);
        }
    }

    void writeSigner(int version, MutableDirectBuffer buffer, int offset) {
        long[] chunk = chunk(version);
        int at = at(version) + SIGNER;
        buffer.putLong(offset, chunk[at]);
        buffer.putLong(offset + 8, chunk[at + 1]);
        buffer.putInt(offset + 16, Pair.low(chunk[at + 2]));
    }

    void writeSignature(int version, MutableDirectBuffer buffer, int offset) {
        long[] chunk = chunk(version);
        int at = at(version) + SIGNATURE;
        for (int i = 0; i < 8; i++) {
            buffer.putLong(offset + i * 8, chunk[at + i]);
        }
        buffer.putByte(offset + 64, (byte) Pair.high(chunk[at(version) + SIGNER + 2]));
    }

    boolean isSignedBy(int version, long first, long second, int third) {
        long[] chunk = chunk(version);
        int at = at(version) + SIGNER;
        return chunk[at] == first && chunk[at + 1] == second && Pair.low(chunk[at + 2]) == third;
    }

    /** One more batch holds fills of this version. */
    void use(int version) {
        chunk(version)[at(version) + USES_MEMORY] += LOW_INT + 1;
    }

    /** The order or a batch is done with it; the last one frees it. */
    void release(int version) {
        long[] chunk = chunk(version);
        int at = at(version);
        chunk[at + USES_MEMORY] -= LOW_INT + 1;
        if (Pair.high(chunk[at + USES_MEMORY]) > 0) return;
        chunk[at] = free;
        free = version;
    }

    /** Numbers the accepted versions: the order in which a batch lists them. */
    long acceptance(int version) {
        return get(version, ACCEPTANCE);
    }

    /** When the order was accepted, in its first version. */
    long acceptedMs(int version) {
        return get(version, ACCEPTED_MS);
    }

    void acceptedMs(int version, long timestampMs) {
        chunk(version)[at(version) + ACCEPTED_MS] = timestampMs;
    }

    /** Of the command that accepted or replaced the order last. */
    long sequence(int version) {
        return get(version, SEQUENCE);
    }

    void sequence(int version, long sequence) {
        chunk(version)[at(version) + SEQUENCE] = sequence;
    }

    /** Where the client order id of the order is remembered. */
    int memory(int version) {
        return Pair.low(get(version, USES_MEMORY));
    }

    void memory(int version, int memory) {
        int at = at(version) + USES_MEMORY;
        chunk(version)[at] = Pair.withLow(chunk(version)[at], memory);
    }

    /** The order's total now: what was signed, or less. */
    long quantityWh(int version) {
        return get(version, QUANTITY);
    }

    void quantityWh(int version, long quantityWh) {
        chunk(version)[at(version) + QUANTITY] = quantityWh;
    }

    long displayWh(int version) {
        return get(version, DISPLAY);
    }

    /** What the order spent in batches that are closed, without fee. */
    long spent(int version) {
        return get(version, SPENT);
    }

    void spend(int version, long quote) {
        chunk(version)[at(version) + SPENT] += quote;
    }

    long expiryMs(int version) {
        return get(version, EXPIRY);
    }

    long signedQuantityWh(int version) {
        return get(version, SIGNED_QUANTITY);
    }

    void signedQuantityWh(int version, long quantityWh) {
        chunk(version)[at(version) + SIGNED_QUANTITY] = quantityWh;
    }

    long maxQuote(int version) {
        return get(version, MAX_QUOTE);
    }

    long nonce(int version) {
        return get(version, NONCE);
    }

    long priceTicks(int version) {
        return get(version, PRICE);
    }

    long orderId(int version) {
        return get(version, ORDER_ID);
    }

    int accountId(int version) {
        return Pair.high(get(version, ACCOUNT_INSTRUMENT));
    }

    int instrumentId(int version) {
        return Pair.low(get(version, ACCOUNT_INSTRUMENT));
    }

    int epoch(int version) {
        return Pair.high(get(version, EPOCH_TRAITS));
    }

    int maxFeeBps(int version) {
        return (int) get(version, EPOCH_TRAITS) & 0xFFFF;
    }

    int timeInForce(int version) {
        return (int) get(version, EPOCH_TRAITS) >> TIME_IN_FORCE_SHIFT & 3;
    }

    boolean postOnly(int version) {
        return ((int) get(version, EPOCH_TRAITS) >> POST_ONLY_SHIFT & 1) == 1;
    }

    Side side(int version) {
        return Side.of((int) get(version, EPOCH_TRAITS) >> SIDE_SHIFT & 1);
    }

    void hash(int version, StateHash hash) {
        long[] chunk = chunk(version);
        for (int i = 0; i < HASHED; i++) {
            if (i != USES_MEMORY) hash.add(chunk[at(version) + i]);
        }
    }

    private long get(int version, int field) {
        return chunk(version)[at(version) + field];
    }

    private int allocate() {
        int version = free;
        if (version != NONE) {
            free = (int) get(version, ACCEPTANCE);
            return version;
        }
        version = used++;
        if (version >> CHUNK_BITS == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunks.length + 1);
            chunks[chunks.length - 1] = new long[STRIDE << CHUNK_BITS];
        }
        return version;
    }

    private long[] chunk(int version) {
        return chunks[version >> CHUNK_BITS];
    }

    private static int at(int version) {
        return (version & CHUNK_MASK) * STRIDE;
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        used = image.carry(used);
        free = image.carry(free);
        int count = image.carry(chunks.length);
        if (image.isLoading()) chunks = new long[count][0];
        for (int chunk = 0; chunk < count; chunk++) {
            chunks[chunk] = image.carry(chunks[chunk]);
        }
    }
}
