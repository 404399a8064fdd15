package io.enerlink.gateway.feed;

import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Account;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.OpenOrder;
import io.enerlink.gateway.session.OrderName;
import io.enerlink.gateway.session.Session;

/** Questions about one's own orders. */
final class Orders {
    private final AccountFeed accounts;
    private final Instruments instruments;

    Orders(AccountFeed accounts, Instruments instruments) {
        this.accounts = accounts;
        this.instruments = instruments;
    }

    void addTo(Methods methods) {
        methods.add("orders.open", this::open).add("order.status", this::status);
    }

    /** The members that every order is shown with. */
    static JsonWriter begin(OpenOrder order) {
        return write(JsonWriter.object(), order);
    }

    private void open(Session session, Request request) {
        Account account = session.account();
        String symbol = request.params().optionalString("symbol", null);
        request.params().end();
        session.answer(request.id(), open(accounts.account(account.id()), symbol));
    }

    /** @param symbol of the only instrument that is asked for, null: all */
    String open(AccountView account, String symbol) {
        Instrument only = symbol == null ? null : instruments.bySymbol(symbol);
        JsonWriter json = JsonWriter.object().array("orders");
        for (OpenOrder order : account.openOrders()) {
            if (only == null || only.id() == order.instrument().id()) {
                write(json.item(), order).field("state", "open").field("ts", order.timestampMs()).end();
            }
        }
        return json.endArray().end().toString();
    }

    private void status(Session session, Request request) {
        Account account = session.account();
        OrderName name = OrderName.read(request.params());
        request.params().end();
        AccountView view = accounts.account(account.id());
        OpenOrder open = view.find(name.orderId(), name.clientOrderId());
        Execution last = open == null ? view.last(name.orderId(), name.clientOrderId()) : null;
        if (open == null && last == null) throw Errors.UNKNOWN_ORDER.because("no such order, or over for long");
        OpenOrder order = open == null ? last.order() : open;
        session.answer(request.id(), begin(order).field("state", open == null ? last.state() : "open")
                .field("ts", open == null ? last.timestampMs() : open.timestampMs()).end());
    }

    private static JsonWriter write(JsonWriter json, OpenOrder order) {
        return json.field("orderId", order.orderId()).id("clientOrderId", order.clientOrderId())
                .field("symbol", order.instrument().symbol()).field("side", Params.word(order.side()))
                .field("type", Params.word(order.type())).field("timeInForce", Params.word(order.timeInForce()))
                .field("postOnly", order.postOnly()).decimal("price", order.priceTicks(), Decimals.PRICE)
                .decimal("quantity", order.quantityWh(), Decimals.QUANTITY)
                .decimal("leaves", order.leavesWh(), Decimals.QUANTITY).id("nonce", order.nonce())
                .field("expiry", order.expiryMs());
    }
}
