package io.enerlink.engine.matching;

import org.agrona.DirectBuffer;

import io.enerlink.engine.book.Ladder;
import io.enerlink.engine.ledger.Money;
import io.enerlink.engine.message.AddInstrumentDecoder;
import io.enerlink.engine.message.ConfigureClearingDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OpenAccountDecoder;
import io.enerlink.engine.message.SetBandDecoder;
import io.enerlink.engine.message.SetFeesDecoder;
import io.enerlink.engine.message.SetStorageDecoder;
import io.enerlink.engine.message.SetTradingDecoder;

/** What operators decide: accounts, instruments and their rules, clearing, halts and auctions. */
final class Administration {
    private final ExchangeState state;
    private final Clearing clearing;
    private final OpenOrders openOrders;
    private final Backlog backlog;
    private final Auction auction;
    private final Events events;
    private final OpenAccountDecoder openAccount = new OpenAccountDecoder();
    private final AddInstrumentDecoder addInstrument = new AddInstrumentDecoder();
    private final ConfigureClearingDecoder configureClearing = new ConfigureClearingDecoder();
    private final SetFeesDecoder setFees = new SetFeesDecoder();
    private final SetBandDecoder setBand = new SetBandDecoder();
    private final SetStorageDecoder setStorage = new SetStorageDecoder();
    private final SetTradingDecoder setTrading = new SetTradingDecoder();

    Administration(ExchangeState state, Clearing clearing, Backlog backlog, OpenOrders openOrders, Auction auction) {
        this.state = state;
        this.openOrders = openOrders;
        this.clearing = clearing;
        this.backlog = backlog;
        this.auction = auction;
        events = state.events;
    }

    /** Opens an account for an address that has none. */
    int open(DirectBuffer buffer, int addressAt) {
        int accountId = state.accounts.open(buffer, addressAt);
        state.ledger.open(accountId);
        events.accountOpened(state, accountId);
        return accountId;
    }

    void openAccount(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        openAccount.wrapAndApplyHeader(buffer, offset, header);
        int addressAt = openAccount.offset() + OpenAccountDecoder.addressEncodingOffset();
        int accountId = state.accounts.find(buffer, addressAt);
        if (accountId != Accounts.NONE) events.accountOpened(state, accountId);
        else if (state.accounts.isFull()) reject(OpenAccountDecoder.TEMPLATE_ID, RejectReason.BOOK_FULL);
        else
            open(buffer, addressAt);
    }

    void addInstrument(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        addInstrument.wrapAndApplyHeader(buffer, offset, header);
        int symbolAt = addInstrument.offset() + AddInstrumentDecoder.symbolEncodingOffset();
        long symbolLow = buffer.getLong(symbolAt);
        long symbolHigh = buffer.getLong(symbolAt + 8);
        RejectReason reason = buffer.getByte(symbolAt) == 0 ? RejectReason.MALFORMED
                : checkInstrument(symbolLow, symbolHigh);
        if (reason != RejectReason.NONE) {
            reject(AddInstrumentDecoder.TEMPLATE_ID, reason);
            return;
        }
        Instrument instrument = state.instrument(addInstrument.instrumentId());
        if (instrument == null) instrument = add(symbolLow, symbolHigh);
        events.instrumentAdded(state.correlationId, instrument);
    }

    private RejectReason checkInstrument(long symbolLow, long symbolHigh) {
        boolean wellFormed = addInstrument.instrumentId() > 0 && addInstrument.lotWh() > 0
                && addInstrument.lotWh() <= Money.MAX_QUANTITY_WH && addInstrument.tickSize() > 0
                && addInstrument.tickSize() < Ladder.MAX_PRICE_TICKS && addInstrument.minNotional() >= 0
                && addInstrument.maxOpenOrders() > 0
                && isBand(addInstrument.bandLowTicks(), addInstrument.bandHighTicks())
                && isFees(addInstrument.makerFeeBps(), addInstrument.takerFeeBps());
        if (!wellFormed) return RejectReason.MALFORMED;
        if (addInstrument.instrumentId() > state.maxInstrumentId()) return RejectReason.BOOK_FULL;
        Instrument known = state.instrument(addInstrument.instrumentId());
        boolean same = known == null || known.symbolLow == symbolLow && known.symbolHigh == symbolHigh
                && known.lotWh == addInstrument.lotWh() && known.tickSize == addInstrument.tickSize();
        return same ? RejectReason.NONE : RejectReason.INSTRUMENT_EXISTS;
    }

    private Instrument add(long symbolLow, long symbolHigh) {
        Instrument added = state.addInstrument(addInstrument.instrumentId());
        added.symbolLow = symbolLow;
        added.symbolHigh = symbolHigh;
        added.lotWh = addInstrument.lotWh();
        added.tickSize = addInstrument.tickSize();
        added.minNotional = addInstrument.minNotional();
        added.bandLowTicks = addInstrument.bandLowTicks();
        added.bandHighTicks = addInstrument.bandHighTicks();
        added.maxOpenOrders = addInstrument.maxOpenOrders();
        added.makerFeeBps = addInstrument.makerFeeBps();
        added.takerFeeBps = addInstrument.takerFeeBps();
        return added;
    }

    private static boolean isBand(long lowTicks, long highTicks) {
        return lowTicks >= 0 && (highTicks == 0 || highTicks >= lowTicks);
    }

    private static boolean isFees(int makerFeeBps, int takerFeeBps) {
        return makerFeeBps <= Money.MAX_FEE_BPS && takerFeeBps <= Money.MAX_FEE_BPS;
    }

    void configureClearing(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        configureClearing.wrapAndApplyHeader(buffer, offset, header);
        int feeAccountAt = configureClearing.offset() + ConfigureClearingDecoder.feeAccountEncodingOffset();
        int executions = configureClearing.maxExecutions();
        int feeAccount = state.accounts.find(buffer, feeAccountAt);
        boolean wellFormed = configureClearing.maxAgeMs() > 0 && executions >= 2
                && executions <= Clearing.MAX_EXECUTIONS && configureClearing.maxPendingExecutions() >= executions
                && configureClearing.maxPendingPerAccount() > 0;
        if (!wellFormed) {
            reject(ConfigureClearingDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
            return;
        }
        if (feeAccount == Accounts.NONE && state.accounts.isFull()) {
            reject(ConfigureClearingDecoder.TEMPLATE_ID, RejectReason.BOOK_FULL);
            return;
        }
        if (feeAccount == Accounts.NONE) feeAccount = open(buffer, feeAccountAt);
        clearing.configure(configureClearing.maxAgeMs(), executions, configureClearing.maxPendingExecutions(),
                configureClearing.maxPendingPerAccount(), feeAccount);
        events.commandDone(state.correlationId, ConfigureClearingDecoder.TEMPLATE_ID);
    }

    void setFees(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        setFees.wrapAndApplyHeader(buffer, offset, header);
        Instrument instrument = state.instrument(setFees.instrumentId());
        if (!isFees(setFees.makerFeeBps(), setFees.takerFeeBps())) {
            reject(SetFeesDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
        } else if (instrument == null) {
            reject(SetFeesDecoder.TEMPLATE_ID, RejectReason.UNKNOWN_INSTRUMENT);
        } else {
            instrument.makerFeeBps = setFees.makerFeeBps();
            instrument.takerFeeBps = setFees.takerFeeBps();
            events.commandDone(state.correlationId, SetFeesDecoder.TEMPLATE_ID);
        }
    }

    void setBand(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        setBand.wrapAndApplyHeader(buffer, offset, header);
        Instrument instrument = state.instrument(setBand.instrumentId());
        if (!isBand(setBand.lowTicks(), setBand.highTicks())) {
            reject(SetBandDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
        } else if (instrument == null) {
            reject(SetBandDecoder.TEMPLATE_ID, RejectReason.UNKNOWN_INSTRUMENT);
        } else {
            instrument.bandLowTicks = setBand.lowTicks();
            instrument.bandHighTicks = setBand.highTicks();
            events.commandDone(state.correlationId, SetBandDecoder.TEMPLATE_ID);
        }
    }

    void setTrading(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        setTrading.wrapAndApplyHeader(buffer, offset, header);
        if (!TradingState.isCode(setTrading.state()) || !HaltReason.isCode(setTrading.reason())) {
            reject(SetTradingDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
            return;
        }
        int instrumentId = setTrading.instrumentId();
        TradingState next = TradingState.of(setTrading.state());
        HaltReason why = HaltReason.of(setTrading.reason());
        RejectReason reason = checkTrading(instrumentId, next, why);
        if (reason != RejectReason.NONE) {
            reject(SetTradingDecoder.TEMPLATE_ID, reason);
            return;
        }
        for (int id = first(instrumentId); id <= last(instrumentId); id++) {
            Instrument instrument = state.instrument(id);
            if (instrument != null && mayChange(instrument, why)) change(instrument, next, why, state.correlationId);
        }
    }

    /** The hours of trading end no halt but their own. */
    private static boolean mayChange(Instrument instrument, HaltReason why) {
        return why != HaltReason.SCHEDULE || instrument.state != TradingState.HALTED
                || instrument.haltReason == HaltReason.SCHEDULE;
    }

    /** Whether orders that overlap trade then: where trading opens, and in the auction with which it closes. */
    private static boolean uncrosses(Instrument instrument, TradingState next, HaltReason why) {
        return next == TradingState.OPEN || next == TradingState.HALTED && why == HaltReason.SCHEDULE
                && instrument.state == TradingState.AUCTION;
    }

    /** The host says how its disk is. */
    void setStorage(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        setStorage.wrapAndApplyHeader(buffer, offset, header);
        if (setStorage.low() > 1) {
            reject(SetStorageDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
            return;
        }
        state.storageLow = setStorage.low() == 1;
        events.storageChanged(state.correlationId, state.storageLow);
    }

    private RejectReason checkTrading(int instrumentId, TradingState next, HaltReason why) {
        long parts = 0;
        int found = 0;
        int changing = 0;
        for (int id = first(instrumentId); id <= last(instrumentId); id++) {
            Instrument instrument = state.instrument(id);
            if (instrument == null) continue;
            found++;
            if (!mayChange(instrument, why)) continue;
            changing++;
            if (uncrosses(instrument, next, why)) parts += backlog.crossingParts(instrument.book);
        }
        if (found == 0) return RejectReason.UNKNOWN_INSTRUMENT;
        if (changing == 0) return RejectReason.TRADING_HALTED;
        return backlog.hasRoomForAuction(parts) ? RejectReason.NONE : RejectReason.SETTLEMENT_BACKLOG;
    }

    private int first(int instrumentId) {
        return instrumentId == 0 ? 1 : instrumentId;
    }

    private int last(int instrumentId) {
        return instrumentId == 0 ? state.maxInstrumentId() : Math.min(instrumentId, state.maxInstrumentId());
    }

    /** Something is wrong that people have to look at: nothing trades until they say so. */
    void haltAll(HaltReason reason) {
        for (int id = 1; id <= state.maxInstrumentId(); id++) {
            if (state.instrument(id) != null) change(state.instrument(id), TradingState.HALTED, reason, 0);
        }
    }

    /** Too little is known of the chain: what trades halts. What is halted already keeps its reason. */
    void haltStale() {
        for (int id = 1; id <= state.maxInstrumentId(); id++) {
            Instrument instrument = state.instrument(id);
            if (instrument == null || instrument.state == TradingState.HALTED) continue;
            change(instrument, TradingState.HALTED, HaltReason.STALE_CHAIN, 0);
        }
    }

    /** The chain is known again: what was halted for that alone trades, as soon as settlement has room for it. */
    void resumeStale() {
        for (int id = 1; id <= state.maxInstrumentId(); id++) {
            Instrument instrument = state.instrument(id);
            if (instrument == null || instrument.haltReason != HaltReason.STALE_CHAIN) continue;
            if (backlog.hasRoomForAuction(backlog.crossingParts(instrument.book)))
                change(instrument, TradingState.OPEN, HaltReason.NONE, 0);
        }
    }

    private void change(Instrument instrument, TradingState next, HaltReason reason, long correlationId) {
        TradingState previous = instrument.state;
        boolean clockWasDoubted = instrument.clockIsDoubted();
        boolean uncrosses = uncrosses(instrument, next, reason);
        instrument.state = next;
        instrument.haltReason = next == TradingState.HALTED ? reason : HaltReason.NONE;
        if (clockWasDoubted && !instrument.clockIsDoubted()) openOrders.expire(instrument);
        events.tradingChanged(correlationId, instrument);
        if (uncrosses) auction.uncross(instrument, previous == TradingState.AUCTION);
    }

    private void reject(int templateId, RejectReason reason) {
        events.commandRejected(state.correlationId, 0, templateId, reason);
    }
}
