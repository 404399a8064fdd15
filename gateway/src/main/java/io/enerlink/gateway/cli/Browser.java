package io.enerlink.gateway.cli;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The desktop's web browser, where there is a desktop. */
final class Browser {
    private static final Logger LOG = LoggerFactory.getLogger(Browser.class);

    private Browser() {}

    /** Opens a page; without a desktop, or where it does not work, nothing happens. */
    static void open(URI page) {
        List<String> command = command(System.getProperty("os.name"), page, hasDisplay());
        if (command.isEmpty()) return;
        try {
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.info("no browser was opened: {}", e.getMessage());
        }
    }

    /** What opens a page on a system; empty: it has no desktop. */
    static List<String> command(String system, URI page, boolean display) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("mac")) return List.of("open", page.toString());
        if (name.contains("windows")) return List.of("rundll32", "url.dll,FileProtocolHandler", page.toString());
        return display ? List.of("xdg-open", page.toString()) : List.of();
    }

    private static boolean hasDisplay() {
        return System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    }
}
