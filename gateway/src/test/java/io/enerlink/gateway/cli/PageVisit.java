package io.enerlink.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A visitor with a window of their own onto the page. Closing it checks that the browser had nothing to complain of. */
final class PageVisit implements AutoCloseable {
    private static final double PATIENCE_MS = 20_000;

    /** How the line between page and exchange is kept from working. */
    enum Fault {
        NONE, SILENT, CUT
    }

    private final BrowserContext context;
    private final URI exchange;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final List<WebSocketRoute> lines = new ArrayList<>();
    final Page page;

    private PageVisit(BrowserContext context, URI exchange) {
        this.context = context;
        this.exchange = exchange;
        context.setDefaultTimeout(PATIENCE_MS);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) complaints.add("console: " + message.text());
        });
        page.onPageError(error -> complaints.add("error: " + error));
        page.onRequest(request -> {
            if (!request.url().startsWith(exchange.toString())) complaints.add("asked elsewhere: " + request.url());
        });
        page.routeWebSocket("**/ws/v1", this::route);
    }

    static Optional<Path> chromium() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(folder)::resolve))
                .filter(Files::isExecutable).findFirst();
    }

    static Playwright playwright() {
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    static Browser launch(Playwright playwright) {
        return playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(chromium().orElseThrow()).setArgs(List.of("--no-sandbox")));
    }

    /** Makes a visitor come signed in with a key of the tab. */
    static String withKey(String key) {
        return "sessionStorage.setItem('enerlink.key', '" + key + "')";
    }

    /** Makes a visitor come with a wallet in the browser, which remembers what it showed, and refuses where told to. */
    static String withWallet(String key) {
        return """
                window.shown = [];
                window.ethereum = { request: async ({ method, params }) => {
                  const wallet = await import(document.querySelector('script').src.replace('app.js', 'eip712.js'));
                  const key = wallet.bytes('KEY');
                  if (method === 'eth_requestAccounts') return [wallet.addressOf(key)];
                  if (method !== 'eth_signTypedData_v4' || window.refuses)
                    throw Object.assign(new Error('refused'), { code: 4001 });
                  const data = JSON.parse(params[1]);
                  window.shown.push(data);
                  return wallet.signDigest(key, wallet.digest(data.domain, data.primaryType, data.message));
                } };""".replace("KEY", key);
    }

    /** Comes to the page in English with a window of this size; {@code script} runs before the page's, null: none. */
    static PageVisit come(Browser browser, URI exchange, String script, int width, int height, ColorScheme colours) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height)
                .setColorScheme(colours).setLocale("en-GB").setTimezoneId("Asia/Jakarta"));
        PageVisit visit = new PageVisit(context, exchange);
        if (script != null) visit.page.addInitScript(script);
        visit.page.navigate(exchange.toString());
        visit.awaitLive();
        return visit;
    }

    void awaitLive() {
        page.locator("main.live").waitFor();
    }

    /** Changes to another view. */
    void view(String name) {
        page.navigate(exchange + "#" + name);
        page.locator("." + name).waitFor();
    }

    /** From now on; CUT also hangs up what is open. */
    void fault(Fault now) {
        fault.set(now);
        if (now == Fault.CUT) lines.forEach(WebSocketRoute::close);
        if (now == Fault.CUT) lines.clear();
    }

    /** What the page has sent of a method. */
    long sent(String method) {
        return sent.stream().filter(text -> text.contains("\"" + method + "\"")).count();
    }

    /** Fills the ticket in and sends it. */
    void place(String side, String price, String quantity) {
        fillTicket(side, price, quantity);
        page.locator("button.send").click();
    }

    /** Writes an order and does not send it: the ticket's sums stand until it is sent. */
    void fillTicket(String side, String price, String quantity) {
        page.locator(".sides button." + side).click();
        page.locator("#price").fill(price);
        page.locator("#quantity").fill(quantity);
    }

    Locator openOrders() {
        return page.locator(".orders tbody tr");
    }

    /** The text of the element once it holds this. */
    Locator text(String selector, String text) {
        Locator found = page.locator(selector).filter(new Locator.FilterOptions().setHasText(text)).first();
        found.waitFor();
        return found;
    }

    private void route(WebSocketRoute line) {
        if (fault.get() == Fault.CUT) {
            line.close();
            return;
        }
        WebSocketRoute server = line.connectToServer();
        lines.add(line);
        line.onMessage(frame -> {
            sent.add(frame.text());
            if (fault.get() == Fault.NONE) server.send(frame.text());
        });
        server.onMessage(frame -> {
            if (fault.get() == Fault.NONE) line.send(frame.text());
        });
    }

    @Override
    public void close() {
        context.close();
        assertEquals(List.of(), complaints);
    }
}
