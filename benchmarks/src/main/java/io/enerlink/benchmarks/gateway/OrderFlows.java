package io.enerlink.benchmarks.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.enerlink.benchmarks.report.Forks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Orders of a hundred traders: as fast as they are answered, one by one, at planned times; cancels and reads. */
final class OrderFlows {
    private static final int WARM_WINDOW = 64;
    private static final int WINDOW = 16;
    private static final int BATCH_WINDOW = 1_024;
    private static final int PER_SECOND = 5_000;
    private static final int OPEN_FOR_READS = 100;

    private final Load load;
    private final List<WireLine> traders = new ArrayList<>();

    OrderFlows(Load load) throws Exception {
        this.load = load;
        for (int i = 0; i < Traders.COUNT; i++) traders.add(load.logOn(i));
    }

    WireLine trader(int index) { return traders.get(index); }

    /** Answers are what they have to be, before any is timed. */
    void check() throws Exception {
        Talk talk = new Talk();
        WireLine line = traders.get(1);
        load.onLoop(() -> line.readBy(talk));
        byte[] order = load.orders(1, 1, 1).frames()[0];
        JsonNode placed = talk.ask(line, order).path("result");
        Load.require(placed.path("state").asText().equals("open") && placed.path("price").asText().equals("2000.01")
                && placed.path("leaves").asText().equals("0.750"), placed);
        Load.require(talk.ask(line, order).path("result").path("duplicate").asBoolean(), order);
        byte[] forged = Traders.place(load.takeId(), load.key(2), Traders.order(load.key(1), 1, load.nonce(1) + 1));
        Load.require(talk.ask(line, forged).path("error").path("name").asText().equals("SIGNER_MISMATCH"), forged);
        JsonNode canceled = talk.ask(line, Traders.cancel(load.takeId(), 1)).path("result");
        Load.require(canceled.path("state").asText().equals("canceled"), canceled);
        String text = "{\"id\":1,\"method\":\"nothing\"}";
        Talk echo = new Talk();
        load.echo(echo).send(WireLine.frame(text));
        Load.require(echo.next().equals(text), text);
    }

    /** The first trader's orders; each machine's compiler gets to know its work. */
    void warmUp() throws Exception {
        byte[][] frames = load.orders(load.plan().cancels(), 0, 1).frames();
        Answers answers = load.answers();
        new Flood(frames, WARM_WINDOW, answers).start(traders.getFirst());
        answers.await(frames.length);
        flood(load.orders(load.plan().warm(), 0, Traders.COUNT).frames());
        Answers echoed = load.answers();
        new Flood(frames, WARM_WINDOW, echoed).start(load.echo());
        echoed.await(frames.length);
    }

    /** @return orders a second */
    private double flood(byte[][] frames) {
        Answers answers = load.answers();
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

    void sustained() throws IOException {
        HostProcess host = load.host();
        byte[][] frames = load.orders(load.plan().sustained(), 0, Traders.COUNT).frames();
        Forks.found("verify-per-second", host.numbers("verify")[1]);
        load.collect();
        double[] before = host.numbers("allocated");
        double[] processor = host.numbers("processors");
        long commands = (long) host.numbers("commands")[0];
        Forks.found("sustained-per-second", flood(frames));
        Load.require(host.numbers("commands")[0] - commands >= frames.length, "commands that are durable");
        byThread("sustained-processor", processor, host.numbers("processors"), frames.length);
        byThread("garbage", before, host.numbers("allocated"), frames.length);
        Forks.found("verify-per-second", host.numbers("verify")[1]);
    }

    void pingPong() throws Exception {
        HostProcess host = load.host();
        Load.Orders orders = load.orders(load.plan().pingPongs(), 1, 1);
        verificationAndForce();
        Forks.found("ping-pong-echo-p50", pingPong(orders, load.echo()).getValueAtPercentile(50));
        verificationAndForce();
        host.ask("stages");
        Histogram ours = pingPong(orders, traders.get(1));
        Forks.found("ping-pong-p50", ours.getValueAtPercentile(50));
        Forks.found("ping-pong-p99", ours.getValueAtPercentile(99));
        stages("ping-pong");
    }

    private void verificationAndForce() throws IOException {
        Forks.found("verify-ns", load.host().numbers("verify")[0]);
        Forks.found("force-ns", load.host().numbers("force")[0]);
    }

    private Histogram pingPong(Load.Orders orders, WireLine line) {
        Answers answers = load.answers();
        new PingPong(orders.frames(), orders.firstId(), answers).start(line);
        answers.await(orders.count());
        return answers.latency();
    }

    private void stages(String phase) throws IOException {
        String[] words = load.host().ask("stages").split(" ");
        for (int i = 0; i < words.length; i += 3) {
            Forks.found(phase + "/" + words[i] + "-p50", Double.parseDouble(words[i + 1]));
            Forks.found(phase + "/" + words[i] + "-p99", Double.parseDouble(words[i + 2]));
        }
    }

    void paced() throws Exception {
        HostProcess host = load.host();
        Load.Orders orders = load.orders(load.plan().paced(), 0, Traders.COUNT);
        List<WireLine> echoes = new ArrayList<>();
        for (int i = 0; i < Traders.COUNT; i++) echoes.add(load.echo());
        load.collect();
        Histogram echo = paced(echoes, orders);
        host.ask("stages");
        load.collect();
        double[] before = host.numbers("processors");
        Histogram ours = paced(traders, orders);
        byThread("paced-processor", before, host.numbers("processors"), orders.count());
        Forks.found("paced-echo-p50", echo.getValueAtPercentile(50));
        Forks.found("paced-echo-p99", echo.getValueAtPercentile(99));
        Forks.found("paced-p50", ours.getValueAtPercentile(50));
        Forks.found("paced-p99", ours.getValueAtPercentile(99));
        stages("paced");
        for (WireLine line : echoes) line.channel().close().sync();
    }

    /** @param before and after: {@link GatewayHost}'s numbers by kind of thread */
    private static void byThread(String what, double[] before, double[] after, int orders) {
        String[] names = {"loops", "verifiers", "engine", "all"};
        for (int i = 0; i < names.length; i++) Forks.found(what + "-" + names[i], (after[i] - before[i]) / orders);
    }

    private Histogram paced(List<WireLine> lines, Load.Orders orders) {
        Answers answers = load.answers();
        new Pace(lines, orders.frames(), orders.firstId(), PER_SECOND, answers).start();
        answers.await(orders.count());
        return answers.latency();
    }

    /** On one connection of an agent of the first trader, who has orders to cancel. */
    void cancelsAndReads() throws Exception {
        Talk talk = new Talk();
        WireLine agent = load.open(talk);
        talk.logOn(agent, load.key(0).address(), Traders.AGENT);
        int orders = load.plan().cancels() - OPEN_FOR_READS;
        byte[][] cancels = new byte[orders][];
        for (int i = 0; i < orders; i++) cancels[i] = Traders.cancel(load.takeId(), OPEN_FOR_READS + i + 1L);
        byte[][] reads = new byte[load.plan().reads()][];
        for (int i = 0; i < reads.length; i++) reads[i] = Traders.status(load.takeId(), i % OPEN_FOR_READS + 1L);
        int warm = reads.length / 5;
        batched(Arrays.copyOf(reads, warm), agent);
        Forks.found("reads-per-second", batched(Arrays.copyOfRange(reads, warm, reads.length), agent));
        batched(Arrays.copyOf(cancels, orders / 5), agent);
        double[] processor = load.host().numbers("processors");
        Forks.found("cancels-per-second", batched(Arrays.copyOfRange(cancels, orders / 5, orders), agent));
        byThread("cancels-processor", processor, load.host().numbers("processors"), orders * 4 / 5);
    }

    private double batched(byte[][] frames, WireLine line) {
        Answers answers = load.answers();
        long begin = System.nanoTime();
        new Flood(frames, BATCH_WINDOW, answers).start(line);
        answers.await(frames.length);
        return frames.length * 1e9 / (System.nanoTime() - begin);
    }
}
