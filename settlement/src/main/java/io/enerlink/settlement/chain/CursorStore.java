package io.enerlink.settlement.chain;

import java.util.List;

/** Where the {@link LogCursor} stands. A port, so that a simulator can stand in for the database; each method commits. */
public interface CursorStore {
    /** A block whose logs have taken effect. */
    record Handled(long number, String hash) {}

    /** The last blocks that were stored, highest first. */
    List<Handled> handled();

    void store(Handled block);

    void forget(long number);
}
