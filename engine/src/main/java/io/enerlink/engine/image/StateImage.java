package io.enerlink.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything the engine knows, copied array by array into memory that is kept from one time to the next. One method a
 * class carries its fields both ways, so that what is saved and what is loaded cannot differ: while saving,
 * {@code carry} copies what it is given and returns it; while loading, it returns what was saved at this place.
 *
 * <p>The image is little-endian and made of words of eight bytes, so that it is the same on every machine.
 */
public final class StateImage {
    private static final int CHUNK_BYTES = 1 << 18;

    private final int chunkWords;
    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final List<LongBuffer> words = new ArrayList<>();
    private boolean loading;
    private long at;
    private long end;

    public StateImage() { this(CHUNK_BYTES); }

    /** @param chunkBytes size of the pieces of memory, a multiple of eight */
    StateImage(int chunkBytes) {
        chunkWords = chunkBytes / Long.BYTES;
    }

    /** Forgets what it holds and copies from now on. */
    public void save() {
        loading = false;
        at = 0;
        end = 0;
    }

    /** Gives back from now on what was saved, or {@linkplain #resize read from elsewhere}, from its beginning. */
    public void load() {
        loading = true;
        at = 0;
    }

    public boolean isLoading() { return loading; }

    public long sizeBytes() { return end * Long.BYTES; }

    /** Makes room for an image that comes from elsewhere. */
    public void resize(long sizeBytes) {
        if (sizeBytes < 0 || sizeBytes % Long.BYTES != 0) {
            throw new IllegalArgumentException("an image has no " + sizeBytes + " bytes");
        }
        end = sizeBytes / Long.BYTES;
        while ((long) chunks.size() * chunkWords < end) addChunk();
    }

    /** Has memory ready for an image a quarter larger than this one, so that the next one need not wait for it. */
    public void reserveMore() {
        while ((long) chunks.size() * chunkWords < end + end / 4) addChunk();
    }

    /** Chunks in use. */
    public int chunks() {
        return Math.toIntExact((end + chunkWords - 1) / chunkWords);
    }

    /** The used part of a chunk, to be read or filled. */
    public ByteBuffer chunk(int index) {
        long left = end - (long) index * chunkWords;
        return chunks.get(index).duplicate().position(0).limit((int) Math.min(left, chunkWords) * Long.BYTES);
    }

    public long carry(long value) {
        LongBuffer chunk = step();
        int index = (int) (at++ % chunkWords);
        if (loading) return chunk.get(index);
        end = at;
        chunk.put(index, value);
        return value;
    }

    public int carry(int value) {
        return (int) carry((long) value);
    }

    public boolean carry(boolean value) {
        return carry(value ? 1L : 0L) != 0;
    }

    /** Carries an array as long as it is, with its first {@code count} words; when loaded the others are zero. */
    public long[] carry(long[] array, int count) {
        int length = carry(array.length);
        int words = carry(count);
        long[] carried = loading ? new long[requireLength(length, words)] : array;
        for (int done = 0; done < words;) {
            LongBuffer chunk = step().position((int) (at % chunkWords));
            int part = Math.min(words - done, chunk.remaining());
            if (loading) chunk.get(carried, done, part);
            else
                chunk.put(carried, done, part);
            pass(part);
            done += part;
        }
        return carried;
    }

    /** Carries an array as long as it is, with its first {@code count} numbers, two a word; the others are zero. */
    public int[] carry(int[] array, int count) {
        int length = carry(array.length);
        int numbers = carry(count);
        int[] carried = loading ? new int[requireLength(length, numbers)] : array;
        for (int done = 0; done < numbers;) {
            step();
            int offset = (int) (at % chunkWords) * Long.BYTES;
            IntBuffer chunk = chunks.get((int) (at / chunkWords)).position(offset).asIntBuffer();
            int part = Math.min(numbers - done, chunk.remaining());
            if (loading) chunk.get(carried, done, part);
            else
                chunk.put(carried, done, part);
            pass(part + 1 >> 1);
            done += part;
        }
        return carried;
    }

    /** Carries an array with all that is in it. */
    public long[] carry(long[] array) {
        return carry(array, array.length);
    }

    /** Carries an array with all that is in it. */
    public int[] carry(int[] array) {
        return carry(array, array.length);
    }

    /** The chunk at which the next word is. */
    private LongBuffer step() {
        if (loading && at >= end) throw new IllegalStateException("the image ends after " + sizeBytes() + " bytes");
        int index = (int) (at / chunkWords);
        if (index == chunks.size()) addChunk();
        return words.get(index);
    }

    private void pass(int count) {
        at += count;
        if (!loading) end = at;
        else if (at > end) throw new IllegalStateException("the image ends after " + sizeBytes() + " bytes");
    }

    private int requireLength(int length, int count) {
        boolean fits = count >= 0 && count <= length && count <= (end - at) * 2;
        if (!fits) throw new IllegalStateException(count + " of " + length + " words do not fit the image");
        return length;
    }

    private void addChunk() {
        ByteBuffer chunk = ByteBuffer.allocateDirect(chunkWords * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        chunks.add(chunk);
        words.add(chunk.asLongBuffer());
    }

    /** @throws IllegalStateException where something of what was saved has not been loaded */
    public void requireEnd() {
        if (at != end) throw new IllegalStateException((end - at) * Long.BYTES + " bytes of the image are left over");
    }
}
