package io.enerlink.engine.matching;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.agrona.DirectBuffer;

import io.enerlink.engine.matching.NaiveState.Account;
import io.enerlink.engine.matching.NaiveState.Address;
import io.enerlink.engine.matching.NaiveState.Instrument;
import io.enerlink.engine.message.AddInstrumentDecoder;
import io.enerlink.engine.message.ConfigureClearingDecoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.OpenAccountDecoder;
import io.enerlink.engine.message.SetBandDecoder;
import io.enerlink.engine.message.SetFeesDecoder;
import io.enerlink.engine.message.SetStorageDecoder;
import io.enerlink.engine.message.SetTradingDecoder;

/** What operators decide, in the naive engine. */
final class NaiveOperators {
    private final NaiveState state;
    private final NaiveEvents events;
    private final NaiveTrading trading;
    private final NaiveBatches batches;
    private final NaiveAuction auction;

    NaiveOperators(NaiveState state, NaiveEvents events, NaiveTrading trading, NaiveBatches batches,
            NaiveAuction auction) {
        this.trading = trading;
        this.state = state;
        this.events = events;
        this.batches = batches;
        this.auction = auction;
    }

    boolean isFull() { return state.accounts.size() > state.config.maxAccounts(); }

    Account open(Address address) {
        Account account = new Account();
        account.id = state.accounts.size();
        account.address = address;
        account.nonce = -1;
        account.cancelAtMs = Long.MAX_VALUE;
        state.accounts.add(account);
        events.accountOpened(account);
        return account;
    }

    void openAccount(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        OpenAccountDecoder command = new OpenAccountDecoder().wrapAndApplyHeader(buffer, offset, header);
        Address address = Address.at(buffer, command.offset() + OpenAccountDecoder.addressEncodingOffset());
        Account known = state.account(address);
        if (known != null) events.accountOpened(known);
        else if (isFull()) events.commandRejected(0, OpenAccountDecoder.TEMPLATE_ID, RejectReason.BOOK_FULL);
        else
            open(address);
    }

    void addInstrument(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        AddInstrumentDecoder command = new AddInstrumentDecoder().wrapAndApplyHeader(buffer, offset, header);
        byte[] symbol = new byte[16];
        command.getSymbol(symbol, 0);
        Instrument known = state.instruments.get(command.instrumentId());
        RejectReason reason = RejectReason.NONE;
        if (!isWellFormed(command, symbol)) reason = RejectReason.MALFORMED;
        else if (command.instrumentId() > state.config.maxInstruments()) reason = RejectReason.BOOK_FULL;
        else if (known != null && !(Arrays.equals(known.symbol, symbol) && known.lotWh == command.lotWh()
                && known.tickSize == command.tickSize())) {
            reason = RejectReason.INSTRUMENT_EXISTS;
        }
        if (reason != RejectReason.NONE) {
            events.commandRejected(0, AddInstrumentDecoder.TEMPLATE_ID, reason);
            return;
        }
        if (known == null) known = add(command, symbol);
        events.instrumentAdded(known);
    }

    private static boolean isWellFormed(AddInstrumentDecoder command, byte[] symbol) {
        return command.instrumentId() > 0 && symbol[0] != 0
                && command.lotWh() > 0 && command.lotWh() <= 1L << 32 && command.tickSize() > 0
                && command.tickSize() < 1L << 27 && command.minNotional() >= 0 && command.maxOpenOrders() > 0
                && isBand(command.bandLowTicks(), command.bandHighTicks())
                && isFees(command.makerFeeBps(), command.takerFeeBps());
    }

    private static boolean isBand(long lowTicks, long highTicks) {
        return lowTicks >= 0 && (highTicks == 0 || lowTicks <= highTicks);
    }

    private static boolean isFees(int makerFeeBps, int takerFeeBps) {
        return makerFeeBps <= 1_000 && takerFeeBps <= 1_000;
    }

    private Instrument add(AddInstrumentDecoder command, byte[] symbol) {
        Instrument added = new Instrument();
        added.id = command.instrumentId();
        added.symbol = symbol;
        added.lotWh = command.lotWh();
        added.tickSize = command.tickSize();
        added.minNotional = command.minNotional();
        added.bandLowTicks = command.bandLowTicks();
        added.bandHighTicks = command.bandHighTicks();
        added.maxOpenOrders = command.maxOpenOrders();
        added.makerFeeBps = command.makerFeeBps();
        added.takerFeeBps = command.takerFeeBps();
        state.instruments.put(added.id, added);
        return added;
    }

    void configureClearing(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        ConfigureClearingDecoder command = new ConfigureClearingDecoder().wrapAndApplyHeader(buffer, offset, header);
        Address address = Address.at(buffer, command.offset() + ConfigureClearingDecoder.feeAccountEncodingOffset());
        Account feeAccount = state.account(address);
        boolean wellFormed = command.maxAgeMs() > 0 && command.maxExecutions() >= 2 && command.maxExecutions() <= 4_096
                && command.maxPendingExecutions() >= command.maxExecutions() && command.maxPendingPerAccount() > 0;
        if (!wellFormed || feeAccount == null && isFull()) {
            events.commandRejected(0, ConfigureClearingDecoder.TEMPLATE_ID,
                    wellFormed ? RejectReason.BOOK_FULL : RejectReason.MALFORMED);
            return;
        }
        if (feeAccount == null) feeAccount = open(address);
        state.maxAgeMs = command.maxAgeMs();
        state.maxExecutions = command.maxExecutions();
        state.maxPendingExecutions = command.maxPendingExecutions();
        state.maxPendingPerAccount = command.maxPendingPerAccount();
        state.feeAccountId = feeAccount.id;
        events.commandDone(ConfigureClearingDecoder.TEMPLATE_ID);
    }

    void setFees(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        SetFeesDecoder command = new SetFeesDecoder().wrapAndApplyHeader(buffer, offset, header);
        Instrument instrument = state.instruments.get(command.instrumentId());
        boolean wellFormed = isFees(command.makerFeeBps(), command.takerFeeBps());
        if (!wellFormed || instrument == null) {
            events.commandRejected(0, SetFeesDecoder.TEMPLATE_ID,
                    wellFormed ? RejectReason.UNKNOWN_INSTRUMENT : RejectReason.MALFORMED);
            return;
        }
        instrument.makerFeeBps = command.makerFeeBps();
        instrument.takerFeeBps = command.takerFeeBps();
        events.commandDone(SetFeesDecoder.TEMPLATE_ID);
    }

    void setBand(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        SetBandDecoder command = new SetBandDecoder().wrapAndApplyHeader(buffer, offset, header);
        Instrument instrument = state.instruments.get(command.instrumentId());
        boolean wellFormed = isBand(command.lowTicks(), command.highTicks());
        if (!wellFormed || instrument == null) {
            events.commandRejected(0, SetBandDecoder.TEMPLATE_ID,
                    wellFormed ? RejectReason.UNKNOWN_INSTRUMENT : RejectReason.MALFORMED);
            return;
        }
        instrument.bandLowTicks = command.lowTicks();
        instrument.bandHighTicks = command.highTicks();
        events.commandDone(SetBandDecoder.TEMPLATE_ID);
    }

    void setStorage(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        SetStorageDecoder command = new SetStorageDecoder().wrapAndApplyHeader(buffer, offset, header);
        if (command.low() > 1) {
            events.commandRejected(0, SetStorageDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
            return;
        }
        state.storageLow = command.low() == 1;
        events.storageChanged(command.correlationId(), command.low());
    }

    void setTrading(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        SetTradingDecoder command = new SetTradingDecoder().wrapAndApplyHeader(buffer, offset, header);
        RejectReason reason = checkTrading(command);
        if (reason != RejectReason.NONE) {
            events.commandRejected(0, SetTradingDecoder.TEMPLATE_ID, reason);
            return;
        }
        for (Instrument instrument : changing(command)) {
            change(instrument, TradingState.of(command.state()), HaltReason.of(command.reason()),
                    state.correlationId);
        }
    }

    private List<Instrument> changing(SetTradingDecoder command) {
        boolean scheduled = HaltReason.of(command.reason()) == HaltReason.SCHEDULE;
        return named(command.instrumentId()).stream().filter(instrument -> !scheduled
                || instrument.haltReason == HaltReason.SCHEDULE || instrument.state != TradingState.HALTED).toList();
    }

    private RejectReason checkTrading(SetTradingDecoder command) {
        if (!TradingState.isCode(command.state()) || !HaltReason.isCode(command.reason())) {
            return RejectReason.MALFORMED;
        }
        if (named(command.instrumentId()).isEmpty()) return RejectReason.UNKNOWN_INSTRUMENT;
        if (changing(command).isEmpty()) return RejectReason.TRADING_HALTED;
        boolean opens = command.state() == TradingState.OPEN.code();
        boolean closes = command.state() == TradingState.HALTED.code()
                && command.reason() == HaltReason.SCHEDULE.code();
        long parts = 0;
        for (Instrument instrument : changing(command)) {
            if (opens || closes && instrument.state == TradingState.AUCTION) parts += auction.crossingParts(instrument);
        }
        return parts == 0 || batches.hasRoomFor(batches.auctionExecutionsAtMost(parts)) ? RejectReason.NONE
                : RejectReason.SETTLEMENT_BACKLOG;
    }

    private Collection<Instrument> named(int instrumentId) {
        if (instrumentId == 0) return state.instruments.values();
        Instrument instrument = state.instruments.get(instrumentId);
        return instrument == null ? List.of() : List.of(instrument);
    }

    void haltAll(HaltReason reason) {
        for (Instrument instrument : state.instruments.values()) {
            change(instrument, TradingState.HALTED, reason, 0);
        }
    }

    void haltStale() {
        for (Instrument instrument : state.instruments.values()) {
            if (instrument.state != TradingState.HALTED)
                change(instrument, TradingState.HALTED, HaltReason.STALE_CHAIN, 0);
        }
    }

    void resumeStale() {
        for (Instrument instrument : state.instruments.values()) {
            if (instrument.haltReason != HaltReason.STALE_CHAIN) continue;
            long parts = auction.crossingParts(instrument);
            if (parts == 0 || batches.hasRoomFor(batches.auctionExecutionsAtMost(parts)))
                change(instrument, TradingState.OPEN, HaltReason.NONE, 0);
        }
    }

    private void change(Instrument instrument, TradingState next, HaltReason reason, long correlationId) {
        boolean endsAuction = instrument.state == TradingState.AUCTION;
        boolean wasDoubted = instrument.clockIsDoubted();
        instrument.state = next;
        instrument.haltReason = next == TradingState.HALTED ? reason : HaltReason.NONE;
        if (wasDoubted && !instrument.clockIsDoubted()) trading.expire(order -> order.instrument == instrument);
        events.tradingChanged(correlationId, instrument);
        boolean closes = next == TradingState.HALTED && reason == HaltReason.SCHEDULE && endsAuction;
        if (next == TradingState.OPEN || closes) auction.uncross(instrument, endsAuction);
    }
}
