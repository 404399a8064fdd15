package io.enerlink.gateway.cli;

import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.AddInstrumentEncoder;
import io.enerlink.engine.message.CommandDoneDecoder;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.ConfigureClearingEncoder;
import io.enerlink.engine.message.InstrumentAddedDecoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.SetTradingEncoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.gateway.embedded.StartFailedException;
import org.agrona.MutableDirectBuffer;

/** Brings the engine to where traders can use it: the instrument is there, clearing is configured, trading is open. */
final class EngineSetup implements EventHandler {
    static final int INSTRUMENT_ID = 1;
    static final String SYMBOL = "ETK-IDRS";
    private static final long LOT_WH = 1;
    private static final long TICK = 1;
    private static final long MIN_NOTIONAL = 1_000_000;
    private static final int MAX_OPEN_ORDERS = 200;
    private static final int MAKER_FEE_BPS = 10;
    private static final int TAKER_FEE_BPS = 20;
    private static final int MAX_PENDING_EXECUTIONS = 10_000;
    private static final int MAX_PENDING_PER_ACCOUNT = 1_000;
    private static final long ADD = -1;
    private static final long CONFIGURE = -2;
    private static final long RESUME = -3;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long RETRY_NS = 1_000_000;

    private final Runnable onClockJump;
    private final CompletableFuture<Void> added = new CompletableFuture<>();
    private final CompletableFuture<Void> configured = new CompletableFuture<>();
    private volatile boolean replayed;

    /** @param onClockJump told, on the engine's thread, when trading was halted because the clock jumped */
    EngineSetup(Runnable onClockJump) {
        this.onClockJump = onClockJump;
    }

    @Override
    public void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {
        if (event.instrumentId() == INSTRUMENT_ID) added.complete(null);
    }

    @Override
    public void onCommandDone(long sequence, long timestampMs, CommandDoneDecoder event) {
        if (replayed && event.correlationId() == CONFIGURE) configured.complete(null);
    }

    @Override
    public void onCommandRejected(long sequence, long timestampMs, CommandRejectedDecoder event) {
        if (!replayed) return;
        StartFailedException refused = new StartFailedException(
                "the engine refuses its configuration: " + RejectReason.of(event.reason()));
        if (event.correlationId() == ADD) added.completeExceptionally(refused);
        if (event.correlationId() == CONFIGURE) configured.completeExceptionally(refused);
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        boolean halted = TradingState.of(event.state()) == TradingState.HALTED;
        if (replayed && halted && HaltReason.of(event.reason()) == HaltReason.CLOCK_JUMP) onClockJump.run();
    }

    /**
     * Sends what is missing and awaits that it took effect.
     *
     * @param feeAccount 0x-address whose escrow takes the fees
     * @throws StartFailedException when the engine refuses or does not answer
     */
    void complete(EngineClient engine, Config config, String feeAccount) {
        replayed = true;
        MutableDirectBuffer buffer = new HeapBuffer(512);
        MessageHeaderEncoder header = new MessageHeaderEncoder();
        if (!added.isDone()) submit(engine, buffer, addInstrument(buffer, header));
        submit(engine, buffer, configureClearing(buffer, header, config, feeAccount));
        await(added);
        await(configured);
    }

    /** Opens trading again after a halt. */
    static void resume(EngineClient engine) {
        trading(engine, TradingState.OPEN, HaltReason.NONE);
    }

    /** Puts every instrument into a state. */
    static void trading(EngineClient engine, TradingState state, HaltReason reason) {
        MutableDirectBuffer buffer = new HeapBuffer(512);
        SetTradingEncoder command = new SetTradingEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        command.correlationId(RESUME).instrumentId(0).state((short) state.code())
                .reason((short) reason.code());
        submit(engine, buffer, command.encodedLength());
    }

    private static int addInstrument(MutableDirectBuffer buffer, MessageHeaderEncoder header) {
        AddInstrumentEncoder command = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0, header);
        command.correlationId(ADD).lotWh(LOT_WH).tickSize(TICK).minNotional(MIN_NOTIONAL).bandLowTicks(0)
                .bandHighTicks(0).instrumentId(INSTRUMENT_ID).maxOpenOrders(MAX_OPEN_ORDERS)
                .makerFeeBps(MAKER_FEE_BPS).takerFeeBps(TAKER_FEE_BPS).symbol(SYMBOL);
        return command.encodedLength();
    }

    private static int configureClearing(MutableDirectBuffer buffer, MessageHeaderEncoder header, Config config,
            String feeAccount) {
        byte[] address = HexFormat.of().parseHex(feeAccount.substring(2));
        ConfigureClearingEncoder command = new ConfigureClearingEncoder().wrapAndApplyHeader(buffer, 0, header);
        command.correlationId(CONFIGURE).maxAgeMs(config.batchAge().toMillis()).maxExecutions(config.batchSize())
                .maxPendingExecutions(MAX_PENDING_EXECUTIONS).maxPendingPerAccount(MAX_PENDING_PER_ACCOUNT)
                .putFeeAccount(address, 0, address.length);
        return command.encodedLength();
    }

    private static void submit(EngineClient engine, MutableDirectBuffer buffer, int length) {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (!engine.submit(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length)) {
            if (System.nanoTime() - deadlineNs > 0) throw new StartFailedException("the engine takes no commands");
            LockSupport.parkNanos(RETRY_NS);
        }
    }

    private static void await(CompletableFuture<Void> answer) {
        try {
            answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new StartFailedException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new StartFailedException(
                    "the engine did not answer its configuration within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException("interrupted while the engine was configured", e);
        }
    }
}
