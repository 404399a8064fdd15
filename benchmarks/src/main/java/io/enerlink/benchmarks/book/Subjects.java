package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;

/** Everybody who can be measured. */
enum Subjects {
    COPY("copy"), TEXTBOOK("textbook"), EXCHANGE_CORE("exchange-core"), BOOK_CLIENT_IDS(
            "book+risk"),
    BOOK_HANDLES("book+risk handles"), CLIENT_IDS("engine"), HANDLES("engine handles");

    private final String label;

    Subjects(String label) { this.label = label; }

    String label() { return label; }

    boolean isOurs() { return ordinal() >= BOOK_CLIENT_IDS.ordinal(); }

    /** Whether orders are named by the ids that we give them. */
    boolean usesHandles() {
        return this == BOOK_HANDLES || this == HANDLES;
    }

    boolean answers() {
        return this != COPY;
    }

    /** What of a flow this one is given. */
    Flow prepare(Flow flow) {
        return switch (this) {
            case HANDLES -> EngineSubject.withHandles(flow);
            case BOOK_HANDLES -> RiskBookSubject.withHandles(flow);
            default -> flow;
        };
    }

    /** One that has seen nothing yet. */
    Subject create() {
        return switch (this) {
            case COPY -> new CopySubject();
            case TEXTBOOK -> new TextbookSubject();
            case EXCHANGE_CORE -> new ExchangeCoreSubject();
            case BOOK_CLIENT_IDS -> new RiskBookSubject(false);
            case BOOK_HANDLES -> new RiskBookSubject(true);
            case CLIENT_IDS -> new EngineSubject(false);
            case HANDLES -> new EngineSubject(true);
        };
    }
}
