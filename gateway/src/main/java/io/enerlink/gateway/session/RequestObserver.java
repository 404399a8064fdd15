package io.enerlink.gateway.session;

/** Hears how long requests to the engine took and what became of them. Any thread; must not block. */
public interface RequestObserver {
    /** Nobody. */
    RequestObserver NONE = new RequestObserver() {
        @Override
        public void took(Stage stage, long nanos) {}

        @Override
        public void ended(String request, String result) {}
    };

    /** Where a request's time goes. */
    enum Stage {
        /** From the frame to a request that is taken. */
        DECODE,
        /** From there to a command: the wait for the account's worker, and the signature. */
        VERIFY,
        /** From the command to its answer: ring, journal, match, publish. */
        ENGINE,
        /** All of it. */
        TOTAL
    }

    void took(Stage stage, long nanos);

    /** @param result the order's state, {@code done}, or the error's name */
    void ended(String request, String result);
}
