package io.enerlink.gateway.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Domain;
import io.enerlink.gateway.auth.SignatureVerifier;
import io.enerlink.gateway.feed.FeedLimits;
import io.enerlink.gateway.feed.Feeds;
import io.enerlink.gateway.session.Account;
import io.enerlink.gateway.session.Commands;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.OrderEntry;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Pending;
import io.enerlink.gateway.session.RequestObserver;
import io.enerlink.gateway.session.Session;
import io.enerlink.gateway.session.SessionEntry;
import io.enerlink.gateway.session.Rate;
import io.enerlink.gateway.session.SessionLimits;
import io.enerlink.gateway.session.WalletEntry;
import io.enerlink.gateway.session.Wallets;
import io.enerlink.gateway.session.WithdrawalEntry;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request, whatever it is made of, gets one answer that is JSON, and none of them is that we failed. The first
 * byte of an input says whether the others are text frames, one a line, or a connection's HTTP.
 */
class GatewayFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Address TRADER = Address.parse("0x" + "22".repeat(20));
    private static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "33".repeat(20)));
    private static final int PLENTY = 1_000_000;
    private static final Rate RATE = new Rate(PLENTY, PLENTY);
    private static final int DEADLINE_SECONDS = 10;
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 1);

    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final Instruments instruments = new Instruments();
    private final Pending pending = new Pending(RequestObserver.NONE);
    private final Feeds feeds = new Feeds(instruments, pending, FeedLimits.defaults());
    private final SignatureVerifier verifier = new SignatureVerifier(DOMAIN, 1, 1 << 16);
    private final Sessions sessions = sessions();
    private final HttpApi http = new HttpApi(routes(), new AddressLimit(RATE));

    static Stream<byte[]> requests() {
        String order = "\"price\":\"1350.00\",\"quantity\":\"1.000\",\"nonce\":1,\"expiry\":1900000000000,\"signature\":\"0x"
                + "1b".repeat(65) + "\"";
        return Stream.of(
                "w{\"id\":1,\"method\":\"order.place\",\"params\":{\"symbol\":\"ETK-IDRS\",\"side\":\"bid\"," + order
                        + "}}",
                "w{\"id\":\"a\",\"method\":\"order.place\",\"params\":{\"symbol\":\"ETK-IDRS\",\"side\":\"ask\","
                        + "\"type\":\"limit\",\"timeInForce\":\"gtc\",\"selfTrade\":\"cancelNewest\",\"postOnly\":true,"
                        + "\"displayQuantity\":\"0.5\",\"clientOrderId\":\"7\",\"maxFeeBps\":10,\"epoch\":0," + order
                        + "}}",
                "w{\"id\":2,\"method\":\"order.replace\",\"params\":{\"clientOrderId\":\"7\"," + order + "}}",
                "w{\"id\":3,\"method\":\"order.replace\",\"params\":{\"orderId\":5,\"quantity\":\"1\"}}",
                "w{\"id\":4,\"method\":\"order.cancel\",\"params\":{\"orderId\":5}}",
                "w{\"id\":5,\"method\":\"order.cancelAll\",\"params\":{\"symbol\":\"ETK-IDRS\"}}\n"
                        + "{\"id\":6,\"method\":\"order.cancelAfter\",\"params\":{\"timeoutMs\":1000}}",
                "w{\"id\":7,\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":\"ETK-IDRS\"}}\n"
                        + "{\"id\":8,\"method\":\"subscribe\",\"params\":{\"channel\":\"executions\",\"fromSeq\":1}}\n"
                        + "{\"id\":9,\"method\":\"unsubscribe\",\"params\":{\"channel\":\"executions\"}}",
                "w{\"id\":10,\"method\":\"subscribe\",\"params\":{\"channel\":\"candles\",\"symbol\":\"ETK-IDRS\",\"interval\":\"1m\"}}",
                "w{\"id\":11,\"method\":\"session.challenge\",\"params\":{\"address\":\"" + TRADER + "\"}}\n"
                        + "{\"id\":12,\"method\":\"session.logon\",\"params\":{\"address\":\"" + TRADER
                        + "\",\"signature\":\"0x" + "1b".repeat(65) + "\"}}",
                "w{\"id\":13,\"method\":\"wallet.withdraw\",\"params\":{\"asset\":\"IDRS\",\"amount\":\"1.5\",\"nonce\":1,"
                        + "\"deadline\":1900000000000,\"to\":\"" + TRADER + "\",\"signature\":\"0x" + "1b".repeat(65)
                        + "\"}}",
                "w{\"id\":14,\"method\":\"wallet.deposit\",\"params\":{\"asset\":\"ETK\",\"amount\":\"1.5\","
                        + "\"deadline\":1900000000,\"signature\":\"0x" + "1b".repeat(65) + "\"}}",
                "w{\"id\":15,\"method\":\"ramp.on\",\"params\":{\"amount\":\"10\",\"reference\":\"r\"}}",
                "w{\"id\":16,\"method\":\"order.status\",\"params\":{\"orderId\":1}}\n{\"id\":17,\"method\":\"orders.open\",\"params\":{}}",
                "hGET /api/v1/book?symbol=ETK-IDRS&depth=5 HTTP/1.1\r\nHost: a\r\n\r\nGET /api/v1/time HTTP/1.1\r\n\r\n",
                "hGET /api/v1/candles?symbol=ETK-IDRS&interval=1m&limit=%31 HTTP/1.0\r\nOrigin: http://localhost:1\r\n\r\n",
                "hPOST /api/v1/trades?symbol=ETK-IDRS&limit=2 HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
                "hGET /ws/v1 HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://evil.example\r\n\r\n",
                "hPUT /health/ready HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Sessions sessions() {
        new ScriptedEngine(feeds.listener()).trade(1);
        Commands sent = new Commands(new EngineClient() {
            @Override
            public boolean submit(DirectBuffer command, int offset, int length) {
                commands.incrementAndGet();
                return true;
            }
        });
        Methods methods = new Methods();
        OrderEntry orders = new OrderEntry(sent, verifier, instruments, feeds.accounts(), pending);
        orders.addTo(methods);
        new SessionEntry(sent, verifier, pending, feeds.accounts(), System::currentTimeMillis).addTo(methods);
        Wallets chain = new NoChain();
        WalletEntry wallets = new WalletEntry(chain);
        wallets.addTo(methods);
        wallets.addRampTo(methods);
        new WithdrawalEntry(sent, verifier, pending, chain.contracts(), feeds.withdrawals(),
                System::currentTimeMillis).addTo(methods);
        feeds.addTo(methods, session -> true);
        return new Sessions(methods, orders, new SessionLimits(PLENTY, PLENTY, PLENTY, 64, 60_000, RATE),
                new GatewayConfig.Addresses(1, RATE, RATE, RATE), "\"environment\":\"test\"");
    }

    private Routes routes() {
        Routes routes = new Routes();
        new PublicRoutes(instruments, feeds).addTo(routes);
        return routes;
    }

    /** Says at once that all is well. */
    private static final class NoChain implements Wallets {
        @Override
        public Contracts contracts() { return new Contracts(DOMAIN.verifyingContract(), TRADER, Address.ZERO); }

        @Override
        public CompletableFuture<State> state(Address address) {
            return CompletableFuture.completedFuture(new State(0, 0, 0, 0, 0));
        }

        @Override
        public CompletableFuture<String> deposit(Address account, Asset asset, long amount, long deadlineSec,
                byte[] signature) {
            return CompletableFuture.completedFuture("0x");
        }

        @Override
        public CompletableFuture<String> approveAgent(Address account, Address agent, long expiryMs, long nonce,
                byte[] signature) {
            return CompletableFuture.completedFuture("0x");
        }

        @Override
        public CompletableFuture<String> rampOff(Address account, long amount, String reference, long deadlineSec,
                byte[] signature) {
            return CompletableFuture.completedFuture("0x");
        }

        @Override
        public CompletableFuture<String> rampOn(Address account, long amount, String reference) {
            return CompletableFuture.completedFuture("0x");
        }
    }

    @MethodSource("requests")
    @FuzzTest(maxDuration = "30s")
    void everyRequestIsAnsweredOnce(byte[] input) throws Exception {
        if (input.length == 0) return;
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        if (input[0] % 2 == 'w' % 2) frames(new String(rest, StandardCharsets.UTF_8).split("\n"));
        else
            http(rest);
    }

    private void frames(String[] texts) throws InterruptedException {
        Session session = sessions.open(new Answers(), PEER);
        session.logOn(new Account(1, TRADER));
        for (String text : texts) {
            int before = answers.get() + commands.get();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            sessions.handle(session, bytes, 0, bytes.length);
            CountDownLatch verified = new CountDownLatch(1);
            verifier.inOrder(TRADER, verified::countDown);
            if (!verified.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) throw new AssertionError("the verifier hangs");
            assertEquals(before + 1, answers.get() + commands.get(), text);
        }
        session.close();
    }

    private static JsonNode wellFormed(byte[] message) {
        try {
            JsonNode json = JSON.readTree(message);
            assertNotEquals("INTERNAL_ERROR", json.path("error").path("name").asText());
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException(new String(message, StandardCharsets.UTF_8), e);
        }
    }

    /** Counts the answers to requests; what channels say is not one. */
    private final class Answers implements Outbound {
        @Override
        public void send(byte[] message) {
            if (!wellFormed(message).has("channel")) answers.incrementAndGet();
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void close(int code, String reason) {
            throw new AssertionError(reason);
        }
    }

    /** What comes behind a request that ends the connection may or may not be answered. */
    private void http(byte[] bytes) {
        Exchanged exchanged = new Exchanged();
        EmbeddedChannel channel = channel(new HttpServerCodec(),
                new HttpObjectAggregator(GatewayConfig.MAX_FRAME_BYTES), exchanged, new OriginCheck(Set.of()), http);
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            channel.runPendingTasks();
            assertTrue(exchanged.responses <= exchanged.requests);
            if (channel.isOpen()) assertEquals(exchanged.requests, exchanged.responses);
            else
                assertTrue(exchanged.responses > 0 || exchanged.requests == 0);
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static EmbeddedChannel channel(ChannelHandler... handlers) {
        return new EmbeddedChannel(handlers) {
            @Override
            protected SocketAddress remoteAddress0() { return PEER; }

            @Override
            protected SocketAddress localAddress0() { return PEER; }
        };
    }

    /** Between Netty's handlers and ours. */
    private static final class Exchanged extends ChannelDuplexHandler {
        private int requests;
        private int responses;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof FullHttpRequest) requests++;
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof FullHttpResponse response) {
                wellFormed(ByteBufUtil.getBytes(response.content()));
                responses++;
            }
            ctx.write(message, promise);
        }
    }
}
