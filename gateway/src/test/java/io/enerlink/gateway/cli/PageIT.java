package io.enerlink.gateway.cli;

import static io.enerlink.gateway.client.ExchangeClient.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.client.ExchangeClient;
import io.enerlink.gateway.client.ExchangeListener;
import io.enerlink.gateway.embedded.Survivors;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page in a real browser, before the real exchange: chain, database, homes that trade. What needs the sun goes first. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageIT {
    private static final int WIDE = 1_440;
    private static final int PHONE = 390;
    private static final long RUPIAH = 1_000_000;
    /** A day of seven minutes that begins in the morning: for three of them the sun shines and homes sell. */
    private static final String SUNNY = "200";
    /** No home sells for so little. */
    private static final String FAR_BELOW = "100";
    /** Every home sells for that. */
    private static final String FAR_ABOVE = "2,000.00";

    @TempDir
    static Path folder;

    private static DemoProcess demo;
    private static URI exchange;
    private static URI webSocket;
    private static Playwright playwright;
    private static Browser browser;
    private static String key;
    private static ExchangeClient client;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(PageVisit.chromium().isPresent(), "no chromium on the PATH: the page is not looked at");
        demo = DemoProcess.start(folder.resolve("data"), folder.resolve("output.txt"), "--speed", SUNNY);
        playwright = PageVisit.playwright();
        browser = PageVisit.launch(playwright);
        webSocket = URI.create(demo.awaitLive().webSocket());
        exchange = URI.create("http://127.0.0.1:" + webSocket.getPort() + "/");
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        key = HexFormat.of().formatHex(secret);
        client = ExchangeClient.connect(ClientConfig.of(webSocket), SigningKey.parse(key), new ExchangeListener() {});
        client.ready().orTimeout(20, TimeUnit.SECONDS).join();
        await(client.rampOn(10_000 * RUPIAH, "page"));
        await(client.deposit(await(client.walletStatus()), Asset.IDRS, 10_000 * RUPIAH,
                System.currentTimeMillis() + 600_000));
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) client.close();
        if (playwright != null) playwright.close();
        if (demo != null) demo.kill();
        Survivors.stop(folder.resolve("data"));
    }

    private static PageVisit trader() {
        return PageVisit.come(browser, exchange, PageVisit.withKey(key), WIDE, 1_000, ColorScheme.LIGHT);
    }

    @Test
    @Order(1)
    void aStrangerMakesAKeyGetsRupiahBuysAndSeesTheTransactionThatSettledIt() {
        try (PageVisit visit = PageVisit.come(browser, exchange, null, WIDE, 1_000, ColorScheme.LIGHT)) {
            Page page = visit.page;
            page.locator(".tools button.primary").click();
            visit.text("dialog .way", "Throw-away key").click();
            page.locator(".funds button").first().click();
            visit.text(".notice.good", "in escrow");
            visit.place("bid", FAR_ABOVE, "0.05");
            page.locator(".fills .status.final").first().waitFor();
            String hash = page.locator(".fills .hash").first().getAttribute("title");
            assertTrue(hash.matches("0x[0-9a-f]{64}"), hash);
            assertEquals(0, visit.openOrders().count());
        }
    }

    @Test
    void aCancelShowsWhenItsReportComes() {
        try (PageVisit visit = trader()) {
            visit.place("bid", FAR_BELOW, "1");
            Locator row = visit.text(".orders tbody tr", "open");
            row.locator("button").click();
            row.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
            visit.page.locator(".orders input[type=checkbox]").check();
            visit.text(".orders tbody tr", "cancelled by you");
            // Its level was the last of its side, whose row is empty now.
            visit.page.locator(".ladder tr.own")
                    .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        }
    }

    @Test
    void aLineThatBreaksIsTakenUpAgainAndNothingIsMissed() {
        try (PageVisit visit = trader()) {
            visit.place("bid", FAR_BELOW, "1");
            visit.text(".orders tbody tr", "open");
            visit.fault(PageVisit.Fault.CUT);
            visit.text(".overlay strong", "The line to the exchange is down");
            assertTrue(visit.page.locator("button.send").isDisabled());
            await(client.cancelAll(EngineSetup.SYMBOL));
            assertEquals(1, visit.openOrders().count(), "nothing is guessed");
            visit.fault(PageVisit.Fault.NONE);
            visit.awaitLive();
            visit.text(".orders", "No open order.");
            assertTrue(visit.page.locator(".overlay").isHidden());
        }
    }

    @Test
    void silenceIsSaidPlainlyAndStopsTheTicket() {
        try (PageVisit visit = trader()) {
            visit.fault(PageVisit.Fault.SILENT);
            visit.text(".overlay strong", "No word from the exchange");
            assertTrue(visit.page.locator("button.send").isDisabled());
            visit.fault(PageVisit.Fault.NONE);
            visit.awaitLive();
        }
    }

    @Test
    @Order(2)
    void aRefusalIsToldInPlainWords() {
        try (PageVisit visit = trader()) {
            visit.text(".ticket label", "Only rest").locator("input").check();
            visit.page.locator(".ladder .asks tr:not(.empty)").first().waitFor();
            for (int tries = 0; visit.page.locator(".notice.bad").count() == 0 && tries < 10; tries++) {
                visit.place("bid", FAR_ABOVE, "0.05");
                visit.page.locator(".notice").last().waitFor();
            }
            visit.text(".notice.bad",
                    "it would trade at once, and you wanted it only to rest. (POST_ONLY_WOULD_TRADE)");
            await(client.cancelAll(EngineSetup.SYMBOL));
        }
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsSent() {
        try (PageVisit visit = trader()) {
            visit.text(".funds td", "0.000");
            visit.place("bid", "1,350.005", "1");
            visit.text(".check", "Prices go in steps of 0.01.");
            visit.place("bid", "1,350", "0.0005");
            visit.text(".check", "Quantities go in steps of 0.001.");
            visit.place("bid", "1,350", "1,000");
            visit.text(".check", "Not enough: 1,352,700.00 IDRS are needed");
            visit.place("bid", "abc", "1");
            visit.text(".check", "That is no price.");
            assertEquals(0, visit.sent("order.place"));
        }
    }

    @Test
    void handsThatUseOnlyKeysTrade() {
        try (PageVisit visit = trader()) {
            Page page = visit.page;
            page.keyboard().press("b");
            assertEquals("price", page.evaluate("document.activeElement.id"));
            page.keyboard().type("100");
            page.keyboard().press("ArrowUp");
            page.keyboard().press("Shift+ArrowUp");
            PlaywrightAssertions.assertThat(page.locator("#price")).hasValue("101.01");
            for (int tabs = 0; tabs < 3; tabs++) page.keyboard().press("Tab");
            assertEquals("quantity", page.evaluate("document.activeElement.id"));
            page.keyboard().type("0.5");
            page.keyboard().press("Enter");
            visit.text(".orders tbody tr", "101.01");
            page.keyboard().press("Escape");
            page.keyboard().press("x");
            visit.text(".orders", "No open order.");
        }
    }

    @Test
    void aStrangerSignsInWithKeysAlone() {
        try (PageVisit visit = PageVisit.come(browser, exchange, null, WIDE, 1_000, ColorScheme.LIGHT)) {
            Page page = visit.page;
            page.keyboard().press("Tab");
            assertEquals("Skip to content", page.evaluate("document.activeElement.textContent"));
            for (int tabs = 0; !page.evaluate("document.activeElement.textContent").equals("Sign in"); tabs++) {
                assertTrue(tabs < 12, "the button is out of reach");
                page.keyboard().press("Tab");
            }
            page.keyboard().press("Enter");
            for (int tabs = 0; !page.evaluate("document.activeElement.textContent").toString()
                    .startsWith("Throw"); tabs++) {
                assertTrue(tabs < 6, "the key is out of reach");
                page.keyboard().press("Tab");
            }
            page.keyboard().press("Enter");
            page.locator(".who abbr").waitFor();
        }
    }

    @Test
    void aBrowserWalletShowsWhatItSignsAndMayRefuse() {
        try (PageVisit visit = PageVisit.come(browser, exchange, PageVisit.withWallet(key), WIDE, 1_000,
                ColorScheme.LIGHT)) {
            Page page = visit.page;
            page.locator(".tools button.primary").click();
            visit.text("dialog .way", "Browser wallet").click();
            visit.text(".funds td", "0.000");
            visit.place("bid", FAR_BELOW, "0.75");
            visit.text(".orders tbody tr", "0.750");
            assertEquals(List.of("Logon", "Order"), page.evaluate("shown.map(data => data.primaryType)"));
            assertEquals("750000000 at 100000000",
                    page.evaluate("shown[1].message.quantity + ' at ' + shown[1].message.limitPrice"));
            page.evaluate("window.refuses = true");
            visit.place("bid", FAR_BELOW, "0.8");
            visit.text(".notice.bad", "The wallet did not sign.");
            assertEquals(1, visit.openOrders().count());
            await(client.cancelAll(EngineSetup.SYMBOL));
        }
    }

    @Test
    void fitsAPhone() {
        try (PageVisit visit = PageVisit.come(browser, exchange, PageVisit.withKey(key), PHONE, 844,
                ColorScheme.LIGHT)) {
            for (String view : List.of("market", "home", "system")) {
                visit.view(view);
                assertEquals(PHONE, visit.page.evaluate("document.documentElement.scrollWidth"), view);
            }
        }
    }

    @Test
    void speaksIndonesianAndWritesNumbersAsItsReadersDo() {
        try (PageVisit visit = trader()) {
            Page page = visit.page;
            page.locator(".head .choices select").first().selectOption("id");
            visit.text("#ladder-title", "Buku order");
            visit.fillTicket("bid", "1.350,25", "0,5");
            page.locator(".sums").getByText("675,12 IDRS").waitFor();
            page.locator("button.send").click();
            visit.text(".notice.good", "Order diterima");
            await(client.cancelAll(EngineSetup.SYMBOL));
            assertEquals("id", page.evaluate("document.documentElement.lang"));
            for (String heading : List.of("home Prabayar", "system Paket penyelesaian")) {
                visit.view(heading.split(" ")[0]);
                visit.text("h2", heading.substring(heading.indexOf(' ') + 1));
            }
            assertEquals(true, page.evaluate("async () => {"
                    + "const folder = document.querySelector('script').src.replace('app.js', '');"
                    + "const { WORDS, REFUSALS } = await import(folder + 'words.js');"
                    + "const same = (a, b) => Object.keys(a).sort().join() === Object.keys(b).sort().join();"
                    + "return same(WORDS.en, WORDS.id) && same(REFUSALS.en, REFUSALS.id); }"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = ColorScheme.class, names = {"LIGHT", "DARK"})
    void nobodyIsShutOut(ColorScheme colours) {
        try (PageVisit visit = PageVisit.come(browser, exchange, PageVisit.withKey(key), WIDE, 1_000, colours)) {
            for (String view : List.of("market", "home", "system")) {
                visit.view(view);
                AxeBuilder axe = new AxeBuilder(visit.page);
                if (colours == ColorScheme.DARK) axe.withRules(List.of("color-contrast"));
                List<String> serious = axe.analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule -> view + ": " + rule.getId() + " " + rule.getNodes().get(0).getHtml()).toList();
                assertEquals(List.of(), serious);
            }
        }
    }

    @Test
    void nothingJumpsWhileTheMarketMoves() throws Exception {
        try (PageVisit visit = PageVisit.come(browser, exchange, PageVisit.withKey(homeKey()), WIDE, 1_000,
                ColorScheme.LIGHT)) {
            for (String ready : List.of("market .tape tbody tr:not(.empty)", "home .bot", "system .batches .hash")) {
                visit.view(ready.split(" ")[0]);
                visit.page.locator("." + ready).first().waitFor();
                Object shifted = visit.page.evaluate("() => new Promise(done => { let sum = 0;"
                        + "new PerformanceObserver(list => list.getEntries().forEach(each => { sum += each.value; }))"
                        + ".observe({ type: 'layout-shift' }); setTimeout(() => done(sum), 2000); })");
                assertTrue(((Number) shifted).doubleValue() < 0.01, ready + ": layout shifted by " + shifted);
            }
        }
    }

    @Test
    void aClickOnAPriceFillsTheTicketWhichShowsWhatThereIs() {
        try (PageVisit visit = trader()) {
            visit.page.locator(".ladder tr:not(.empty) .price").first().click();
            PlaywrightAssertions.assertThat(visit.page.locator("#price")).hasValue(Pattern.compile("[\\d,]+\\.\\d\\d"));
            visit.text(".ticket .sums > div", "Available").locator("dd").getByText("IDRS").waitFor();
            visit.page.locator(".sides .ask").click();
            visit.text(".ticket .sums > div", "Available").locator("dd").getByText("ETK").waitFor();
        }
    }

    @Test
    void aHomeSeesItsEnergyItsPastAndOnlyItsOwnBotWhichItSwitches() throws Exception {
        try (PageVisit visit = PageVisit.come(browser, exchange, PageVisit.withKey(homeKey()), WIDE, 1_000,
                ColorScheme.LIGHT)) {
            Page page = visit.page;
            visit.view("home");
            visit.text(".meter", "The meter spoke");
            visit.text("figcaption", "Your home");
            visit.text(".node.sun:not(.untold)", "Sun");
            visit.text(".figure:not(:has-text('–'))", "ETK minted");
            assertFalse(visit.text(".figure", "Earned today").textContent().contains("NaN"));
            visit.text(".bot", "trades for you");
            visit.text(".bot", "What it never passes");
            assertEquals(List.of("rumah-2"), page.locator(".bot strong").allTextContents());
            page.locator(".switch").click();
            visit.text(".bot", "rests");
            page.locator(".switch").click();
            visit.text(".bot", "trades for you");
            visit.text(".past .bars", "Tokens");
            page.locator(".past summary").click();
            visit.text(".past tbody tr:first-child", ":");
            for (String step : List.of("Days", "15 minutes")) {
                visit.text(".past button", step).click();
                // By night a home gives nothing, and takes; where its zone is not the reader's, its day may be yesterday.
                page.locator(".past tbody td:nth-of-type(-n+2)")
                        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^(?!0\\.000)\\d+\\.\\d{3}$")))
                        .first().waitFor();
            }
        }
    }

    @Test
    void anOperatorSeesWhatWasCheckedWhenAndEachBatchOnItsWay() {
        try (PageVisit visit = trader()) {
            visit.view("system");
            visit.page.locator(".batches .status.final").first().waitFor();
            assertTrue(visit.page.locator(".batches .hash").first().getAttribute("title").startsWith("0x"));
            visit.text(".batches td.reached", "+");
            for (String check : List.of("The exchange says it is ready", "Trading", "Escrow against ledger",
                    "ETK supply against registers"))
                assertTrue(visit.text(".verdict.good", check).textContent().matches(".* \\d+ s ago.*"), check);
            visit.text(".system tr", "journal, on disk").locator("td").first().getByText("s").waitFor();
            assertTrue(visit.text(".sums > div", "Connections").locator("dd").textContent().matches("[1-9][0-9]*"));
            visit.text(".sums > div", "Round trip").locator("dd").getByText(" ms").waitFor();
        }
    }

    private static String homeKey() throws Exception {
        return Files.readString(folder.resolve("data/keys/homes/rumah-2.key")).trim();
    }
}
