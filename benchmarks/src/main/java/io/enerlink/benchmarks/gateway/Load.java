package io.enerlink.benchmarks.gateway;

import io.enerlink.gateway.auth.SigningKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The load's side of the line: one loop, the traders' keys and nonces, and the measured process. */
final class Load implements AutoCloseable {
    private static final long PATIENCE_SEC = 60;
    private static final WireLine.Reader NOBODY = (line, message, offset, length) -> {};

    private final EventLoopGroup loops = Loops.group(1);
    private final HostProcess host;
    private final Plan plan;
    private final SigningKey[] keys = IntStream.range(0, Traders.COUNT).mapToObj(Traders::key)
            .toArray(SigningKey[]::new);
    private final long[] nonces = new long[Traders.COUNT];
    private int nextId = 1;

    /** @param args of {@link GatewayHost} */
    Load(Plan plan, String... args) throws IOException {
        this.plan = plan;
        host = new HostProcess(args);
    }

    HostProcess host() { return host; }

    Plan plan() { return plan; }

    SigningKey key(int trader) { return keys[trader]; }

    /** The last nonce that a trader has signed. */
    long nonce(int trader) { return nonces[trader]; }

    int takeId() { return takeIds(1); }

    /** @return the first of so many */
    int takeIds(int count) {
        nextId += count;
        return nextId - count;
    }

    Answers answers() {
        return new Answers(plan.ids());
    }

    /** To the gateway; what it says is not looked at. */
    WireLine open() throws Exception {
        return open(host.port(), "/ws/v1", NOBODY);
    }

    WireLine open(WireLine.Reader reader) throws Exception {
        return open(host.port(), "/ws/v1", reader);
    }

    /** To the echo server. */
    WireLine echo() throws Exception {
        return echo(NOBODY);
    }

    WireLine echo(WireLine.Reader reader) throws Exception {
        return open(host.echoPort(), "/echo", reader);
    }

    private WireLine open(int port, String path, WireLine.Reader reader) throws Exception {
        WireLine line = new WireLine(path, reader);
        new Bootstrap().group(loops).channel(Loops.channel()).option(ChannelOption.TCP_NODELAY, true).handler(line)
                .connect("127.0.0.1", port).sync();
        return line.opened().get(PATIENCE_SEC, TimeUnit.SECONDS);
    }

    WireLine logOn(int trader) throws Exception {
        Talk talk = new Talk();
        WireLine line = open(talk);
        talk.logOn(line, keys[trader].address(), keys[trader]);
        return line;
    }

    /** Collects the load's own garbage now: not while something is timed. */
    void collect() {
        System.gc();
    }

    /** On the load's one loop, and waits for it. */
    void onLoop(Runnable task) throws InterruptedException {
        loops.submit(task).sync();
    }

    /** Orders of traders in turn, their ids rising. Signed by two threads: there are two processors. */
    Orders orders(int count, int firstTrader, int traderCount) {
        int first = takeIds(count);
        long[] before = nonces.clone();
        for (int i = 0; i < count; i++) nonces[firstTrader + i % traderCount]++;
        byte[][] frames = new byte[count][];
        IntStream.range(0, count).parallel().forEach(i -> {
            int trader = firstTrader + i % traderCount;
            long nonce = before[trader] + 1 + i / traderCount;
            frames[i] = Traders.place(first + i, keys[trader], Traders.order(keys[trader], trader, nonce));
        });
        return new Orders(first, frames);
    }

    /** Frames of orders; their ids rise from the first. */
    record Orders(int firstId, byte[][] frames) {
        int count() { return frames.length; }
    }

    static void require(boolean right, Object what) {
        if (!right) throw new IllegalStateException("a wrong answer: " + what);
    }

    @Override
    public void close() throws IOException {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        host.close();
    }
}
