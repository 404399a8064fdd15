package io.enerlink.gateway.session;

import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Params;

/** An order by the exchange's number or by its owner's; the other is 0. */
public record OrderName(long orderId, long clientOrderId) {
    /**
     * Reads {@code orderId} or {@code clientOrderId}.
     *
     * @throws io.enerlink.gateway.protocol.ProtocolException MISSING_FIELD for none, INVALID_VALUE for both
     */
    public static OrderName read(Params params) {
        if (!params.has("orderId") && !params.has("clientOrderId")) {
            throw Errors.MISSING_FIELD.because("\"orderId\" or \"clientOrderId\" is missing");
        }
        OrderName name = new OrderName(params.optionalWhole("orderId", 1, Long.MAX_VALUE, 0),
                params.optionalWhole("clientOrderId", 1, Long.MAX_VALUE, 0));
        if (name.orderId != 0 && name.clientOrderId != 0) {
            throw Errors.INVALID_VALUE.because("either orderId or clientOrderId, not both");
        }
        return name;
    }
}
