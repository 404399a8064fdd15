package io.enerlink.gateway.embedded;

import java.nio.file.Path;

/** Where the project lies that the tests run in. */
public final class Project {
    private Project() {}

    public static Path home() {
        return Path.of(System.getProperty("enerlink.home"));
    }

    public static Path contracts() {
        return home().resolve("contracts");
    }
}
