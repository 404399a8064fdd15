package io.enerlink.benchmarks.book;

import io.enerlink.benchmarks.flow.Flow;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.PlaceOrderDecoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing and reading the command of a new order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class WireFormat {
    private final EngineCommands commands = new EngineCommands(false);
    private final long[] words = {Flow.PLACE | 1L << 8 | 1L << 32, 1, 100_000, 10};
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder decoder = new PlaceOrderDecoder();

    @Benchmark
    public int encode() {
        commands.write(words, 0);
        return commands.length();
    }

    @Benchmark
    public long encodeAndDecode() {
        commands.write(words, 0);
        PlaceOrderDecoder order = decoder.wrapAndApplyHeader(commands.buffer(), 0, header);
        return order.correlationId() + order.clientOrderId() + order.priceTicks() + order.quantityWh()
                + order.displayWh() + order.maxQuote() + order.expiryMs() + order.nonce() + order.accountId()
                + order.instrumentId() + order.epoch() + order.maxFeeBps() + order.side() + order.orderType()
                + order.timeInForce() + order.postOnly() + order.selfTrade();
    }
}
