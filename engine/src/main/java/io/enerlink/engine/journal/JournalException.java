package io.enerlink.engine.journal;

/** The journal is not what it must be. Its message names the file, the offset and what to do; nothing was changed. */
public class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What an operator does where a disk lost or changed what was durable. */
    static final String RESTORE = "This is damage, not a crash: restore the file from a backup or a replica";
    /** What an operator does where a segment is gone. */
    static final String BRING_BACK = "Bring the segment back, as journal- or archived-, from where it was moved or from"
            + " a backup";

    private final String file;
    private final long offset;

    JournalException(String file, long offset, String problem, String remedy) {
        super(file + " at offset " + offset + ": " + problem + ". " + remedy);
        this.file = file;
        this.offset = offset;
    }

    public String file() { return file; }

    /** Bytes from the start of the file. */
    public long offset() { return offset; }
}
