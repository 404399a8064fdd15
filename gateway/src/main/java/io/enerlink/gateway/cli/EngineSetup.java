package io.enerlink.gateway.cli;

import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import io.enerlink.engine.message.SetBandEncoder;
import io.enerlink.engine.message.SetFeesEncoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.settings.InstrumentRules;
import org.agrona.MutableDirectBuffer;

/** Brings the engine to where traders can use it: its instruments are there, clearing is configured. */
final class EngineSetup implements EventHandler {
    /** What the default settings trade. */
    static final String SYMBOL = "ETK-IDRS";
    static final int FIRST_INSTRUMENT_ID = 1;
    private static final int MAX_PENDING_EXECUTIONS = 10_000;
    private static final int MAX_PENDING_PER_ACCOUNT = 1_000;
    private static final long CORRELATION = -2;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Runnable onClockJump;
    private final Set<Integer> known = new HashSet<>();
    private final CompletableFuture<Void> configured = new CompletableFuture<>();
    private final MutableDirectBuffer buffer = new HeapBuffer(512);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private volatile boolean replayed;

    /** @param onClockJump told, on the engine's thread, when trading was halted because the clock jumped */
    EngineSetup(Runnable onClockJump) {
        this.onClockJump = onClockJump;
    }

    @Override
    public void onInstrumentAdded(long sequence, long timestampMs, InstrumentAddedDecoder event) {
        if (!replayed) known.add(event.instrumentId());
    }

    @Override
    public void onCommandDone(long sequence, long timestampMs, CommandDoneDecoder event) {
        boolean last = event.commandTemplateId() == ConfigureClearingEncoder.TEMPLATE_ID;
        if (replayed && event.correlationId() == CORRELATION && last) configured.complete(null);
    }

    @Override
    public void onCommandRejected(long sequence, long timestampMs, CommandRejectedDecoder event) {
        if (!replayed || event.correlationId() != CORRELATION) return;
        configured.completeExceptionally(new StartFailedException(
                "the engine refuses its configuration: " + RejectReason.of(event.reason())));
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        boolean halted = TradingState.of(event.state()) == TradingState.HALTED;
        if (replayed && halted && HaltReason.of(event.reason()) == HaltReason.CLOCK_JUMP) onClockJump.run();
    }

    /**
     * Sends what is configured and awaits that it took effect. An instrument's number is its place in the list; fees and
     * band of one that is there already become those of the list.
     *
     * @param feeAccount 0x-address whose escrow takes the fees
     * @throws StartFailedException when the engine refuses or does not answer
     */
    void complete(EngineClient engine, Config config, String feeAccount) {
        replayed = true;
        try {
            int id = FIRST_INSTRUMENT_ID;
            for (InstrumentRules rules : config.instruments()) {
                if (known.contains(id)) change(engine, id, rules);
                TradingDesk.submit(engine, buffer, addInstrument(id, rules));
                id++;
            }
            TradingDesk.submit(engine, buffer, configureClearing(config, feeAccount));
        } catch (IllegalStateException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
        await(configured);
    }

    private void change(EngineClient engine, int id, InstrumentRules rules) {
        SetFeesEncoder fees = new SetFeesEncoder().wrapAndApplyHeader(buffer, 0, header);
        fees.correlationId(CORRELATION).instrumentId(id).makerFeeBps(rules.makerFeeBps())
                .takerFeeBps(rules.takerFeeBps());
        TradingDesk.submit(engine, buffer, fees.encodedLength());
        SetBandEncoder band = new SetBandEncoder().wrapAndApplyHeader(buffer, 0, header);
        band.correlationId(CORRELATION).lowTicks(rules.bandLowTicks()).highTicks(rules.bandHighTicks())
                .instrumentId(id);
        TradingDesk.submit(engine, buffer, band.encodedLength());
    }

    /** Of an instrument that is there it tells how it is now. */
    private int addInstrument(int id, InstrumentRules rules) {
        AddInstrumentEncoder command = new AddInstrumentEncoder().wrapAndApplyHeader(buffer, 0, header);
        command.correlationId(CORRELATION).lotWh(rules.lotWh()).tickSize(rules.tickSize())
                .minNotional(rules.minNotionalIdrs()).bandLowTicks(rules.bandLowTicks())
                .bandHighTicks(rules.bandHighTicks()).instrumentId(id).maxOpenOrders(rules.maxOpenOrders())
                .makerFeeBps(rules.makerFeeBps()).takerFeeBps(rules.takerFeeBps()).symbol(rules.symbol());
        return command.encodedLength();
    }

    private int configureClearing(Config config, String feeAccount) {
        byte[] address = HexFormat.of().parseHex(feeAccount.substring(2));
        ConfigureClearingEncoder command = new ConfigureClearingEncoder().wrapAndApplyHeader(buffer, 0, header);
        command.correlationId(CORRELATION).maxAgeMs(config.batchAge().toMillis()).maxExecutions(config.batchSize())
                .maxPendingExecutions(MAX_PENDING_EXECUTIONS).maxPendingPerAccount(MAX_PENDING_PER_ACCOUNT)
                .putFeeAccount(address, 0, address.length);
        return command.encodedLength();
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
