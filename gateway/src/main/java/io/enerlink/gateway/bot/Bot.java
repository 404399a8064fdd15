package io.enerlink.gateway.bot;

import static io.enerlink.gateway.client.ExchangeClient.await;

import io.enerlink.gateway.bot.Action.Cancel;
import io.enerlink.gateway.bot.Action.Place;
import io.enerlink.gateway.bot.Action.Replace;
import io.enerlink.gateway.client.Balances;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.client.ExchangeClient;
import io.enerlink.gateway.client.ExchangeException;
import io.enerlink.gateway.client.ExchangeListener;
import io.enerlink.gateway.client.ExecutionReport;
import io.enerlink.gateway.client.MeterReading;
import io.enerlink.gateway.client.OrderRequest;
import io.enerlink.gateway.client.PlacedOrder;
import io.enerlink.gateway.client.Trade;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.SigningKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a strategy for one account: round by round it looks, lets the strategy decide, keeps to the limits, and sends
 * what differs from the orders there are. Knows nothing but the public protocol.
 */
public final class Bot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bot.class);

    private final BotConfig config;
    private final Decisions decisions;
    private final LiveOrders orders = new LiveOrders();
    private final ScheduledExecutorService rounds;
    private final ExchangeClient client;
    private final Treasury treasury;
    private final Tally tally = new Tally();
    private volatile Balances balances;
    private volatile long lastTradeTicks;
    private final Map<String, MeterReading> meters = new ConcurrentHashMap<>();
    private volatile long spent;
    private volatile boolean paused;
    private volatile boolean killed;
    private volatile boolean unsure = true;
    private volatile boolean guarded;

    private Bot(BotConfig config, Strategy strategy, ClientConfig where, SigningKey key) {
        this.config = config;
        decisions = new Decisions(strategy, config.limits(), config.toleranceTicks());
        this.rounds = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "bot-" + config.name());
            thread.setDaemon(true);
            return thread;
        });
        this.client = ExchangeClient.connect(where, key, new Ears());
        this.treasury = new Treasury(config.funding(), client, tally);
    }

    /** Connects and starts to trade. */
    public static Bot start(BotConfig config, Strategy strategy, ClientConfig where, SigningKey key) {
        Bot bot = new Bot(config, strategy, where, key);
        bot.client.subscribeExecutions();
        bot.client.subscribeBalances();
        bot.client.subscribeTrades(config.symbol());
        bot.client.subscribeMeters();
        long everyMs = config.round().toMillis();
        bot.rounds.scheduleWithFixedDelay(bot::round, everyMs, everyMs, TimeUnit.MILLISECONDS);
        return bot;
    }

    public Address address() { return client.address(); }

    /** The orders that it wanted in its last round, within its limits; none while it rests. */
    public List<Quote> plan() {
        return paused ? List.of() : decisions.plan();
    }

    public Limits limits() { return config.limits(); }

    /** Stops trading: cancels every order, places none until {@link #resume()}. */
    public void pause() {
        paused = true;
        if (!rounds.isShutdown()) rounds.execute(this::round);
    }

    /** Trades again, from the next round on; not after its kill switch was pulled. */
    public void resume() {
        paused = killed;
    }

    public BotStatus status() {
        return tally.status(config.name(), client.isReady(), paused, orders.list().size());
    }

    /** Cancels every order, as far as the exchange can be reached, and ends. */
    @Override
    public void close() {
        paused = true;
        rounds.execute(this::round);
        rounds.shutdown();
        try {
            if (!rounds.awaitTermination(5, TimeUnit.SECONDS)) rounds.shutdownNow();
        } catch (InterruptedException hurry) {
            rounds.shutdownNow();
            Thread.currentThread().interrupt();
        }
        client.close();
    }

    private void round() {
        if (!client.isReady() || balances == null) return;
        try {
            tally.round();
            if (!guarded) guard();
            config.killSwitch().pulled(spent).ifPresent(this::kill);
            if (unsure || paused && !orders.list().isEmpty()) cancelAll();
            if (paused) return;
            treasury.look(balances);
            decide();
        } catch (ExchangeException failed) {
            failed(failed);
        } catch (RuntimeException fault) {
            LOG.error("{}: a round failed", config.name(), fault);
            tally.problem(fault.toString());
        }
    }

    private void kill(String why) {
        if (!killed) LOG.error("{}: {}", config.name(), why);
        killed = true;
        paused = true;
        tally.problem(why);
    }

    /** A bot that cannot be reached shall not trade: each connection has to be told so. */
    private void guard() {
        guarded = true;
        try {
            await(client.cancelOnDisconnect(true));
        } catch (ExchangeException failed) {
            guarded = false;
            throw failed;
        }
    }

    private void cancelAll() {
        await(client.cancelAll(config.symbol()));
        orders.clear();
        unsure = false;
    }

    private void decide() {
        Situation situation = new Situation(balances, orders.list(), orders.takeFilledWh(), lastTradeTicks,
                System.currentTimeMillis(), meter());
        for (Action action : decisions.decide(situation)) {
            if (paused || unsure) return;
            tryTo(action);
        }
    }

    /** All meters of the account as one. */
    private Forecast.Meter meter() {
        if (meters.isEmpty()) return null;
        Forecast.Meter sum = new Forecast.Meter(0, 0, 0);
        for (MeterReading meter : meters.values()) {
            sum = new Forecast.Meter(sum.exportUwh() + meter.exportUwh(), sum.importUwh() + meter.importUwh(),
                    Math.max(sum.atMs(), meter.timestampMs()));
        }
        return sum;
    }

    private void tryTo(Action action) {
        try {
            switch (action) {
                case Cancel(LiveOrder order) -> cancel(order);
                case Replace replace -> replace(replace);
                case Place(Quote quote) -> place(quote);
            }
        } catch (ExchangeException failed) {
            boolean over = failed.name().equals("UNKNOWN_ORDER");
            if (over && action instanceof Replace(LiveOrder order, Quote any)) orders.gone(order.orderId());
            if (over && action instanceof Cancel(LiveOrder order)) orders.gone(order.orderId());
            failed(failed);
        }
    }

    private void cancel(LiveOrder order) {
        await(client.cancel(order.orderId()));
        orders.gone(order.orderId());
        tally.canceled();
    }

    private void replace(Replace replace) {
        LiveOrder order = replace.order();
        await(client.replace(order.orderId(), order.nonce(), terms(replace.quote(), replace.totalWh())));
        tally.replaced();
    }

    private void place(Quote quote) {
        PlacedOrder placed = await(client.place(terms(quote, quote.quantityWh())));
        if (placed.state().equals("open")) orders.placed(placed.orderId(), placed.nonce(), quote);
        tally.placed();
    }

    private OrderRequest terms(Quote quote, long totalWh) {
        return OrderRequest.limit(config.symbol(), quote.side(), quote.priceTicks(), totalWh,
                config.limits().maxFeeBps(), System.currentTimeMillis() + config.orderLifetime().toMillis());
    }

    /** After a request whose outcome is not known the bot cancels everything before it goes on. */
    private void failed(ExchangeException failure) {
        if (failure.outcomeUnknown()) unsure = true;
        tally.refused(failure.getMessage());
        LOG.debug("{}: {}", config.name(), failure.getMessage());
    }

    private final class Ears implements ExchangeListener {
        @Override
        public void onReady() {
            guarded = false;
        }

        @Override
        public void onExecution(ExecutionReport report) {
            orders.on(report);
            spent += report.spent();
        }

        @Override
        public void onExecutionGap(long earliestSeq) {
            unsure = true;
        }

        @Override
        public void onBalances(Balances now) {
            balances = now;
        }

        @Override
        public void onMeter(MeterReading reading) {
            meters.put(reading.meterId(), reading);
        }

        @Override
        public void onTrade(Trade trade) {
            lastTradeTicks = trade.priceTicks();
        }
    }
}
