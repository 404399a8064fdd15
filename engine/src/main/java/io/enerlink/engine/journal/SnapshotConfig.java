package io.enerlink.engine.journal;

/**
 * When snapshots are taken, and what becomes of segments that no kept snapshot needs any more.
 *
 * @param everyCommands commands after the last snapshot; 0: their number does not matter
 * @param everyMs       milliseconds of the commands' own time after the last snapshot; 0: time does not matter
 */
public record SnapshotConfig(long everyCommands, long everyMs, OldSegments oldSegments) {
    /** What becomes of a segment that both kept snapshots have behind them. */
    public enum OldSegments {
        /** It is renamed and stays in the directory; audits read it, an operator may move it elsewhere. */
        ARCHIVE,
        /** It is gone, and with it what an audit or a replay from the beginning needs. */
        DELETE
    }

    public SnapshotConfig {
        if (everyCommands < 0 || everyMs < 0) throw new IllegalArgumentException("snapshots are every 0 or more");
    }

    /** After five million commands or an hour; all segments stay. */
    public static SnapshotConfig defaults() {
        return new SnapshotConfig(5_000_000, 3_600_000, OldSegments.ARCHIVE);
    }

    /** Never by itself. */
    public static SnapshotConfig never() {
        return new SnapshotConfig(0, 0, OldSegments.ARCHIVE);
    }

    /** @return whether one is due at a command, that many commands and milliseconds after the last */
    public boolean isDue(long commands, long ms) {
        return everyCommands > 0 && commands >= everyCommands || everyMs > 0 && ms >= everyMs;
    }
}
