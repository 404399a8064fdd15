package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;

/** Everybody who can be measured, by name. */
enum Subjects {
    COPY("copy"), TEXTBOOK("textbook"), EXCHANGE_CORE("exchange-core"), CLIENT_IDS("enerlink"), HANDLES(
            "enerlink-handles");

    private final String label;

    Subjects(String label) { this.label = label; }

    String label() { return label; }

    boolean isOurs() { return this == CLIENT_IDS || this == HANDLES; }

    boolean answers() {
        return this != COPY;
    }

    /** What of a flow this one is given. */
    Flow prepare(Flow flow) {
        return this == HANDLES ? EngineSubject.withHandles(flow) : flow;
    }

    /** One that has seen nothing yet. */
    Subject create() {
        return switch (this) {
            case COPY -> new CopySubject();
            case TEXTBOOK -> new TextbookSubject();
            case EXCHANGE_CORE -> new ExchangeCoreSubject();
            case CLIENT_IDS -> new EngineSubject(false);
            case HANDLES -> new EngineSubject(true);
        };
    }
}
