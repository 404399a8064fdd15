package io.enerlink.gateway.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.enerlink.engine.client.EventDispatcher;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.JournalConfig;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.AccountOpenedDecoder;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.TradedDecoder;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.SigningKey;
import io.enerlink.gateway.client.ClientConfig;
import io.enerlink.gateway.net.GatewayConfig;
import io.enerlink.gateway.net.GatewayServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Six homes and a maker trade through the real gateway and the real engine; only the chain is the test's own. */
@Timeout(120)
class VillageOverTheGatewayTest {
    private static final String SYMBOL = "ETK-IDRS";
    private static final long WH = 1_000_000;
    private static final long POLL_NS = 2_000_000;
    private static final Limits HOME_LIMITS = new Limits(72_235, 169_953, 5, 5_000, 1L << 50, 2, 25);
    private static final Limits MAKER_LIMITS = new Limits(60_000, 180_000, 5, 20_000, 1L << 50, 6, 25);

    @TempDir
    private Path folder;
    private final List<Traded> trades = new CopyOnWriteArrayList<>();
    private final Map<Integer, Address> accounts = new HashMap<>();
    private final FakeChain chain = new FakeChain();
    private final GatewayServer gateway = new GatewayServer(GatewayConfig.demo("127.0.0.1", 0));
    private final List<Bot> bots = new ArrayList<>();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private EnginePipeline engine;
    private ClientConfig where;

    private record Traded(Address maker, Address taker) {}

    @BeforeEach
    void open() throws Exception {
        engine = EnginePipeline.start(PipelineConfig.defaults(folder).withJournal(new JournalConfig(8 << 20, 1 << 20)),
                gateway.listener(), new EventDispatcher(new Ears()));
        chain.settleInto(engine);
        gateway.addWallets(chain);
        addInstrument();
        int port = gateway.start(engine, FakeChain.DOMAIN);
        where = ClientConfig.of(URI.create("ws://127.0.0.1:" + port + "/ws/v1"));
    }

    @AfterEach
    void close() {
        bots.forEach(Bot::close);
        gateway.close();
        engine.close();
    }

    @Test
    void aHundredTradesAmongSevenAccountsWithHomesInHalfOfThemAndNoneWithItself() {
        for (int i = 0; i < 6; i++) home(i);
        bots.add(Bot.start(config("maker", MAKER_LIMITS, 50_000_000), new MarketMaker(
                new MarketMaker.Style(110_000, 1_500, 1_000, 3, 40, 2_000, 10_000)), where, SigningKey.generate()));
        Address maker = bots.get(6).address();

        await("a hundred trades, some from home to home", () -> trades.size() >= 100
                && trades.stream().anyMatch(trade -> !trade.maker.equals(maker) && !trade.taker.equals(maker)));

        List<Traded> first = List.copyOf(trades);
        for (Traded trade : first) assertNotEquals(trade.maker, trade.taker);
        long withHomes = first.stream().filter(t -> !t.maker.equals(maker) || !t.taker.equals(maker)).count();
        assertTrue(withHomes * 2 >= first.size());
        await("every account has traded", () -> bots.stream().allMatch(bot -> trades.stream()
                .anyMatch(t -> t.maker.equals(bot.address()) || t.taker.equals(bot.address()))));

        bots.forEach(Bot::pause);
        awaitRounds(2); // what a round has on its way at the pause, the next one cancels
        await("no orders while paused", () -> bots.stream().allMatch(bot -> bot.status().liveOrders() == 0));
        int tradesThen = trades.size();
        awaitRounds(5);
        assertEquals(tradesThen, trades.size());
    }

    private void awaitRounds(int more) {
        for (Bot bot : bots) {
            long until = bot.status().rounds() + more;
            await("rounds went by", () -> bot.status().rounds() >= until);
        }
    }

    /** Homes 0 to 3 have a surplus that is minted to their wallets, 4 and 5 lack energy. */
    private void home(int number) {
        SigningKey key = SigningKey.generate();
        boolean sells = number < 4;
        if (sells) chain.mint(key.address(), Asset.ETK, 4_000 * WH);
        ProsumerBot strategy = new ProsumerBot(
                ProsumerBot.Home.of(number % 2 == 0 ? 144_470 : 169_953, sells ? 0 : 50_000, 60, number));
        bots.add(Bot.start(config("home-" + number, HOME_LIMITS, 1_000_000), strategy, where, key));
    }

    private static BotConfig config(String name, Limits limits, long rupiah) {
        return new BotConfig(name, SYMBOL, Duration.ofMillis(50), Duration.ofMinutes(10), 100, limits,
                Funding.ofRupiah(rupiah), KillSwitch.NONE);
    }

    private void addInstrument() {
        HeapBuffer buffer = new HeapBuffer(512);
        ConfigureClearingEncoder clearing = new ConfigureClearingEncoder().wrapAndApplyHeader(buffer, 0, header);
        clearing.correlationId(0).maxAgeMs(500).maxExecutions(100).maxPendingExecutions(100_000)
                .maxPendingPerAccount(50_000).putFeeAccount(Address.ZERO.toBytes(), 0, Address.LENGTH);
        assertTrue(engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + clearing.encodedLength()));
        AddInstrumentEncoder instrument = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0, header);
        instrument.correlationId(0).lotWh(1).tickSize(1).minNotional(1).bandLowTicks(0).bandHighTicks(0)
                .instrumentId(1).maxOpenOrders(100).makerFeeBps(10).takerFeeBps(20).symbol(SYMBOL);
        assertTrue(engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + instrument.encodedLength()));
        engine.state();
    }

    private void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(what + " did not come; " + trades.size() + " trades, "
                        + bots.stream().map(Bot::status).toList());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private final class Ears implements EventHandler {
        @Override
        public void onAccountOpened(long sequence, long timestampMs, AccountOpenedDecoder event) {
            byte[] address = new byte[Address.LENGTH];
            event.getAddress(address, 0, Address.LENGTH);
            accounts.put(event.accountId(), Address.of(address, 0));
        }

        @Override
        public void onTraded(long sequence, long timestampMs, TradedDecoder event) {
            trades.add(new Traded(accounts.get(event.makerAccountId()), accounts.get(event.takerAccountId())));
        }
    }
}
