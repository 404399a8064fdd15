package io.enerlink.benchmarks.gateway;

import io.enerlink.benchmarks.report.Forks;
import io.netty.channel.EventLoopGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Those that mean harm. A process of their own, since elsewhere they have machines of their own: what they have to do is
 * not to keep an honest client's side waiting. It ends with its input and then says how it fared.
 */
public final class Siegers implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final BufferedReader said;

    Siegers(int count, int port) throws IOException {
        process = Forks.start(System.getProperty("java.class.path"), FLAGS, Siegers.class.getName(),
                Integer.toString(count), Integer.toString(port));
        said = process.inputReader();
        String line = said.readLine();
        Load.require(line != null && line.equals("here"), line);
    }

    /** {@code COUNT PORT}. */
    public static void main(String[] args) throws Exception {
        EventLoopGroup loops = Loops.group(1);
        LongAdder thrownOut = new LongAdder();
        LongAdder sent = new LongAdder();
        Hostile.Way[] ways = Hostile.Way.values();
        int port = Integer.parseInt(args[1]);
        for (int i = 0; i < Integer.parseInt(args[0]); i++)
            new Hostile(ways[i % ways.length], loops, port, thrownOut, sent).connect();
        System.out.println("here");
        while (System.in.read() >= 0) {
            // Until whoever started us has seen enough.
        }
        long processorNs = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        System.out.println(thrownOut.sum() + " " + sent.sum() + " " + processorNs);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        System.exit(0);
    }

    /** How many were thrown out, messages sent, nanoseconds of processor. */
    long[] leave() throws IOException {
        process.getOutputStream().close();
        String[] words = said.readLine().split(" ");
        return new long[]{Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])};
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
