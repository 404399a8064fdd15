package io.enerlink.gateway.session;

import io.enerlink.engine.book.Side;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.Params;

/** The signed part of an order, as a request has it: exact integers in the engine's units, and who signed them. */
record Terms(long priceTicks, long quantityWh, long maxQuote, int maxFeeBps, long nonce, int epoch, long expiryMs,
        Address signer, byte[] signature) {

    /** Most lots of 1 Wh in an order. */
    static final long MAX_QUANTITY_WH = 1L << 32;
    /** Highest price. */
    static final long MAX_PRICE_TICKS = 1L << 27;

    /** Most fee that can be signed. */
    static final int MAX_FEE_BPS = 0xFFFF;

    static Terms read(Params params, Account account) {
        return new Terms(price(params), quantity("quantity", params.text("quantity")), maxQuote(params),
                (int) params.optionalWhole("maxFeeBps", 0, MAX_FEE_BPS, 0), params.whole("nonce", 1, Long.MAX_VALUE),
                (int) params.optionalWhole("epoch", 0, Integer.MAX_VALUE, 0),
                params.whole("expiry", 1, Long.MAX_VALUE), signer(params, account),
                Hex.parse("signature", params.text("signature"), Recovery.SIGNATURE_LENGTH, Errors.BAD_SIGNATURE));
    }

    SignedOrder order(Account account, Instrument instrument, Side side) {
        return new SignedOrder(account.address(), instrument.symbol(), side, quantityWh, priceTicks, maxQuote,
                maxFeeBps, nonce, epoch, expiryMs);
    }

    static long quantity(String field, CharSequence text) {
        long quantityWh = Decimals.parsePositive(field, text, Decimals.QUANTITY, Errors.BAD_LOT, Errors.BAD_QUANTITY);
        return atMost(field, quantityWh, MAX_QUANTITY_WH);
    }

    static long displayQuantity(Params params) {
        CharSequence text = params.optionalText("displayQuantity");
        return text == null ? 0 : quantity("displayQuantity", text);
    }

    static long price(Params params) {
        long priceTicks = Decimals.parsePositive("price", params.text("price"), Decimals.PRICE, Errors.BAD_TICK,
                Errors.BAD_PRICE);
        return atMost("price", priceTicks, MAX_PRICE_TICKS);
    }

    private static long maxQuote(Params params) {
        CharSequence text = params.optionalText("maxQuote");
        if (text == null) return 0;
        return Decimals.parsePositive("maxQuote", text, Decimals.IDRS, Errors.BAD_MAX_QUOTE, Errors.BAD_MAX_QUOTE);
    }

    static Address signer(Params params, Account account) {
        CharSequence text = params.optionalText("signer");
        return text == null ? account.address() : SessionEntry.address("signer", text);
    }

    private static long atMost(String field, long value, long max) {
        if (value > max) throw Errors.VALUE_TOO_LARGE.because(field + " is too large");
        return value;
    }
}
