package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrowserTest {
    private static final URI PAGE = URI.create("http://127.0.0.1:8080/");

    @Test
    void opensThePageAsTheDesktopDoes() {
        assertEquals(List.of("xdg-open", PAGE.toString()), Browser.command("Linux", PAGE, true));
        assertEquals(List.of("open", PAGE.toString()), Browser.command("Mac OS X", PAGE, false));
        assertEquals(List.of("rundll32", "url.dll,FileProtocolHandler", PAGE.toString()),
                Browser.command("Windows 11", PAGE, false));
    }

    @Test
    void opensNothingWithoutADesktop() {
        assertEquals(List.of(), Browser.command("Linux", PAGE, false));
    }
}
