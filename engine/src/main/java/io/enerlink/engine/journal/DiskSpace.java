package io.enerlink.engine.journal;

/**
 * How full a disk is.
 *
 * @param freeBytes  that may still be written
 * @param totalBytes the whole disk has; 0 where nobody knows
 */
public record DiskSpace(long freeBytes, long totalBytes) {
    private static final int WHOLE = 1_000;

    /** Free of 1,000 parts; all of them where the size of the disk is not known. */
    public int freePermille() {
        return totalBytes < WHOLE ? WHOLE : (int) Math.min(WHOLE, freeBytes / (totalBytes / WHOLE));
    }
}
