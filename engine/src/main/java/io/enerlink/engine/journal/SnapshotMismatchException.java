package io.enerlink.engine.journal;

/** A sound snapshot of an exchange that is set up otherwise, or of another release: the start is refused. */
public final class SnapshotMismatchException extends JournalException {
    private static final long serialVersionUID = 1L;

    SnapshotMismatchException(String file, long offset, String problem, String remedy) {
        super(file, offset, problem, remedy);
    }
}
