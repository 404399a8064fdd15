package io.enerlink.gateway.net;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A measurement, no test: how smoothly the page draws while the book changes a hundred times a second, in a browser that
 * has one processor. Run it by name, on Linux: {@code -Dtest=PageFrames}. With {@code -Denerlink.trace=FILE} the browser
 * writes where the time goes, for chrome://tracing.
 */
class PageFrames {
    private static final int CHANGES_PER_SECOND = 100;
    private static final int LEVELS = 20;
    private static final int SETTLE_MS = 4_000;
    private static final int SECONDS = 20;
    private static final String MEASURE = """
            () => new Promise(done => {
              const gaps = [], tasks = []; let last = performance.now(); const end = last + 20000;
              new PerformanceObserver(list => list.getEntries().forEach(e => tasks.push(e.duration))).observe({ type: 'longtask' });
              const cells = document.querySelector('.ladder'); let changes = 0;
              new MutationObserver(() => changes++).observe(cells, { subtree: true, characterData: true, childList: true });
              const frame = now => { gaps.push(now - last); last = now; if (now < end) requestAnimationFrame(frame);
                else { gaps.sort((a, b) => a - b); const at = share => gaps[Math.floor((gaps.length - 1) * share)].toFixed(1);
                  done(`${(gaps.length / 20).toFixed(1)} frames/s; ms between frames: median ${at(.5)}, 99 % ${at(.99)}, most ${at(1)}; `
                    + `${gaps.filter(gap => gap > 25).length} of ${gaps.length} late; ${tasks.length} tasks above 50 ms; ladder drawn anew ${(changes / 20).toFixed(1)}/s`); } };
              requestAnimationFrame(frame); })""";

    @TempDir
    Path folder;

    @Test
    void measure() throws Exception {
        SigningKey key = SigningKey.generate();
        try (TestExchange exchange = TestExchange.fresh(folder.resolve("journal"), GatewayConfig.demo("127.0.0.1", 0));
                Playwright playwright = Playwright
                        .create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            exchange.deposit(key.address(), Asset.IDRS, 1_000_000_000_000L);
            exchange.deposit(key.address(), Asset.ETK, 1_000_000_000_000L);
            TestClient client = exchange.client(key);
            for (int level = 0; level < LEVELS; level++) {
                Side side = level % 2 == 0 ? Side.BID : Side.ASK;
                String price = (side == Side.BID ? 1_350 - level : 1_350 + level) + ".00";
                client.call("order.place", TestExchange.order(key, side, price, "40.000", level + 1, ""));
            }
            Browser browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(onOneProcessor()).setArgs(List.of("--no-sandbox")));
            Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1_440, 1_000));
            page.navigate("http://127.0.0.1:" + exchange.port() + "/");
            page.locator("main.live").waitFor();
            AtomicInteger sent = new AtomicInteger();
            clock.scheduleAtFixedRate(() -> change(client, sent.getAndIncrement()), 0, 1_000_000 / CHANGES_PER_SECOND,
                    TimeUnit.MICROSECONDS);
            page.waitForTimeout(SETTLE_MS);
            String trace = System.getProperty("enerlink.trace");
            if (trace != null)
                browser.startTracing(page, new Browser.StartTracingOptions().setPath(Path.of(trace)));
            int before = sent.get();
            Duration busyBefore = busy();
            Object measured = page.evaluate(MEASURE);
            Duration busy = busy().minus(busyBefore);
            System.out.println("page: " + (sent.get() - before) / SECONDS + " book changes/s; " + measured
                    + "; browser's processes busy " + busy.toMillis() / SECONDS + " ms of each second");
            if (trace != null) browser.stopTracing();
        }
    }

    private static void change(TestClient client, int count) {
        long quantityWh = 40_000 - count / LEVELS - 1;
        client.begin("order.replace", "{\"clientOrderId\":\"" + (count % LEVELS + 1) + "\",\"quantity\":\""
                + quantityWh / 1_000 + "." + String.format("%03d", quantityWh % 1_000) + "\"}");
    }

    /** Processor time of the browser's processes so far. */
    private static Duration busy() {
        return ProcessHandle.current().descendants()
                .filter(process -> process.info().command().orElse("").contains("chrom"))
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** With a say before others where the system allows it: the processor is the browser's. */
    private Path onOneProcessor() throws Exception {
        Path script = folder.resolve("chromium");
        Files.writeString(script, "#!/bin/sh\nexec nice -n -10 taskset -c 0 chromium \"$@\"\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
