package io.enerlink.benchmarks.gateway;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.enerlink.benchmarks.durable.Probe;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.matching.EngineConfig;
import io.enerlink.engine.matching.MarketEventKind;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.pipeline.EnginePipeline;
import io.enerlink.engine.pipeline.PipelineConfig;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.net.GatewayConfig;
import io.enerlink.gateway.net.GatewayServer;
import io.enerlink.gateway.settings.Settings;
import io.enerlink.gateway.settings.SettingsLoader;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongBiFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The process that is measured: engine with its journal and gateway as the exchange has them, and an echo server beside
 * them. Says where it listens, then answers a line for each line, and ends when there are no more.
 */
public final class GatewayHost implements AutoCloseable {
    /** Larger than any limit is meant to be: nobody is to be slowed down by one. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(Map.entry("listen.port", "0"),
            Map.entry("limits.heartbeat", "10m"), Map.entry("limits.connections", "50000"),
            Map.entry("limits.connections-per-address", "50000"),
            Map.entry("limits.address-connections-per-second", "50000"),
            Map.entry("limits.address-connection-burst", "50000"),
            Map.entry("limits.address-requests-per-second", "10000000"),
            Map.entry("limits.address-request-burst", "100000000"),
            Map.entry("limits.requests-per-second", "10000000"), Map.entry("limits.request-burst", "100000000"),
            Map.entry("limits.pending", "65536"), Map.entry("limits.queued-bytes", "16777216"),
            Map.entry("listen.verifier-queue", "65536"));
    /** An exchange's limits, but that the whole crowd gets in at first: here it has one address. */
    private static final Map<String, String> LIMITED = Map.of("listen.port", "0", "limits.connections-per-address",
            "5000", "limits.address-connection-burst", "10000");
    /** How the names of threads begin. */
    static final List<String> THREADS = List.of("multiThreadIoEventLoopGroup", "verifier", "engine-matching", "");
    /** As many event loops and verifiers as the gateway has. */
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int SLOT_BYTES = 512;
    private static final int GARBAGE_ROUNDS = 3;

    private final HeapBuffer buffer = new HeapBuffer(512);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final StageRecorder stages = new StageRecorder();
    private final Path folder;
    private final GatewayServer gateway;
    private final EnginePipeline engine;
    private final EchoServer echo = new EchoServer(PROCESSORS);
    private long events;

    private GatewayHost(Path folder, Map<String, String> settings) throws IOException {
        this.folder = folder;
        Settings set = new SettingsLoader().environment(System.getenv()).options(settings).load().settings();
        gateway = new GatewayServer(GatewayConfig.of(set), stages);
        engine = EnginePipeline.start(PipelineConfig.defaults(folder.resolve("journal"))
                .withEngine(new EngineConfig(1 << 12, 4, 1 << 20)).withWaitMode(set.engine().mode()),
                gateway.listener(), stages);
        addInstrument();
        for (int trader = 0; trader < Traders.COUNT; trader++) {
            Address address = Traders.key(trader).address();
            deposit(address, Asset.ETK, 1L << 60);
            deposit(address, Asset.IDRS, 1L << 60);
        }
        approve(Traders.key(0).address(), Traders.AGENT.address());
        engine.state();
        gateway.start(engine, Traders.DOMAIN);
    }

    /** {@code FOLDER}, and {@code limits} where the limits are to be those of an exchange. */
    public static void main(String[] args) throws Exception {
        try (GatewayHost host = new GatewayHost(Path.of(args[0]), args.length == 1 ? SETTINGS : LIMITED);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
            System.out.println("listening " + host.gateway.port() + " " + host.echo.port());
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                System.out.println(host.answer(line));
        }
        System.exit(0);
    }

    private String answer(String question) throws Exception {
        return switch (question) {
            case "processor" -> Long.toString(
                    ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
            case "allocated" -> byThread(ThreadMXBean::getThreadAllocatedBytes);
            case "processors" -> byThread(ThreadMXBean::getThreadCpuTime);
            case "memory" -> memory();
            case "stages" -> stages.take();
            case "verify" -> verify();
            case "force" -> force();
            case "commands" -> Long.toString(engine.lastSequence());
            default -> throw new IllegalArgumentException("no such question: " + question);
        };
    }

    /** A number of each kind of thread, in the order of {@link #THREADS}. */
    private static String byThread(ToLongBiFunction<ThreadMXBean, Long> number) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] sums = new long[THREADS.size()];
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread == null) continue;
            for (int i = 0; i < sums.length; i++) {
                if (thread.getThreadName().startsWith(THREADS.get(i)))
                    sums[i] += number.applyAsLong(threads, thread.getThreadId());
            }
        }
        return LongStream.of(sums).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    /** Bytes that are alive on the heap, and Netty's buffers beside it. */
    private static String memory() {
        for (int i = 0; i < GARBAGE_ROUNDS; i++) System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return heap + " " + Math.max(0, PlatformDependent.usedDirectMemory());
    }

    /** Nanoseconds of one verification alone, and verifications a second by as many threads as the gateway has. */
    private static String verify() throws InterruptedException {
        Verification verification = new Verification();
        verification.run(1);
        double alone = verification.run(1);
        return String.format(Locale.ROOT, "%.0f %.0f", 1e9 / alone, verification.run(PROCESSORS));
    }

    private String force() throws IOException {
        try (Probe probe = new Probe(folder)) {
            return Long.toString(probe.run(SLOT_BYTES, 500_000_000L).getValueAtPercentile(50));
        }
    }

    private void addInstrument() {
        AddInstrumentEncoder command = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0, header);
        command.correlationId(0).lotWh(1).tickSize(1).minNotional(1).bandLowTicks(0).bandHighTicks(0).instrumentId(1)
                .maxOpenOrders(1 << 20).makerFeeBps(0).takerFeeBps(0).symbol(Traders.SYMBOL);
        submit(command.encodedLength());
    }

    private void deposit(Address address, Asset asset, long amount) {
        MarketEventEncoder command = event(MarketEventKind.DEPOSIT, address);
        command.amount(amount).asset((short) asset.code());
        submit(command.encodedLength());
    }

    private void approve(Address account, Address agent) {
        MarketEventEncoder command = event(MarketEventKind.AGENT, account);
        command.atMs(Long.MAX_VALUE / 2).putAgent(agent.toBytes(), 0, Address.LENGTH);
        submit(command.encodedLength());
    }

    private MarketEventEncoder event(MarketEventKind kind, Address address) {
        MarketEventEncoder command = new MarketEventEncoder().wrapAndApplyHeader(buffer, 0, header);
        buffer.setMemory(command.offset(), MarketEventEncoder.BLOCK_LENGTH, (byte) 0);
        return command.eventSeq(++events).kind((short) kind.code()).putAddress(address.toBytes(), 0, Address.LENGTH);
    }

    private void submit(int length) {
        if (!engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length))
            throw new IllegalStateException("the engine takes no commands");
    }

    @Override
    public void close() {
        gateway.close();
        engine.close();
        echo.close();
    }
}
