package io.enerlink.gateway.session;

import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.Params;

/**
 * A signed {@code order.replace}, read and checked for its form. A field that is null was left out: there the order
 * keeps what it has.
 */
record Replacement(OrderName name, long priceTicks, long quantityWh, Long maxQuote, Integer maxFeeBps, long nonce,
        Integer epoch, long expiryMs, Address signer, byte[] signature, Long displayWh) {

    private static final long LEFT_OUT = -1;

    static Replacement read(OrderName name, Params params, Account account) {
        Replacement read = new Replacement(name, Terms.price(params),
                Terms.quantity("quantity", params.text("quantity")), maxQuote(params),
                whole(params.optionalWhole("maxFeeBps", 0, Terms.MAX_FEE_BPS, LEFT_OUT)),
                params.whole("nonce", 1, Long.MAX_VALUE),
                whole(params.optionalWhole("epoch", 0, Integer.MAX_VALUE, LEFT_OUT)),
                params.whole("expiry", 1, Long.MAX_VALUE), Terms.signer(params, account),
                Hex.parse("signature", params.text("signature"), Recovery.SIGNATURE_LENGTH, Errors.BAD_SIGNATURE),
                displayQuantity(params));
        params.end();
        return read;
    }

    /** The whole new version. @param last the order's version so far */
    Version version(Version last) {
        return new Version(last.accountId(), last.clientOrderId(), last.instrument(), last.side(),
                maxQuote == null ? last.maxQuote() : maxQuote, maxFeeBps == null ? last.maxFeeBps() : maxFeeBps,
                epoch == null ? last.epoch() : epoch, displayWh == null ? last.displayWh() : displayWh);
    }

    Terms terms(Version version) {
        return new Terms(priceTicks, quantityWh, version.maxQuote(), version.maxFeeBps(), nonce, version.epoch(),
                expiryMs, signer, signature);
    }

    private static Long maxQuote(Params params) {
        CharSequence text = params.optionalText("maxQuote");
        if (text == null) return null;
        long maxQuote = Decimals.parse("maxQuote", text, Decimals.IDRS, Errors.BAD_MAX_QUOTE);
        if (maxQuote < 0) throw Errors.BAD_MAX_QUOTE.because("maxQuote must not be below zero");
        return maxQuote;
    }

    private static Long displayQuantity(Params params) {
        CharSequence text = params.optionalText("displayQuantity");
        if (text == null) return null;
        long displayWh = Decimals.parse("displayQuantity", text, Decimals.QUANTITY, Errors.BAD_LOT);
        return displayWh == 0 ? 0L : Terms.quantity("displayQuantity", text);
    }

    private static Integer whole(long value) {
        return value == LEFT_OUT ? null : Integer.valueOf((int) value);
    }
}
