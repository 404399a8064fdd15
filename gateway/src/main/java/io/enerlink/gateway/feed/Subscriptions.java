package io.enerlink.gateway.feed;

import java.util.function.Predicate;
import java.util.function.BiFunction;
import java.util.HashMap;
import java.util.Map;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.Outbound;
import io.enerlink.gateway.session.Session;
import io.enerlink.gateway.session.Subscription;

/** {@code subscribe} and {@code unsubscribe}: who hears what. The answer comes before the channel's first message. */
final class Subscriptions {
    private static final long MAX_DEPTH = 1_000;

    private final Instruments instruments;
    private final AccountFeed accounts;
    private final Map<String, Channel> channels = new HashMap<>();

    Subscriptions(Instruments instruments, AccountFeed accounts) {
        this.instruments = instruments;
        this.accounts = accounts;
    }

    /** How one joins a channel. */
    @FunctionalInterface
    private interface Channel {
        /** Reads the request's further fields, answers, sends what comes first. */
        Joined join(Session session, Request request);
    }

    /** A subscription and the name under which it ends. */
    private record Joined(String name, Subscription subscription) {}

    void addTo(Methods methods) {
        methods.add("subscribe", this::subscribe).add("unsubscribe", this::unsubscribe);
    }

    Subscriptions books(BookFeed books) {
        channels.put("book", (session, request) -> {
            Instrument instrument = instrument(request.params());
            int depth = (int) request.params().optionalWhole("depth", 1, MAX_DEPTH, 0);
            String name = prepare(session, request, "book", instrument);
            return new Joined(name, books.join(instrument, session.outbound(), depth,
                    () -> session.answer(request.id(), result("book", instrument).end().toString())));
        });
        return this;
    }

    Subscriptions trades(TradeFeed trades) {
        return ofInstrument("trades", trades::join);
    }

    Subscriptions candles(CandleFeed candles) {
        channels.put("candles", (session, request) -> {
            Instrument instrument = instrument(request.params());
            Interval interval = Interval.of(request.params().string("interval"));
            String name = prepare(session, request, "candles", instrument);
            return new Joined(name, candles.join(instrument, interval, session.outbound(), () -> session
                    .answer(request.id(), result("candles", instrument).end().toString())));
        });
        return this;
    }

    Subscriptions tickers(TickerFeed tickers) {
        return ofInstrument("ticker", tickers::join);
    }

    Subscriptions auctions(AuctionFeed auctions) {
        return ofInstrument("auction", auctions::join);
    }

    /** A channel of an instrument that needs no other field and begins with what it is now. */
    private Subscriptions ofInstrument(String channel, BiFunction<Instrument, Outbound, Subscription> join) {
        channels.put(channel, (session, request) -> {
            Instrument instrument = instrument(request.params());
            String name = prepare(session, request, channel, instrument);
            session.answer(request.id(), result(channel, instrument).end().toString());
            return new Joined(name, join.apply(instrument, session.outbound()));
        });
        return this;
    }

    Subscriptions executions() {
        channels.put("executions", (session, request) -> {
            AccountView account = account(session);
            long fromSeq = request.params().optionalWhole("fromSeq", 1, Long.MAX_VALUE, 0);
            String name = prepare(session, request, "executions", null);
            return new Joined(name, account.joinExecutions(session.outbound(), fromSeq, seq -> session
                    .answer(request.id(), result("executions", null).field("seq", seq).end().toString())));
        });
        return this;
    }

    Subscriptions balances() {
        channels.put("balances", (session, request) -> {
            AccountView account = account(session);
            String name = prepare(session, request, "balances", null);
            return new Joined(name, account.joinBalances(session.outbound(),
                    () -> session.answer(request.id(), result("balances", null).end().toString())));
        });
        return this;
    }

    Subscriptions settlement(SettlementFeed settlement) {
        channels.put("settlement", (session, request) -> {
            AccountView account = account(session);
            String name = prepare(session, request, "settlement", null);
            return new Joined(name, settlement.join(account.accountId(), session.outbound(),
                    () -> session.answer(request.id(), result("settlement", null).end().toString())));
        });
        return this;
    }

    Subscriptions withdrawals(WithdrawalFeed withdrawals) {
        channels.put("withdrawals", (session, request) -> {
            AccountView account = account(session);
            String name = prepare(session, request, "withdrawals", null);
            return new Joined(name, withdrawals.join(account.accountId(), session.outbound(),
                    () -> session.answer(request.id(), result("withdrawals", null).end().toString())));
        });
        return this;
    }

    Subscriptions system(SystemFeed system, Predicate<Session> isOperator) {
        channels.put("system", (session, request) -> {
            if (!isOperator.test(session)) throw Errors.NOT_OPERATOR.because("only operators hear this channel");
            String name = prepare(session, request, "system", null);
            session.answer(request.id(), result("system", null).end().toString());
            return new Joined(name, system.join(session.outbound()));
        });
        return this;
    }

    Subscriptions meters(MeterFeed meters) {
        channels.put("meters", (session, request) -> {
            AccountView account = account(session);
            String name = prepare(session, request, "meters", null);
            session.answer(request.id(), result("meters", null).end().toString());
            return new Joined(name, meters.join(account.address(), session.outbound()));
        });
        return this;
    }

    private void subscribe(Session session, Request request) {
        String channel = request.params().string("channel");
        Joined joined = channel(channel).join(session, request);
        session.subscribed(joined.name, joined.subscription);
    }

    private void unsubscribe(Session session, Request request) {
        String channel = request.params().string("channel");
        channel(channel);
        String symbol = request.params().optionalString("symbol", null);
        request.params().end();
        boolean ended = session.unsubscribe(name(channel, symbol));
        session.answer(request.id(), JsonWriter.object().field("channel", channel).field("symbol", symbol)
                .field("ended", ended).end().toString());
    }

    private static String prepare(Session session, Request request, String channel, Instrument instrument) {
        request.params().end();
        String name = name(channel, instrument == null ? null : instrument.symbol());
        session.prepareSubscription(name);
        return name;
    }

    private Channel channel(String name) {
        Channel channel = channels.get(name);
        if (channel == null) throw Errors.UNKNOWN_CHANNEL.because("there is no channel \"" + name + "\"");
        return channel;
    }

    private Instrument instrument(Params params) {
        return instruments.bySymbol(params.string("symbol"));
    }

    private AccountView account(Session session) {
        return accounts.account(session.account().id());
    }

    private static JsonWriter result(String channel, Instrument instrument) {
        return JsonWriter.object().field("channel", channel)
                .field("symbol", instrument == null ? null : instrument.symbol());
    }

    private static String name(String channel, String symbol) {
        return symbol == null ? channel : channel + ' ' + symbol;
    }
}
