package io.enerlink.gateway.embedded;

import java.io.IOException;

/** What a child process is asked to end by. */
enum Signal {
    /** Anvil writes its state and ends. */
    TERM,
    /** PostgreSQL disconnects its clients, writes a checkpoint and ends. */
    INT;

    /** The shell's own kill, since the JDK sends no INT and a program of that name is not everywhere. */
    void sendTo(ProcessHandle process) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name() + " " + process.pid())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
