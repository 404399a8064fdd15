package io.enerlink.gateway.bot;

import java.util.List;

/**
 * What a bot wants, decided from what it sees and what it remembers of its own decisions: no clock, no chance, no I/O.
 * Called by one thread, once a round.
 */
public interface Strategy {
    /** The orders wanted now, most wanted first; limits and holdings are looked at afterwards. */
    List<Quote> quotes(Situation situation);
}
