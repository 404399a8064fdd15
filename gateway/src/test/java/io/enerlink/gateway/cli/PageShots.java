package io.enerlink.gateway.cli;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.enerlink.gateway.embedded.Project;
import io.enerlink.gateway.embedded.Survivors;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures in {@code docs/images}, no test: a home's three views in light and dark while the demo runs, after some
 * minutes of trade. Run it by name: {@code -Dtest=PageShots}.
 */
class PageShots {
    private static final int CANDLES = 3;
    private static final double PATIENCE_MS = (CANDLES + 3) * 60_000;
    private static final double SETTLE_MS = 3_000;

    @TempDir
    Path folder;

    @Test
    void take() throws Exception {
        Path data = folder.resolve("data");
        DemoProcess demo = DemoProcess.start(data, folder.resolve("output.txt"), "--speed", "120");
        try (Playwright playwright = PageVisit.playwright()) {
            Browser browser = PageVisit.launch(playwright);
            URI exchange = URI.create(
                    "http://127.0.0.1:" + URI.create(demo.awaitLive().webSocket()).getPort() + "/");
            String home = PageVisit.withKey(Files.readString(data.resolve("keys/homes/rumah-2.key")).trim());
            awaitCandles(browser, exchange);
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                try (PageVisit visit = PageVisit.come(browser, exchange, home, 1_440, 960, colours)) {
                    for (String view : List.of("market", "home", "system")) shoot(visit, view, colours);
                }
            }
        } finally {
            demo.kill();
            Survivors.stop(data);
        }
    }

    private static void awaitCandles(Browser browser, URI exchange) {
        try (PageVisit visit = PageVisit.come(browser, exchange, null, 1_440, 960, ColorScheme.LIGHT)) {
            visit.page.waitForFunction(
                    "n => parseInt(document.querySelector('.candles .canvas').ariaLabel) >= n", CANDLES,
                    new Page.WaitForFunctionOptions().setTimeout(PATIENCE_MS));
        }
    }

    private static void shoot(PageVisit visit, String view, ColorScheme colours) {
        visit.view(view);
        visit.page.waitForTimeout(SETTLE_MS);
        visit.page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(Project.home().toString(), "docs", "images",
                view + "-" + colours.name().toLowerCase(Locale.ROOT) + ".png")).setFullPage(true));
    }
}
