package io.enerlink.engine.matching;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.message.AccountOpenedEncoder;
import io.enerlink.engine.message.AgentChangedEncoder;
import io.enerlink.engine.message.AuctionUncrossedEncoder;
import io.enerlink.engine.message.CancelAllDoneEncoder;
import io.enerlink.engine.message.CommandDoneEncoder;
import io.enerlink.engine.message.CommandRejectedEncoder;
import io.enerlink.engine.message.DebtReservedEncoder;
import io.enerlink.engine.message.InstrumentAddedEncoder;
import io.enerlink.engine.message.LevelChangedEncoder;
import io.enerlink.engine.message.MarketEventAppliedEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.StorageChangedEncoder;
import io.enerlink.engine.message.TradingChangedEncoder;

/** Writes the events that are about no single order, and holds the buffer that all of them go to. */
final class Events {
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    /** The part of a header that is the same for all messages; it is as long as a long, and written at once. */
    private static final long HEADER_WORD = (long) MessageHeaderEncoder.SCHEMA_VERSION << 48
            | (long) MessageHeaderEncoder.SCHEMA_ID << 32;

    private final AccountOpenedEncoder accountOpened = new AccountOpenedEncoder();
    private final AgentChangedEncoder agentChanged = new AgentChangedEncoder();
    private final AuctionUncrossedEncoder auctionUncrossed = new AuctionUncrossedEncoder();
    private final CancelAllDoneEncoder cancelAllDone = new CancelAllDoneEncoder();
    private final CommandDoneEncoder commandDone = new CommandDoneEncoder();
    private final CommandRejectedEncoder commandRejected = new CommandRejectedEncoder();
    private final DebtReservedEncoder debtReserved = new DebtReservedEncoder();
    private final InstrumentAddedEncoder instrumentAdded = new InstrumentAddedEncoder();
    private final LevelChangedEncoder levelChanged = new LevelChangedEncoder();
    private final MarketEventAppliedEncoder marketEventApplied = new MarketEventAppliedEncoder();
    private final StorageChangedEncoder storageChanged = new StorageChangedEncoder();
    private final TradingChangedEncoder tradingChanged = new TradingChangedEncoder();
    private EventBuffer buffer;

    void wrap(EventBuffer events) { buffer = events; }

    MutableDirectBuffer buffer() { return buffer.buffer(); }

    /** Makes room for a message, writes its header, and returns where the message itself goes. */
    int claim(int blockLength, int templateId) {
        int at = buffer.claim(HEADER + blockLength);
        buffer.buffer().putLong(at, HEADER_WORD | (long) templateId << 16 | blockLength, ByteOrder.LITTLE_ENDIAN);
        return at + HEADER;
    }

    void accountOpened(ExchangeState state, int accountId) {
        int at = claim(AccountOpenedEncoder.BLOCK_LENGTH, AccountOpenedEncoder.TEMPLATE_ID);
        accountOpened.wrap(buffer(), at).correlationId(state.correlationId).accountId(accountId);
        state.accounts.writeAddress(accountId, buffer(), at + AccountOpenedEncoder.addressEncodingOffset());
    }

    void commandRejected(long correlationId, int accountId, int templateId, RejectReason reason) {
        int at = claim(CommandRejectedEncoder.BLOCK_LENGTH, CommandRejectedEncoder.TEMPLATE_ID);
        commandRejected.wrap(buffer(), at).correlationId(correlationId).accountId(accountId)
                .commandTemplateId(templateId).reason((short) reason.code());
    }

    void commandDone(long correlationId, int templateId) {
        int at = claim(CommandDoneEncoder.BLOCK_LENGTH, CommandDoneEncoder.TEMPLATE_ID);
        commandDone.wrap(buffer(), at).correlationId(correlationId).commandTemplateId(templateId);
    }

    void cancelAllDone(long correlationId, int accountId, int canceled) {
        int at = claim(CancelAllDoneEncoder.BLOCK_LENGTH, CancelAllDoneEncoder.TEMPLATE_ID);
        cancelAllDone.wrap(buffer(), at).correlationId(correlationId).accountId(accountId)
                .canceled(canceled);
    }

    void levelChanged(Levels levels, int level) {
        int at = claim(LevelChangedEncoder.BLOCK_LENGTH, LevelChangedEncoder.TEMPLATE_ID);
        levelChanged.wrap(buffer(), at).priceTicks(levels.priceTicks(level))
                .quantityWh(levels.visibleWh(level)).instrumentId(levels.instrumentId(level))
                .orders(levels.count(level)).side((short) levels.side(level).code());
    }

    void marketEventApplied(long correlationId, long eventSeq, long amount, int accountId, int kind, int asset) {
        int at = claim(MarketEventAppliedEncoder.BLOCK_LENGTH, MarketEventAppliedEncoder.TEMPLATE_ID);
        marketEventApplied.wrap(buffer(), at).correlationId(correlationId).eventSeq(eventSeq)
                .amount(amount).accountId(accountId).kind((short) kind).asset((short) asset);
    }

    void agentChanged(long correlationId, int accountId, Agents agents, int agent) {
        int at = claim(AgentChangedEncoder.BLOCK_LENGTH, AgentChangedEncoder.TEMPLATE_ID);
        agentChanged.wrap(buffer(), at).correlationId(correlationId).expiryMs(agents.expiryMs(agent))
                .accountId(accountId);
        agents.writeAddress(agent, buffer(), at + AgentChangedEncoder.agentEncodingOffset());
    }

    void debtReserved(ExchangeState state, int accountId) {
        int at = claim(DebtReservedEncoder.BLOCK_LENGTH, DebtReservedEncoder.TEMPLATE_ID);
        debtReserved.wrap(buffer(), at).amount(state.accounts.repayment(accountId))
                .debtUwh(state.ledger.debtUwh(accountId)).repaymentId(state.accounts.repaymentId(accountId))
                .accountId(accountId)
                .epoch(state.accounts.repaymentEpoch(accountId));
        state.accounts.writeAddress(accountId, buffer(), at + DebtReservedEncoder.addressEncodingOffset());
    }

    void instrumentAdded(long correlationId, Instrument instrument) {
        int at = claim(InstrumentAddedEncoder.BLOCK_LENGTH, InstrumentAddedEncoder.TEMPLATE_ID);
        instrumentAdded.wrap(buffer(), at).correlationId(correlationId).lotWh(instrument.lotWh)
                .tickSize(instrument.tickSize).minNotional(instrument.minNotional)
                .bandLowTicks(instrument.bandLowTicks).bandHighTicks(instrument.bandHighTicks)
                .instrumentId(instrument.id).makerFeeBps(instrument.makerFeeBps).takerFeeBps(instrument.takerFeeBps);
        int symbol = at + InstrumentAddedEncoder.symbolEncodingOffset();
        buffer().putLong(symbol, instrument.symbolLow);
        buffer().putLong(symbol + 8, instrument.symbolHigh);
    }

    void tradingChanged(long correlationId, Instrument instrument) {
        int at = claim(TradingChangedEncoder.BLOCK_LENGTH, TradingChangedEncoder.TEMPLATE_ID);
        tradingChanged.wrap(buffer(), at).correlationId(correlationId)
                .instrumentId(instrument.id).state((short) instrument.state.code())
                .reason((short) instrument.haltReason.code());
    }

    void storageChanged(long correlationId, boolean low) {
        int at = claim(StorageChangedEncoder.BLOCK_LENGTH, StorageChangedEncoder.TEMPLATE_ID);
        storageChanged.wrap(buffer(), at).correlationId(correlationId).low(flag(low));
    }

    /** @param surplusWh above 0 when bids were left over, below when asks were */
    void auctionUncrossed(int instrumentId, long priceTicks, long quantityWh, long surplusWh) {
        int at = claim(AuctionUncrossedEncoder.BLOCK_LENGTH, AuctionUncrossedEncoder.TEMPLATE_ID);
        auctionUncrossed.wrap(buffer(), at).priceTicks(priceTicks).quantityWh(quantityWh)
                .surplusWh(surplusWh).instrumentId(instrumentId);
    }

    static void copy(DirectBuffer from, int offset, MutableDirectBuffer to, int toOffset, int length) {
        to.putBytes(toOffset, from, offset, length);
    }

    static short code(Side side) {
        return (short) side.code();
    }

    static short flag(boolean value) {
        return (short) (value ? 1 : 0);
    }
}
