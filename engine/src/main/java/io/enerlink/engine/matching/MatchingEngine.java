package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.Orders;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.message.AddInstrumentDecoder;
import io.enerlink.engine.message.BatchSettledDecoder;
import io.enerlink.engine.message.CancelAfterDecoder;
import io.enerlink.engine.message.CancelAllDecoder;
import io.enerlink.engine.message.CancelOrderDecoder;
import io.enerlink.engine.message.ChainViewDecoder;
import io.enerlink.engine.message.ConfigureClearingDecoder;
import io.enerlink.engine.message.DebtChangedDecoder;
import io.enerlink.engine.message.MarketEventDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OpenAccountDecoder;
import io.enerlink.engine.message.PlaceOrderDecoder;
import io.enerlink.engine.message.ReleaseWithdrawalDecoder;
import io.enerlink.engine.message.ReplaceOrderDecoder;
import io.enerlink.engine.message.ReserveWithdrawalDecoder;
import io.enerlink.engine.message.RevokeAgentDecoder;
import io.enerlink.engine.message.SetBandDecoder;
import io.enerlink.engine.message.SetFeesDecoder;
import io.enerlink.engine.message.SetStorageDecoder;
import io.enerlink.engine.message.SetTradingDecoder;
import io.enerlink.engine.message.TickDecoder;
import io.enerlink.engine.message.VoidPendingDecoder;

/**
 * The exchange as a function: one command in, its events out. Single-threaded, deterministic, knows no clock.
 *
 * <p>Each command is taken in three steps: what has fallen due by its time (expiries, cancel-after, a batch's age), the
 * command itself, and then one event for each account whose balances changed and for each level whose visible quantity
 * did. A refused command has one event and changes nothing.
 */
public final class MatchingEngine {
    /** Sees an open order. */
    @FunctionalInterface
    public interface OrderVisitor {
        void onOrder(long orderId, long priceTicks, long leavesWh, long visibleWh);
    }

    /** Of what {@link #carry} writes; rises whenever its layout, or what a field of it means, changes. */
    public static final int STATE_VERSION = 3;

    private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

    private final ExchangeState state;
    private final OrderEvents orderEvents;
    private final OpenOrders openOrders;
    private final Clearing clearing;
    private final PlaceOrders placeOrders;
    private final ReplaceOrders replaceOrders;
    private final CancelOrders cancelOrders;
    private final Withdrawals withdrawals;
    private final Administration administration;
    private final ChainEvents chainEvents;
    private final Restatement restatement;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    public MatchingEngine(EngineConfig config) {
        state = new ExchangeState(config);
        orderEvents = new OrderEvents(state);
        openOrders = new OpenOrders(state, orderEvents);
        clearing = new Clearing(state);
        Incoming incoming = new Incoming();
        Matcher matcher = new Matcher(state, orderEvents, openOrders, clearing);
        Backlog backlog = new Backlog(state, clearing);
        OrderChecks checks = new OrderChecks(state, backlog);
        placeOrders = new PlaceOrders(state, orderEvents, openOrders, checks, matcher, incoming);
        replaceOrders = new ReplaceOrders(state, orderEvents, openOrders, checks, matcher, clearing, incoming);
        cancelOrders = new CancelOrders(state, orderEvents, openOrders);
        withdrawals = new Withdrawals(state);
        administration = new Administration(state, clearing, backlog, openOrders,
                new Auction(state, openOrders, matcher, incoming));
        chainEvents = new ChainEvents(state, openOrders, withdrawals, clearing, administration);
        restatement = new Restatement(state, openOrders, orderEvents, clearing, withdrawals);
    }

    /**
     * Applies one command and appends what it caused to {@code events}, which the caller clears.
     *
     * @param sequence    of the command, rising by one; no answer depends on it
     * @param timestampMs of the command; one that lies before an earlier command's counts as that one's
     */
    public void onCommand(long sequence, long timestampMs, DirectBuffer command, int offset, int length,
            EventBuffer events) {
        state.events.wrap(events);
        state.sequence = sequence;
        state.nowMs = Math.max(state.nowMs, timestampMs);
        if (state.nowMs >= nextDueMs()) fallDue();
        apply(command, offset, length);
        tellBalances();
        tellLevels();
    }

    private long nextDueMs() {
        return Math.min(Math.min(clearing.closesAtMs(), state.chainStaleAtMs),
                Math.min(openOrders.nextExpiryMs(), cancelOrders.nextTimeoutMs()));
    }

    private void fallDue() {
        state.correlationId = 0;
        if (state.nowMs >= cancelOrders.nextTimeoutMs() && !state.clockIsDoubted()) cancelOrders.timeOut();
        if (state.nowMs >= openOrders.nextExpiryMs()) openOrders.expire();
        if (state.nowMs >= clearing.closesAtMs()) clearing.close();
        if (state.nowMs >= state.chainStaleAtMs) administration.haltStale();
    }

    private void apply(DirectBuffer command, int offset, int length) {
        int blockLength = length < HEADER ? -1 : blockLength(header.wrap(command, offset).templateId());
        boolean complete = blockLength > 0 && header.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && header.version() == MessageHeaderDecoder.SCHEMA_VERSION && header.blockLength() == blockLength
                && length >= HEADER + blockLength;
        state.correlationId = length < HEADER + Long.BYTES ? 0
                : command.getLong(offset + HEADER, PlaceOrderDecoder.BYTE_ORDER);
        if (complete) dispatch(command, offset);
        else
            refuse(length < HEADER ? 0 : header.templateId());
    }

    private void refuse(int templateId) {
        switch (templateId) {
            case PlaceOrderDecoder.TEMPLATE_ID, CancelOrderDecoder.TEMPLATE_ID, ReplaceOrderDecoder.TEMPLATE_ID ->
                orderEvents.rejected(templateId, 0, 0, 0, 0, RejectReason.MALFORMED);
            default -> state.events.commandRejected(state.correlationId, 0, templateId, RejectReason.MALFORMED);
        }
    }

    /** Of a command; below 0 where none has this template id. */
    static int blockLength(int templateId) {
        return switch (templateId) {
            case PlaceOrderDecoder.TEMPLATE_ID -> PlaceOrderDecoder.BLOCK_LENGTH;
            case CancelOrderDecoder.TEMPLATE_ID -> CancelOrderDecoder.BLOCK_LENGTH;
            case ReplaceOrderDecoder.TEMPLATE_ID -> ReplaceOrderDecoder.BLOCK_LENGTH;
            case CancelAllDecoder.TEMPLATE_ID -> CancelAllDecoder.BLOCK_LENGTH;
            case CancelAfterDecoder.TEMPLATE_ID -> CancelAfterDecoder.BLOCK_LENGTH;
            case TickDecoder.TEMPLATE_ID -> TickDecoder.BLOCK_LENGTH;
            case OpenAccountDecoder.TEMPLATE_ID -> OpenAccountDecoder.BLOCK_LENGTH;
            case MarketEventDecoder.TEMPLATE_ID -> MarketEventDecoder.BLOCK_LENGTH;
            case DebtChangedDecoder.TEMPLATE_ID -> DebtChangedDecoder.BLOCK_LENGTH;
            case BatchSettledDecoder.TEMPLATE_ID -> BatchSettledDecoder.BLOCK_LENGTH;
            case AddInstrumentDecoder.TEMPLATE_ID -> AddInstrumentDecoder.BLOCK_LENGTH;
            case ConfigureClearingDecoder.TEMPLATE_ID -> ConfigureClearingDecoder.BLOCK_LENGTH;
            case SetTradingDecoder.TEMPLATE_ID -> SetTradingDecoder.BLOCK_LENGTH;
            case SetStorageDecoder.TEMPLATE_ID -> SetStorageDecoder.BLOCK_LENGTH;
            case SetFeesDecoder.TEMPLATE_ID -> SetFeesDecoder.BLOCK_LENGTH;
            case SetBandDecoder.TEMPLATE_ID -> SetBandDecoder.BLOCK_LENGTH;
            case ReserveWithdrawalDecoder.TEMPLATE_ID -> ReserveWithdrawalDecoder.BLOCK_LENGTH;
            case ReleaseWithdrawalDecoder.TEMPLATE_ID -> ReleaseWithdrawalDecoder.BLOCK_LENGTH;
            case ChainViewDecoder.TEMPLATE_ID -> ChainViewDecoder.BLOCK_LENGTH;
            case VoidPendingDecoder.TEMPLATE_ID -> VoidPendingDecoder.BLOCK_LENGTH;
            case RevokeAgentDecoder.TEMPLATE_ID -> RevokeAgentDecoder.BLOCK_LENGTH;
            default -> -1;
        };
    }

    private void dispatch(DirectBuffer command, int offset) {
        switch (header.templateId()) {
            case PlaceOrderDecoder.TEMPLATE_ID -> placeOrders.apply(command, offset, header);
            case CancelOrderDecoder.TEMPLATE_ID -> cancelOrders.one(command, offset, header);
            case ReplaceOrderDecoder.TEMPLATE_ID -> replaceOrders.apply(command, offset, header);
            case CancelAllDecoder.TEMPLATE_ID -> cancelOrders.all(command, offset, header);
            case CancelAfterDecoder.TEMPLATE_ID -> cancelOrders.after(command, offset, header);
            case OpenAccountDecoder.TEMPLATE_ID -> administration.openAccount(command, offset, header);
            case MarketEventDecoder.TEMPLATE_ID -> chainEvents.market(command, offset, header);
            case DebtChangedDecoder.TEMPLATE_ID -> chainEvents.debt(command, offset, header);
            case BatchSettledDecoder.TEMPLATE_ID -> chainEvents.settled(command, offset, header);
            case AddInstrumentDecoder.TEMPLATE_ID -> administration.addInstrument(command, offset, header);
            case ConfigureClearingDecoder.TEMPLATE_ID -> administration.configureClearing(command, offset, header);
            case SetTradingDecoder.TEMPLATE_ID -> administration.setTrading(command, offset, header);
            case SetStorageDecoder.TEMPLATE_ID -> administration.setStorage(command, offset, header);
            case SetFeesDecoder.TEMPLATE_ID -> administration.setFees(command, offset, header);
            case SetBandDecoder.TEMPLATE_ID -> administration.setBand(command, offset, header);
            case ReserveWithdrawalDecoder.TEMPLATE_ID -> withdrawals.reserve(command, offset, header);
            case ReleaseWithdrawalDecoder.TEMPLATE_ID -> withdrawals.release(command, offset, header);
            case ChainViewDecoder.TEMPLATE_ID -> chainEvents.view(command, offset, header);
            case VoidPendingDecoder.TEMPLATE_ID -> chainEvents.voidPending(command, offset, header);
            case RevokeAgentDecoder.TEMPLATE_ID -> chainEvents.revoke(command, offset, header);
            case TickDecoder.TEMPLATE_ID -> {
                // What a tick is for has happened before: whatever fell due by its time.
            }
            default -> throw new IllegalStateException("no command has template id " + header.templateId());
        }
    }

    private void tellBalances() {
        for (int i = 0; i < state.ledger.touchedCount(); i++) {
            int accountId = state.ledger.touched(i);
            chainEvents.collect(accountId);
            orderEvents.balanceChanged(accountId);
        }
        state.ledger.clearTouched();
    }

    private void tellLevels() {
        for (int i = 0; i < state.levels.touchedCount(); i++) {
            int level = state.levels.touched(i);
            if (state.levels.tell(level)) state.events.levelChanged(state.levels, level);
            if (state.levels.count(level) == 0) state.instrument(state.levels.instrumentId(level)).book.drop(level);
        }
        state.levels.clearTouched();
    }

    /** Shows the open orders of one side of an instrument: best price first, and those of a price as they will trade. */
    public void forEachOrder(int instrumentId, Side side, OrderVisitor visitor) {
        Instrument instrument = state.instrument(instrumentId);
        if (instrument == null) throw new IllegalArgumentException("no instrument has number " + instrumentId);
        Ladder ladder = instrument.book.ladder(side);
        for (int level = ladder.best(); level != Levels.NONE; level = ladder.next(level)) {
            for (int order = state.levels.first(level); order != Orders.NONE; order = state.orders.next(order)) {
                visitor.onOrder(state.orders.id(order), state.levels.priceTicks(level), state.orders.leavesWh(order),
                        state.orders.visibleWh(order));
            }
        }
    }

    /**
     * Tells everything that a listener may have to know, beginning with StateRestated: for those who never heard how it
     * came to be so. Changes nothing.
     *
     * @param part told whenever a part of it is in {@code events}, which it clears, and at the end
     */
    public void restate(EventBuffer events, Runnable part) {
        restatement.tell(events, part);
    }

    /** Whether new orders are refused because the journal's disk is nearly full. */
    public boolean isStorageLow() {
        return state.storageLow;
    }

    /** A hash over everything that matters, the same wherever the same commands were applied. */
    public long stateHash() {
        StateHash hash = new StateHash();
        state.hash(hash);
        clearing.hash(hash);
        withdrawals.hash(hash);
        return hash.value();
    }

    /**
     * Copies everything the engine knows into an image, or takes it out of one into an engine that has had no command.
     * Between commands only. The rest of the commands then cause the same events as where the image was taken.
     *
     * @throws RuntimeException where an image does not hold a whole state of this {@linkplain #STATE_VERSION version}
     *                          and of the same limits; the engine is of no use then
     */
    public void carry(StateImage image) {
        state.carry(image);
        openOrders.carry(image);
        cancelOrders.carry(image);
        clearing.carry(image);
        withdrawals.carry(image);
    }
}
