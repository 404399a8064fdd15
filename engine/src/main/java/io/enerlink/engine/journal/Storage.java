package io.enerlink.engine.journal;

import java.util.List;

/**
 * Where journal and snapshots live: one directory of named files. A port, so that a simulator can stand in for the disk
 * and tear, lose, reorder and corrupt what is written. Nothing is durable before {@link StorageFile#force()} returns;
 * no name is durable before {@link #forceDirectory()} returns. Every failure is a {@link StorageException}. Used by several
 * threads, each with files of its own.
 */
public interface Storage extends AutoCloseable {
    /** Names of all files, in no particular order. */
    List<String> list();

    /**
     * Creates a file and fills it with zeros, so that later writes inside it never have to find space; writes behind its
     * end make it longer.
     *
     * @throws StorageException also when the name exists
     */
    StorageFile create(String name, long sizeBytes);

    StorageFile open(String name);

    /** Gives a file another name, in one step; a file that had it is gone. */
    void rename(String from, String to);

    void delete(String name);

    /** Makes creations, renames and deletions durable. */
    void forceDirectory();

    /** How full the disk is that all this is on. */
    DiskSpace space();

    @Override
    void close();
}
