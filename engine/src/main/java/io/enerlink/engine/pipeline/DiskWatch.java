package io.enerlink.engine.pipeline;

import io.enerlink.engine.journal.DiskSpace;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.journal.StorageException;
import org.agrona.DirectBuffer;

/**
 * Looks at how full the journal's disk is. That it is low, or is not any more, becomes a command like any other, so that
 * a replay refuses the same orders. On the timer's thread only.
 */
final class DiskWatch {
    /** Space must have grown this far above the limit before orders are taken again, so that they do not flicker. */
    private static final int MARGIN_PERMILLE = 10;

    /** What is to be done after a look. */
    enum Finding {
        FINE, CHANGED, FULL
    }

    private final Storage storage;
    private final DiskLimits limits;
    private boolean low;
    private DiskSpace space;

    /** @param low what the engine knows */
    DiskWatch(Storage storage, DiskLimits limits, boolean low) {
        this.storage = storage;
        this.limits = limits;
        this.low = low;
    }

    /** @throws StorageException where the disk is too full to start on */
    static void requireSpace(Storage storage, DiskLimits limits) {
        DiskSpace space = storage.space();
        if (space.freePermille() < limits.stopBelowPermille()) throw full(space, limits);
    }

    private static StorageException full(DiskSpace space, DiskLimits limits) {
        return new StorageException("The journal's disk has " + percent(space.freePermille()) + " free, "
                + (space.freeBytes() >> 20) + " MiB, and the engine stops below " + percent(limits.stopBelowPermille())
                + ". Free some space, for instance by moving archived-*.log files elsewhere, and start again");
    }

    private static String percent(int permille) {
        return permille / 10 + "." + permille % 10 + " %";
    }

    Finding look() {
        space = storage.space();
        int free = space.freePermille();
        if (free < limits.stopBelowPermille()) return Finding.FULL;
        int limit = limits.refuseBelowPermille();
        boolean isLow = free < (low && limit > 0 ? limit + MARGIN_PERMILLE : limit);
        return isLow == low ? Finding.FINE : Finding.CHANGED;
    }

    /** After CHANGED: what the engine has to know. */
    DirectBuffer command() {
        return low ? FixedCommands.STORAGE_FINE : FixedCommands.STORAGE_LOW;
    }

    /** @param taken whether the ring had room for it */
    void told(boolean taken) {
        if (taken) low = !low;
    }

    /** After FULL. */
    StorageException full() {
        return full(space, limits);
    }
}
