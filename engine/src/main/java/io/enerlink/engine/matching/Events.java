package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.book.Levels;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.client.EventBuffer;
import io.enerlink.engine.message.AccountOpenedEncoder;
import io.enerlink.engine.message.AuctionUncrossedEncoder;
import io.enerlink.engine.message.CancelAllDoneEncoder;
import io.enerlink.engine.message.CommandDoneEncoder;
import io.enerlink.engine.message.CommandRejectedEncoder;
import io.enerlink.engine.message.DebtReservedEncoder;
import io.enerlink.engine.message.InstrumentAddedEncoder;
import io.enerlink.engine.message.LevelChangedEncoder;
import io.enerlink.engine.message.MarketEventAppliedEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.TradingChangedEncoder;

/** Writes the events that are about no single order, and holds the buffer that all of them go to. */
final class Events {
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

    final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AccountOpenedEncoder accountOpened = new AccountOpenedEncoder();
    private final AuctionUncrossedEncoder auctionUncrossed = new AuctionUncrossedEncoder();
    private final CancelAllDoneEncoder cancelAllDone = new CancelAllDoneEncoder();
    private final CommandDoneEncoder commandDone = new CommandDoneEncoder();
    private final CommandRejectedEncoder commandRejected = new CommandRejectedEncoder();
    private final DebtReservedEncoder debtReserved = new DebtReservedEncoder();
    private final InstrumentAddedEncoder instrumentAdded = new InstrumentAddedEncoder();
    private final LevelChangedEncoder levelChanged = new LevelChangedEncoder();
    private final MarketEventAppliedEncoder marketEventApplied = new MarketEventAppliedEncoder();
    private final TradingChangedEncoder tradingChanged = new TradingChangedEncoder();
    private EventBuffer buffer;

    void wrap(EventBuffer events) { buffer = events; }

    MutableDirectBuffer buffer() { return buffer.buffer(); }

    /** Makes room for a message and returns where its header goes. */
    int claim(int blockLength) {
        return buffer.claim(HEADER + blockLength);
    }

    void accountOpened(ExchangeState state, int accountId) {
        int at = claim(AccountOpenedEncoder.BLOCK_LENGTH);
        accountOpened.wrapAndApplyHeader(buffer(), at, header).correlationId(state.correlationId).accountId(accountId);
        state.accounts.writeAddress(accountId, buffer(), at + HEADER + AccountOpenedEncoder.addressEncodingOffset());
    }

    void commandRejected(long correlationId, int accountId, int templateId, RejectReason reason) {
        int at = claim(CommandRejectedEncoder.BLOCK_LENGTH);
        commandRejected.wrapAndApplyHeader(buffer(), at, header).correlationId(correlationId).accountId(accountId)
                .commandTemplateId(templateId).reason((short) reason.code());
    }

    void commandDone(long correlationId, int templateId) {
        int at = claim(CommandDoneEncoder.BLOCK_LENGTH);
        commandDone.wrapAndApplyHeader(buffer(), at, header).correlationId(correlationId).commandTemplateId(templateId);
    }

    void cancelAllDone(long correlationId, int accountId, int canceled) {
        int at = claim(CancelAllDoneEncoder.BLOCK_LENGTH);
        cancelAllDone.wrapAndApplyHeader(buffer(), at, header).correlationId(correlationId).accountId(accountId)
                .canceled(canceled);
    }

    void levelChanged(Levels levels, int level) {
        int at = claim(LevelChangedEncoder.BLOCK_LENGTH);
        levelChanged.wrapAndApplyHeader(buffer(), at, header).priceTicks(levels.priceTicks(level))
                .quantityWh(levels.visibleWh(level)).instrumentId(levels.instrumentId(level))
                .orders(levels.count(level)).side((short) levels.side(level).code());
    }

    void marketEventApplied(long correlationId, long eventSeq, long amount, int accountId, int kind, int asset) {
        int at = claim(MarketEventAppliedEncoder.BLOCK_LENGTH);
        marketEventApplied.wrapAndApplyHeader(buffer(), at, header).correlationId(correlationId).eventSeq(eventSeq)
                .amount(amount).accountId(accountId).kind((short) kind).asset((short) asset);
    }

    void debtReserved(ExchangeState state, int accountId, long amount) {
        int at = claim(DebtReservedEncoder.BLOCK_LENGTH);
        debtReserved.wrapAndApplyHeader(buffer(), at, header).amount(amount)
                .debtUwh(state.ledger.debtUwh(accountId)).repaymentId(state.lastRepaymentId).accountId(accountId);
        state.accounts.writeAddress(accountId, buffer(), at + HEADER + DebtReservedEncoder.addressEncodingOffset());
    }

    void instrumentAdded(long correlationId, Instrument instrument) {
        int at = claim(InstrumentAddedEncoder.BLOCK_LENGTH);
        instrumentAdded.wrapAndApplyHeader(buffer(), at, header).correlationId(correlationId).lotWh(instrument.lotWh)
                .tickSize(instrument.tickSize).minNotional(instrument.minNotional)
                .bandLowTicks(instrument.bandLowTicks).bandHighTicks(instrument.bandHighTicks)
                .instrumentId(instrument.id).makerFeeBps(instrument.makerFeeBps).takerFeeBps(instrument.takerFeeBps);
        int symbol = at + HEADER + InstrumentAddedEncoder.symbolEncodingOffset();
        buffer().putLong(symbol, instrument.symbolLow);
        buffer().putLong(symbol + 8, instrument.symbolHigh);
    }

    void tradingChanged(long correlationId, Instrument instrument) {
        int at = claim(TradingChangedEncoder.BLOCK_LENGTH);
        tradingChanged.wrapAndApplyHeader(buffer(), at, header).correlationId(correlationId)
                .instrumentId(instrument.id).state((short) instrument.state.code())
                .reason((short) instrument.haltReason.code());
    }

    /** @param surplusWh above 0 when bids were left over, below when asks were */
    void auctionUncrossed(int instrumentId, long priceTicks, long quantityWh, long surplusWh) {
        int at = claim(AuctionUncrossedEncoder.BLOCK_LENGTH);
        auctionUncrossed.wrapAndApplyHeader(buffer(), at, header).priceTicks(priceTicks).quantityWh(quantityWh)
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
