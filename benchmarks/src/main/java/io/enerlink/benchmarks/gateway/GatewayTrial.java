package io.enerlink.benchmarks.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.benchmarks.report.Forks;
import io.enerlink.gateway.auth.SigningKey;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** The load: a process of its own, with one loop, against the measured one. Orders are signed before the clock runs. */
public final class GatewayTrial {
    private static final int WARM_WINDOW = 64;
    private static final int WINDOW = 16;
    private static final int BATCH_WINDOW = 1_024;
    private static final int PER_SECOND = 5_000;
    private static final int OPEN_FOR_READS = 100;
    private static final int SUBSCRIBERS = 1_000;
    private static final int CHANGES_PER_SECOND = 100;
    private static final int IDLE = 10_000;
    private static final int HOSTILE = 2_000;
    private static final int HONEST_PER_SECOND = 200;
    /** Twice as long as the honest client takes in a full run. */
    private static final long SIEGE_NS = 20_000_000_000L;
    private static final long PATIENCE_SEC = 60;

    private final EventLoopGroup loops = Loops.group(1);
    private final HostProcess host;
    private final Plan plan;
    private final SigningKey[] keys = IntStream.range(0, Traders.COUNT).mapToObj(Traders::key)
            .toArray(SigningKey[]::new);
    private final long[] nonces = new long[Traders.COUNT];
    private final List<WireLine> traders = new ArrayList<>();
    private int nextId = 1;
    private long served;

    /**
     * How much is sent.
     *
     * @param warm      orders of the first trader before anything is timed; they are cancelled later
     * @param sustained orders of all as fast as they are answered
     * @param pingPongs orders one by one
     * @param paced     orders at planned times
     * @param reads     of orders' states
     * @param changes   of the book
     * @param honest    orders of a client among those that mean harm
     */
    private record Plan(int warm, int sustained, int pingPongs, int paced, int reads, int changes, int honest) {
        static Plan of(boolean quick) {
            return quick ? new Plan(15_000, 30_000, 2_000, 10_000, 100_000, 300, 800)
                    : new Plan(50_000, 200_000, 10_000, 50_000, 400_000, 1_000, 2_000);
        }

        int ids() {
            return warm + sustained + pingPongs + 2 * paced + reads + 2 * changes + warm + IDLE + 1_000;
        }
    }

    private GatewayTrial(HostProcess host, boolean quick) {
        this.host = host;
        plan = Plan.of(quick);
    }

    /** {@code FOLDER quick|full}. */
    public static void main(String[] args) throws Exception {
        boolean quick = args[1].equals("quick");
        try {
            try (HostProcess host = new HostProcess(Path.of(args[0], "fast").toString())) {
                new GatewayTrial(host, quick).run();
            }
            try (HostProcess host = new HostProcess(Path.of(args[0], "besieged").toString(), "limits")) {
                new GatewayTrial(host, quick).siege();
            }
            System.exit(0);
        } catch (Exception | Error failed) {
            failed.printStackTrace();
            System.exit(1); // the loops would go on
        }
    }

    private void run() throws Exception {
        idle();
        for (int i = 0; i < Traders.COUNT; i++) traders.add(logOn(i));
        check();
        verificationAndForce();
        warmUp();
        sustained();
        pingPong();
        paced();
        cancelsAndReads();
        fanOut();
    }

    private static void found(String name, double value) {
        System.out.printf(Locale.ROOT, "%s%s %.3f%n", Forks.FOUND, name, value);
    }

    private WireLine open(int port, String path, WireLine.Reader reader) throws Exception {
        WireLine line = new WireLine(path, reader);
        new Bootstrap().group(loops).channel(Loops.channel()).option(ChannelOption.TCP_NODELAY, true).handler(line)
                .connect("127.0.0.1", port).sync();
        return line.opened().get(PATIENCE_SEC, TimeUnit.SECONDS);
    }

    private WireLine logOn(int trader) throws Exception {
        Talk talk = new Talk();
        WireLine line = open(host.port(), "/ws/v1", talk);
        talk.logOn(line, keys[trader].address(), keys[trader]);
        return line;
    }

    /** Signed by two threads: there are two processors. */
    private byte[][] orders(int count, int firstTrader, int traderCount) {
        int first = nextId;
        nextId += count;
        long[] before = nonces.clone();
        for (int i = 0; i < count; i++) nonces[firstTrader + i % traderCount]++;
        byte[][] frames = new byte[count][];
        IntStream.range(0, count).parallel().forEach(i -> {
            int trader = firstTrader + i % traderCount;
            long nonce = before[trader] + 1 + i / traderCount;
            frames[i] = Traders.place(first + i, keys[trader], Traders.order(keys[trader], trader, nonce));
        });
        return frames;
    }

    /** Answers are what they have to be, before any is timed. */
    private void check() throws Exception {
        Talk talk = new Talk();
        WireLine line = traders.get(1);
        line.channel().eventLoop().submit(() -> line.readBy(talk)).sync();
        byte[] order = orders(1, 1, 1)[0];
        JsonNode placed = talk.ask(line, order).path("result");
        require(placed.path("state").asText().equals("open") && placed.path("price").asText().equals("2000.01")
                && placed.path("leaves").asText().equals("0.750"), placed);
        require(talk.ask(line, order).path("result").path("duplicate").asBoolean(), order);
        byte[] forged = Traders.place(nextId++, keys[2], Traders.order(keys[1], 1, ++nonces[1]));
        require(talk.ask(line, forged).path("error").path("name").asText().equals("SIGNER_MISMATCH"), forged);
        JsonNode canceled = talk.ask(line, Traders.cancel(nextId++, 1)).path("result");
        require(canceled.path("state").asText().equals("canceled"), canceled);
        String text = "{\"id\":1,\"method\":\"nothing\"}";
        Talk echo = new Talk();
        open(host.echoPort(), "/echo", echo).send(WireLine.frame(text));
        require(echo.next().equals(text), text);
    }

    private static void require(boolean right, Object what) {
        if (!right) throw new IllegalStateException("a wrong answer: " + what);
    }

    private void verificationAndForce() throws IOException {
        double[] verify = host.numbers("verify");
        found("verify-ns", verify[0]);
        found("verify-per-second", verify[1]);
        found("force-ns", host.numbers("force")[0]);
    }

    /** The first trader's orders; each machine's compiler gets to know its work. */
    private void warmUp() throws Exception {
        byte[][] frames = orders(plan.warm, 0, 1);
        Answers answers = new Answers(plan.ids());
        new Flood(frames, WARM_WINDOW, answers).start(traders.getFirst());
        answers.await(frames.length);
        byte[][] all = orders(plan.warm, 0, Traders.COUNT);
        flood(all);
        WireLine echo = open(host.echoPort(), "/echo", (line, message, offset, length) -> {});
        Answers echoed = new Answers(plan.ids());
        new Flood(frames, WARM_WINDOW, echoed).start(echo);
        echoed.await(frames.length);
    }

    /** @return orders a second */
    private double flood(byte[][] frames) {
        Answers answers = new Answers(plan.ids());
        long begin = System.nanoTime();
        for (int trader = 0; trader < Traders.COUNT; trader++) {
            int first = trader;
            byte[][] own = IntStream.iterate(first, i -> i < frames.length, i -> i + Traders.COUNT)
                    .mapToObj(i -> frames[i]).toArray(byte[][]::new);
            new Flood(own, WINDOW, answers).start(traders.get(trader));
        }
        answers.await(frames.length);
        return frames.length * 1e9 / (System.nanoTime() - begin);
    }

    private void sustained() throws IOException {
        byte[][] frames = orders(plan.sustained, 0, Traders.COUNT);
        double[] before = host.numbers("allocated");
        double processor = host.numbers("processor")[0];
        long commands = (long) host.numbers("commands")[0];
        found("sustained-per-second", flood(frames));
        found("sustained-processor-ns", (host.numbers("processor")[0] - processor) / frames.length);
        require(host.numbers("commands")[0] - commands >= frames.length, "commands that are durable");
        double[] after = host.numbers("allocated");
        byThread("garbage", before, after, frames.length);
        double[] verify = host.numbers("verify");
        found("verify-per-second", verify[1]);
    }

    private void pingPong() throws Exception {
        byte[][] frames = orders(plan.pingPongs, 1, 1);
        int firstId = nextId - frames.length;
        WireLine echo = open(host.echoPort(), "/echo", (line, message, offset, length) -> {});
        found("ping-pong-echo-p50", pingPong(frames, firstId, echo).getValueAtPercentile(50));
        found("verify-ns", host.numbers("verify")[0]);
        found("force-ns", host.numbers("force")[0]);
        host.ask("stages");
        Histogram ours = pingPong(frames, firstId, traders.get(1));
        found("ping-pong-p50", ours.getValueAtPercentile(50));
        found("ping-pong-p99", ours.getValueAtPercentile(99));
        stages("ping-pong");
    }

    private Histogram pingPong(byte[][] frames, int firstId, WireLine line) {
        Answers answers = new Answers(plan.ids());
        new PingPong(frames, firstId, answers).start(line);
        answers.await(frames.length);
        return answers.latency();
    }

    private void stages(String phase) throws IOException {
        String[] words = host.ask("stages").split(" ");
        for (int i = 0; i < words.length; i += 3) {
            found(phase + "/" + words[i] + "-p50", Double.parseDouble(words[i + 1]));
            found(phase + "/" + words[i] + "-p99", Double.parseDouble(words[i + 2]));
        }
    }

    private void paced() throws Exception {
        byte[][] frames = orders(plan.paced, 0, Traders.COUNT);
        int firstId = nextId - frames.length;
        List<WireLine> echoes = new ArrayList<>();
        for (int i = 0; i < Traders.COUNT; i++)
            echoes.add(open(host.echoPort(), "/echo", (line, message, offset, length) -> {}));
        Histogram echo = paced(echoes, frames, firstId);
        host.ask("stages");
        double[] before = host.numbers("processors");
        Histogram ours = paced(traders, frames, firstId);
        byThread("paced-processor", before, host.numbers("processors"), frames.length);
        found("paced-echo-p50", echo.getValueAtPercentile(50));
        found("paced-echo-p99", echo.getValueAtPercentile(99));
        found("paced-p50", ours.getValueAtPercentile(50));
        found("paced-p99", ours.getValueAtPercentile(99));
        stages("paced");
        for (WireLine line : echoes) line.channel().close().sync();
    }

    private static void byThread(String what, double[] before, double[] after, int orders) {
        String[] names = {"loops", "verifiers", "journal", "match", "publish", "all"};
        for (int i = 0; i < names.length; i++) found(what + "-" + names[i], (after[i] - before[i]) / orders);
    }

    private Histogram paced(List<WireLine> lines, byte[][] frames, int firstId) {
        Answers answers = new Answers(plan.ids());
        new Pace(lines, frames, firstId, PER_SECOND, answers).start();
        answers.await(frames.length);
        return answers.latency();
    }

    /** On one connection of an agent of the first trader, who has orders to cancel. */
    private void cancelsAndReads() throws Exception {
        Talk talk = new Talk();
        WireLine agent = open(host.port(), "/ws/v1", talk);
        talk.logOn(agent, keys[0].address(), Traders.AGENT);
        int orders = plan.warm - OPEN_FOR_READS;
        byte[][] cancels = new byte[orders][];
        for (int i = 0; i < orders; i++) cancels[i] = Traders.cancel(nextId++, OPEN_FOR_READS + i + 1L);
        byte[][] reads = new byte[plan.reads][];
        for (int i = 0; i < reads.length; i++) reads[i] = Traders.status(nextId++, i % OPEN_FOR_READS + 1L);
        int warm = reads.length / 5;
        batched(Arrays.copyOf(reads, warm), agent);
        found("reads-per-second", batched(Arrays.copyOfRange(reads, warm, reads.length), agent));
        batched(Arrays.copyOf(cancels, orders / 5), agent);
        found("cancels-per-second", batched(Arrays.copyOfRange(cancels, orders / 5, orders), agent));
    }

    private double batched(byte[][] frames, WireLine line) {
        Answers answers = new Answers(plan.ids());
        long begin = System.nanoTime();
        new Flood(frames, BATCH_WINDOW, answers).start(line);
        answers.await(frames.length);
        return frames.length * 1e9 / (System.nanoTime() - begin);
    }

    /** Every second change takes back the one before. */
    private void fanOut() throws Exception {
        Histogram behindMs = new Histogram(3_600_000, 3);
        List<Subscriber> subscribers = new ArrayList<>();
        byte[] subscribe = WireLine.frame("{\"id\":1,\"method\":\"subscribe\",\"params\":{\"channel\":\"book\","
                + "\"symbol\":\"" + Traders.SYMBOL + "\"}}");
        List<WireLine> lines = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Subscriber subscriber = new Subscriber(behindMs);
            subscribers.add(subscriber);
            WireLine line = open(host.port(), "/ws/v1", subscriber);
            lines.add(line);
            line.send(subscribe);
        }
        byte[][] placed = orders(plan.changes / 2, 2, 1);
        byte[][] changes = new byte[plan.changes][];
        long firstNonce = nonces[2] - placed.length + 1;
        int firstId = nextId;
        for (int i = 0; i < changes.length; i++)
            changes[i] = i % 2 == 0 ? placed[i / 2] : Traders.cancel(nextId + i, firstNonce + i / 2);
        nextId += changes.length;
        Answers answers = new Answers(plan.ids());
        loops.submit(() -> subscribers.forEach(each -> each.timed(true))).sync();
        double processor = host.numbers("processor")[0];
        long begin = System.nanoTime();
        new Pace(List.of(traders.get(2)), changes, firstId, CHANGES_PER_SECOND, answers).start();
        answers.await(changes.length);
        found("fan-out-processors",
                (host.numbers("processor")[0] - processor) / (System.nanoTime() - begin));
        loops.submit(() -> subscribers.forEach(each -> each.timed(false))).sync();
        found("fan-out-behind-p99-ms", behindMs.getValueAtPercentile(99));
        found("fan-out-behind-max-ms", behindMs.getMaxValue());
        found("fan-out-heard-per-second",
                subscribers.stream().mapToLong(Subscriber::heard).sum() * 1e9 / (System.nanoTime() - begin));
        long gaps = subscribers.stream().mapToLong(Subscriber::gaps).sum();
        require(gaps == 0, gaps + " updates that do not follow");
        for (WireLine line : lines) line.channel().close().sync();
    }

    /** An honest client alone, and among those that mean harm. */
    private void siege() throws Exception {
        traders.add(logOn(0));
        honest();
        Answers alone = honest();
        EventLoopGroup others = Loops.group(1);
        LongAdder thrownOut = new LongAdder();
        Hostile.Way[] ways = Hostile.Way.values();
        for (int i = 0; i < HOSTILE; i++) new Hostile(ways[i % ways.length], others, host.port(), thrownOut).connect();
        double[] before = host.numbers("memory");
        Answers among = honest();
        double[] after = host.numbers("memory");
        others.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        found("honest-alone-p50", alone.latency().getValueAtPercentile(50));
        found("honest-alone-p99", alone.latency().getValueAtPercentile(99));
        found("honest-among-p50", among.latency().getValueAtPercentile(50));
        found("honest-among-p99", among.latency().getValueAtPercentile(99));
        found("honest-among-answered", 100.0 * served / plan.honest);
        found("hostile-thrown-out", thrownOut.sum());
        found("hostile-heap-mb", (Math.max(after[0] + after[1], before[0] + before[1])) / (1 << 20));
    }

    private Answers honest() {
        byte[][] frames = orders(plan.honest, 0, 1);
        int firstId = nextId - frames.length;
        Answers answers = new Answers(plan.ids());
        new Pace(traders, frames, firstId, HONEST_PER_SECOND, answers).start();
        served = answers.awaitAtMost(firstId, frames.length, SIEGE_NS);
        return answers;
    }

    /** First of all, before anything else is alive on the heap. */
    private void idle() throws Exception {
        open(host.port(), "/ws/v1", (line, message, offset, length) -> {}).channel().close().sync();
        double[] before = host.numbers("memory");
        List<WireLine> lines = new ArrayList<>();
        for (int i = 0; i < IDLE; i++) lines.add(open(host.port(), "/ws/v1", (line, message, offset, length) -> {}));
        double[] after = host.numbers("memory");
        found("idle-bytes", (after[0] + after[1] - before[0] - before[1]) / IDLE);
        Answers answers = new Answers(plan.ids());
        byte[] question = WireLine.frame("{\"id\":1,\"method\":\"unsubscribe\",\"params\":{\"channel\":\"book\","
                + "\"symbol\":\"" + Traders.SYMBOL + "\"}}");
        loops.submit(() -> lines.forEach(line -> line.readBy((on, message, at, length) -> answers.take(message, at,
                length)))).sync();
        for (WireLine line : lines) line.send(question);
        answers.await(IDLE);
        found("idle-served", IDLE);
        for (WireLine line : lines) line.channel().close().sync();
    }
}
