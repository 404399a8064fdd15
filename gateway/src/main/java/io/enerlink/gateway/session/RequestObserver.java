package io.enerlink.gateway.session;

import java.util.Locale;
import java.util.Map;

/** Hears how long requests to the engine took and what became of them. Any thread; must not block. */
public interface RequestObserver {
    /** Nobody. */
    RequestObserver NONE = new RequestObserver() {
        @Override
        public void took(Stage stage, long nanos) {}

        @Override
        public void ended(String request, String result) {}

        @Override
        public Map<Stage, Percentiles> latency() {
            return Map.of();
        }
    };

    /** Where a request's time goes, from its frame to its answer. */
    enum Stage {
        /** From the frame to a request that is taken. */
        DECODE,
        /** From there to a command: the wait for the account's worker, and the signature. Signed requests only. */
        VERIFY,
        /** From being handed to the engine until the journal takes it. */
        RING,
        /** From there until it is durable: of all that is written with one force. */
        JOURNAL,
        /** From there until it is matched, behind what was made durable with it. */
        MATCH,
        /** From there until all that it caused is told and answered. */
        PUBLISH,
        /** All of it, from the frame to the answer. */
        TOTAL;

        /** As it is named to others. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void took(Stage stage, long nanos);

    /** @param result the order's state, {@code done}, or the error's name */
    void ended(String request, String result);

    /** How long requests of the last minute or so took, without stages in which none was. */
    Map<Stage, Percentiles> latency();
}
