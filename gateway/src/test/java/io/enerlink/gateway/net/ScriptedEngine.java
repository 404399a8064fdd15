package io.enerlink.gateway.net;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.client.EventListener;
import io.enerlink.engine.matching.RejectReason;
import io.enerlink.engine.message.AccountOpenedEncoder;
import io.enerlink.engine.message.CancelAllDecoder;
import io.enerlink.engine.message.CommandRejectedEncoder;
import io.enerlink.engine.message.InstrumentAddedEncoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountDecoder;
import io.enerlink.engine.message.OrderAcceptedEncoder;
import io.enerlink.engine.message.TradedEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** An engine that opens accounts, knows two orders that may trade, remembers which other commands came, and says what a test wants it to say. */
final class ScriptedEngine implements EngineClient {
    static final String SYMBOL = "ETK-IDRS";

    private static final int MAKER = 1;
    private static final int TAKER = 2;
    private static final long ORDER_WH = 1L << 31;

    private final EventListener listener;
    private final EventBuffer events = new EventBuffer(1 << 12);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final List<Integer> commands = new ArrayList<>();
    private final byte[] address = new byte[20];
    private final List<Runnable> heldLogons = new ArrayList<>();
    private boolean holdsLogons;
    private boolean full;
    private boolean halted;
    private RejectReason refusal;
    private int lastAccount = TAKER;
    private long accountSeq = 1;
    private long sequence;

    ScriptedEngine(EventListener listener) {
        this.listener = listener;
        InstrumentAddedEncoder added = new InstrumentAddedEncoder().wrapAndApplyHeader(events.buffer(),
                events.claim(MessageHeaderEncoder.ENCODED_LENGTH + InstrumentAddedEncoder.BLOCK_LENGTH), header);
        added.lotWh(1).tickSize(1).instrumentId(1).symbol(SYMBOL);
        opened(0, MAKER);
        opened(0, TAKER);
        accepted(MAKER, 1);
        accepted(TAKER, 0);
        tell();
    }

    /** Template ids of the commands that came, but those that open accounts. */
    synchronized List<Integer> commands() {
        return List.copyOf(commands);
    }

    synchronized void full(boolean full) { this.full = full; }

    /** From now on logons are not answered until {@link #answerLogons}. */
    synchronized void holdLogons() {
        holdsLogons = true;
    }

    synchronized void answerLogons() {
        holdsLogons = false;
        heldLogons.forEach(Runnable::run);
        heldLogons.clear();
    }

    /** From now on as it was in the beginning. */
    synchronized void behave() {
        full = false;
        halted = false;
        refusal = null;
    }

    /** From now on as one that has stopped for ever. */
    synchronized void halt() { halted = true; }

    /** From now on every command is refused but those that open accounts. */
    synchronized void refuse(RejectReason reason) {
        refusal = reason;
    }

    @Override
    public synchronized boolean submit(DirectBuffer command, int offset, int length) {
        if (halted) throw new IllegalStateException("halted, as the test wants it");
        if (full) return false;
        MessageHeaderDecoder decoder = new MessageHeaderDecoder().wrap(command, offset);
        if (decoder.templateId() == OpenAccountDecoder.TEMPLATE_ID) {
            open(new OpenAccountDecoder().wrapAndApplyHeader(command, offset, decoder));
        } else if (refusal == null) {
            commands.add(decoder.templateId());
        } else {
            reject(new CancelAllDecoder().wrapAndApplyHeader(command, offset, decoder).correlationId());
        }
        return true;
    }

    synchronized void trade(long tradeId) {
        TradedEncoder traded = new TradedEncoder().wrapAndApplyHeader(events.buffer(),
                events.claim(MessageHeaderEncoder.ENCODED_LENGTH + TradedEncoder.BLOCK_LENGTH), header);
        accountSeq++;
        traded.tradeId(tradeId).priceTicks(135_000).quantityWh(1_000).instrumentId(1).makerOrderId(MAKER)
                .makerAccountId(MAKER).makerAccountSeq(accountSeq).makerLeavesWh(ORDER_WH).takerOrderId(TAKER)
                .takerAccountId(TAKER).takerAccountSeq(accountSeq).takerLeavesWh(ORDER_WH);
        tell();
    }

    private void open(OpenAccountDecoder command) {
        long correlationId = command.correlationId();
        byte[] owner = new byte[address.length];
        command.getAddress(owner, 0, owner.length);
        heldLogons.add(() -> open(correlationId, owner));
        if (!holdsLogons) answerLogons();
    }

    private void open(long correlationId, byte[] owner) {
        System.arraycopy(owner, 0, address, 0, owner.length);
        opened(correlationId, ++lastAccount);
        tell();
    }

    private void reject(long correlationId) {
        new CommandRejectedEncoder().wrapAndApplyHeader(events.buffer(),
                events.claim(MessageHeaderEncoder.ENCODED_LENGTH + CommandRejectedEncoder.BLOCK_LENGTH), header)
                .correlationId(correlationId).reason((short) refusal.code());
        tell();
    }

    private void opened(long correlationId, int accountId) {
        AccountOpenedEncoder opened = new AccountOpenedEncoder().wrapAndApplyHeader(events.buffer(),
                events.claim(MessageHeaderEncoder.ENCODED_LENGTH + AccountOpenedEncoder.BLOCK_LENGTH), header);
        opened.correlationId(correlationId).accountId(accountId).putAddress(address, 0, address.length);
    }

    private void accepted(int id, int side) {
        OrderAcceptedEncoder accepted = new OrderAcceptedEncoder().wrapAndApplyHeader(events.buffer(),
                events.claim(MessageHeaderEncoder.ENCODED_LENGTH + OrderAcceptedEncoder.BLOCK_LENGTH), header);
        accepted.orderId(id).clientOrderId(id).accountId(id).accountSeq(1).instrumentId(1).priceTicks(135_000)
                .quantityWh(ORDER_WH).leavesWh(ORDER_WH).nonce(1).side((short) side);
    }

    private void tell() {
        listener.onEvents(++sequence, 1_700_000_000_000L, events);
        listener.onBatchEnd();
        events.clear();
    }
}
