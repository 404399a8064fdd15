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
                Terms.quantity("quantity", params.string("quantity")), maxQuote(params),
                whole(params.optionalWhole("maxFeeBps", 0, Terms.MAX_FEE_BPS, LEFT_OUT)),
                params.whole("nonce", 1, Long.MAX_VALUE),
                whole(params.optionalWhole("epoch", 0, Integer.MAX_VALUE, LEFT_OUT)),
                params.whole("expiry", 1, Long.MAX_VALUE), Terms.signer(params, account),
                Hex.parse("signature", params.string("signature"), Recovery.SIGNATURE_LENGTH, Errors.BAD_SIGNATURE),
                displayQuantity(params));
        params.end();
        return read;
    }

    /**
     * The whole new version.
     *
     * @throws io.enerlink.gateway.protocol.ProtocolException MISSING_FIELD for what was left out and is not known
     */
    Version version(Account account, OrderEntry.Known order) {
        Version known = order.version();
        return new Version(account.id(), order.clientOrderId(), order.instrument(), order.side(),
                or("maxQuote", maxQuote, known == null ? null : known.maxQuote()),
                or("maxFeeBps", maxFeeBps, known == null ? null : known.maxFeeBps()),
                or("epoch", epoch, known == null ? null : known.epoch()),
                or("displayQuantity", displayWh, known == null ? null : known.displayWh()));
    }

    Terms terms(Version version) {
        return new Terms(priceTicks, quantityWh, version.maxQuote(), version.maxFeeBps(), nonce, version.epoch(),
                expiryMs, signer, signature);
    }

    private static <T> T or(String field, T given, T known) {
        if (given != null) return given;
        if (known != null) return known;
        throw Errors.MISSING_FIELD.because("\"" + field + "\" is missing: what the order had before the exchange was"
                + " restarted is not remembered");
    }

    private static Long maxQuote(Params params) {
        String text = params.optionalString("maxQuote", null);
        if (text == null) return null;
        long maxQuote = Decimals.parse("maxQuote", text, Decimals.IDRS, Errors.BAD_MAX_QUOTE);
        if (maxQuote < 0) throw Errors.BAD_MAX_QUOTE.because("maxQuote must not be below zero");
        return maxQuote;
    }

    private static Long displayQuantity(Params params) {
        String text = params.optionalString("displayQuantity", null);
        if (text == null) return null;
        long displayWh = Decimals.parse("displayQuantity", text, Decimals.QUANTITY, Errors.BAD_LOT);
        return displayWh == 0 ? 0L : Terms.quantity("displayQuantity", text);
    }

    private static Integer whole(long value) {
        return value == LEFT_OUT ? null : Integer.valueOf((int) value);
    }
}
