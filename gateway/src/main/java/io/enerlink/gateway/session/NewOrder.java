package io.enerlink.gateway.session;

import io.enerlink.engine.book.OrderType;
import io.enerlink.engine.book.SelfTrade;
import io.enerlink.engine.book.Side;
import io.enerlink.engine.book.TimeInForce;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Params;

/** An order as {@code order.place} has it, read and checked for its form. */
record NewOrder(long clientOrderId, Instrument instrument, Side side, OrderType type, TimeInForce timeInForce,
        boolean postOnly, SelfTrade selfTrade, long displayWh, Terms terms) {

    static NewOrder read(Params params, Account account, Instruments instruments) {
        Instrument instrument = instruments.bySymbol(params.string("symbol"));
        Side side = side(params.string("side"));
        OrderType type = params.choice("type", OrderType.class, OrderType.LIMIT);
        TimeInForce otherwise = type == OrderType.MARKET ? TimeInForce.IOC : TimeInForce.GTC;
        TimeInForce timeInForce = params.choice("timeInForce", TimeInForce.class, otherwise);
        boolean postOnly = params.optionalBool("postOnly", false);
        SelfTrade selfTrade = params.choice("selfTrade", SelfTrade.class, SelfTrade.CANCEL_NEWEST);
        long displayWh = Terms.displayQuantity(params);
        Terms terms = Terms.read(params, account);
        long clientOrderId = params.optionalWhole("clientOrderId", 1, Long.MAX_VALUE, terms.nonce());
        params.end();
        if (side == Side.ASK && terms.maxQuote() != 0) throw Errors.BAD_MAX_QUOTE.because("maxQuote is for bids");
        return new NewOrder(clientOrderId, instrument, side, type, timeInForce, postOnly, selfTrade, displayWh, terms);
    }

    Version version(Account account) {
        return new Version(account.id(), clientOrderId, instrument, side, terms.maxQuote(), terms.maxFeeBps(),
                terms.epoch(), displayWh);
    }

    private static Side side(String text) {
        return switch (text) {
            case "bid", "buy" -> Side.BID;
            case "ask", "sell" -> Side.ASK;
            default -> throw Errors.INVALID_VALUE.because("side must be one of bid, ask, buy, sell");
        };
    }
}
