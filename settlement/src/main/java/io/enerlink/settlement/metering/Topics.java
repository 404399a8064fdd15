package io.enerlink.settlement.metering;

/** The topics of meters: {@code {site}/energy-monitor/{kind}}. */
final class Topics {
    static final String SENSORS = "sensors";
    static final String HEARTBEAT = "heartbeat";
    static final String STATUS = "status";
    static final String COMMAND = "command";
    static final String RESPONSE = "response";
    private static final String MIDDLE = "energy-monitor";

    private Topics() {}

    static String of(String site, String kind) {
        return site + "/" + MIDDLE + "/" + kind;
    }

    /** All sites' topics of a kind. */
    static String all(String kind) {
        return of("+", kind);
    }

    static String site(String topic) {
        int slash = topic.indexOf('/');
        return slash < 0 ? topic : topic.substring(0, slash);
    }

    static String kind(String topic) {
        return topic.substring(topic.lastIndexOf('/') + 1);
    }
}
