package io.enerlink.settlement.clearing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventHandler;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.matching.HaltReason;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.engine.matching.TradingState;
import io.enerlink.engine.message.BatchSettledEncoder;
import io.enerlink.engine.message.ChainViewEncoder;
import io.enerlink.engine.message.CommandDoneDecoder;
import io.enerlink.engine.message.CommandRejectedDecoder;
import io.enerlink.engine.message.DebtChangedEncoder;
import io.enerlink.engine.message.MarketEventAppliedDecoder;
import io.enerlink.engine.message.MarketEventEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.ReleaseWithdrawalEncoder;
import io.enerlink.engine.message.SetTradingEncoder;
import io.enerlink.engine.message.TradingChangedDecoder;
import io.enerlink.settlement.chain.LogCursor.EffectTimeoutException;
import io.enerlink.engine.message.VoidPendingEncoder;
import org.agrona.MutableDirectBuffer;
import org.web3j.utils.Numeric;

/** What the bridge tells the engine, and the engine's answers to it. Waits while the engine is full, never drops. */
final class EngineCommands implements EventHandler {
    private static final int MAX_LENGTH = 256;
    private static final Duration FULL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMillis(100);
    /** Far from what gateways count, and above what earlier runs used: their answers are replayed at start. */
    private static final long NAMESPACE = 1L << 62;
    private static final int COMMANDS_PER_MS = 10;

    private final EngineClient engine;
    private final AtomicLong correlation;
    private final Map<Long, CompletableFuture<RejectReason>> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    EngineCommands(EngineClient engine, long startMs) {
        this.engine = engine;
        correlation = new AtomicLong(NAMESPACE + (startMs << COMMANDS_PER_MS));
    }

    /** The future completes with NONE when the engine took the event, now or before. */
    CompletableFuture<RejectReason> marketEvent(MarketChange change) {
        Command command = new Command();
        MarketEventEncoder encoder = new MarketEventEncoder().wrapAndApplyHeader(command.buffer, 0, command.header);
        encoder.correlationId(command.id).eventSeq(change.eventSeq()).amount(change.amount()).nonce(change.nonce())
                .atMs(change.atMs()).epoch(change.epoch()).kind((short) change.kind().code())
                .asset((short) change.asset().code());
        encoder.putAddress(bytes(change.address()), 0, MarketEventEncoder.addressLength());
        encoder.putAgent(bytes(change.agent()), 0, MarketEventEncoder.agentLength());
        return send(command, encoder.encodedLength());
    }

    CompletableFuture<RejectReason> debtChanged(long debtSeq, String address, long debtUwh) {
        Command command = new Command();
        DebtChangedEncoder encoder = new DebtChangedEncoder().wrapAndApplyHeader(command.buffer, 0, command.header);
        encoder.correlationId(command.id).debtSeq(debtSeq).debtUwh(debtUwh);
        encoder.putAddress(bytes(address), 0, DebtChangedEncoder.addressLength());
        return send(command, encoder.encodedLength());
    }

    /** Answered by BatchFinal, or not at all where the engine had it before: nobody waits. */
    void batchSettled(long batchId, String transactionHash) {
        Command command = new Command();
        BatchSettledEncoder encoder = new BatchSettledEncoder().wrapAndApplyHeader(command.buffer, 0, command.header);
        encoder.correlationId(command.id).batchId(batchId);
        encoder.putTransactionHash(Numeric.hexStringToByteArray(transactionHash), 0,
                BatchSettledEncoder.transactionHashLength());
        submit(command.buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }

    CompletableFuture<RejectReason> chainView(long chainTimeMs, long noticeMs) {
        Command command = new Command();
        ChainViewEncoder encoder = new ChainViewEncoder().wrapAndApplyHeader(command.buffer, 0, command.header);
        encoder.correlationId(command.id).chainTimeMs(chainTimeMs).noticeMs(noticeMs);
        return send(command, encoder.encodedLength());
    }

    CompletableFuture<RejectReason> voidPending(long batchId) {
        Command command = new Command();
        VoidPendingEncoder encoder = new VoidPendingEncoder().wrapAndApplyHeader(command.buffer, 0, command.header);
        encoder.correlationId(command.id).batchId(batchId);
        return send(command, encoder.encodedLength());
    }

    CompletableFuture<RejectReason> releaseWithdrawal(int accountId, long nonce) {
        Command command = new Command();
        ReleaseWithdrawalEncoder encoder = new ReleaseWithdrawalEncoder().wrapAndApplyHeader(command.buffer, 0,
                command.header);
        encoder.correlationId(command.id).nonce(nonce).accountId(accountId);
        return send(command, encoder.encodedLength());
    }

    CompletableFuture<RejectReason> halt(HaltReason reason) {
        Command command = new Command();
        SetTradingEncoder encoder = new SetTradingEncoder().wrapAndApplyHeader(command.buffer, 0, command.header);
        encoder.correlationId(command.id).instrumentId(0).state((short) TradingState.HALTED.code())
                .reason((short) reason.code());
        return send(command, encoder.encodedLength());
    }

    private final class Command {
        private final long id = correlation.incrementAndGet();
        private final MutableDirectBuffer buffer = new HeapBuffer(MAX_LENGTH);
        private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    }

    private static byte[] bytes(String address) {
        return Numeric.hexStringToByteArray(address);
    }

    private CompletableFuture<RejectReason> send(Command command, int encodedLength) {
        CompletableFuture<RejectReason> answer = new CompletableFuture<>();
        waiting.put(command.id, answer);
        answer.whenComplete((reason, failure) -> waiting.remove(command.id));
        try {
            submit(command.buffer, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
        } catch (RuntimeException refused) {
            answer.completeExceptionally(refused);
            throw refused;
        }
        return answer;
    }

    private void submit(MutableDirectBuffer buffer, int length) {
        long deadline = System.nanoTime() + FULL_TIMEOUT.toNanos();
        Duration backOff = FIRST_BACK_OFF;
        while (!engine.submit(buffer, 0, length)) {
            if (closed || System.nanoTime() > deadline)
                throw new EffectTimeoutException("the engine has had no room for " + FULL_TIMEOUT);
            LockSupport.parkNanos(backOff.toNanos());
            if (backOff.compareTo(LONGEST_BACK_OFF) < 0) backOff = backOff.multipliedBy(2);
        }
    }

    @Override
    public void onMarketEventApplied(long sequence, long timestampMs, MarketEventAppliedDecoder event) {
        answered(event.correlationId(), RejectReason.NONE);
    }

    @Override
    public void onCommandDone(long sequence, long timestampMs, CommandDoneDecoder event) {
        answered(event.correlationId(), RejectReason.NONE);
    }

    @Override
    public void onTradingChanged(long sequence, long timestampMs, TradingChangedDecoder event) {
        answered(event.correlationId(), RejectReason.NONE);
    }

    @Override
    public void onCommandRejected(long sequence, long timestampMs, CommandRejectedDecoder event) {
        answered(event.correlationId(), RejectReason.of(event.reason()));
    }

    private void answered(long correlationId, RejectReason reason) {
        CompletableFuture<RejectReason> answer = waiting.get(correlationId);
        if (answer != null) answer.complete(reason);
    }

    /** How many answers have not come. */
    int waiting() { return waiting.size(); }

    void close() {
        closed = true;
        waiting.values().forEach(answer -> answer.completeExceptionally(new EffectTimeoutException("closed")));
    }
}
