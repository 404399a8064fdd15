package io.enerlink.gateway.cli;

import java.io.PrintStream;

/** What people see: a line for each part, then one status line that is written over where the terminal can. */
final class Console {
    private static final String START_OF_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private boolean statusShown;
    private long startedNs = System.nanoTime();

    Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Console system() {
        return new Console(System.out, Boolean.getBoolean("enerlink.terminal"));
    }

    /** A part is there. */
    synchronized void part(String name, String where) {
        long nowNs = System.nanoTime();
        line(String.format("  %-12s %-52s %5.1f s", name, where, (nowNs - startedNs) / 1e9));
        startedNs = nowNs;
    }

    synchronized void line(String text) {
        if (statusShown) out.print(START_OF_LINE);
        statusShown = false;
        out.println(text);
        out.flush();
    }

    /** How things stand now: over the last status in a terminal, a line of its own elsewhere. */
    synchronized void status(String text) {
        if (!terminal) {
            out.println(text);
        } else {
            out.print(START_OF_LINE + text);
            statusShown = true;
        }
        out.flush();
    }

    boolean isTerminal() { return terminal; }
}
