package io.enerlink.gateway.feed;

import io.enerlink.gateway.protocol.Decimals;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.JsonWriter;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Account;
import io.enerlink.gateway.session.Instrument;
import io.enerlink.gateway.session.Instruments;
import io.enerlink.gateway.session.Methods;
import io.enerlink.gateway.session.OpenOrder;
import io.enerlink.gateway.session.OrderName;
import io.enerlink.gateway.session.Session;
import java.util.List;
import java.util.Optional;

/** Questions about one's own orders. */
final class Orders {
    private final AccountFeed accounts;
    private final Instruments instruments;
    private final Past past;

    /** @param past null where nothing is known but what is remembered */
    Orders(AccountFeed accounts, Instruments instruments, Past past) {
        this.accounts = accounts;
        this.instruments = instruments;
        this.past = past;
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
        if (open != null) {
            session.answer(request.id(), begin(open).field("state", "open").field("ts", open.timestampMs()).end());
        } else if (last != null) {
            session.answer(request.id(), json(last));
        } else if (past != null) {
            past.last(account.id(), name.orderId(), name.clientOrderId())
                    .whenComplete((found, failure) -> answer(session, request.id(), found, failure));
        } else {
            throw unknown();
        }
    }

    private static void answer(Session session, String requestId, Optional<Execution> found, Throwable failure) {
        if (failure != null) session.refuse(requestId, Errors.refusal(failure, session.id()));
        else if (found.isEmpty()) session.refuse(requestId, unknown());
        else
            session.answer(requestId, json(found.get()));
    }

    private static ProtocolException unknown() {
        return Errors.UNKNOWN_ORDER.because("no such order, or over for long");
    }

    /** An order and what became of it. */
    private static JsonWriter json(Execution last) {
        return write(JsonWriter.object(), last).end();
    }

    private static JsonWriter write(JsonWriter json, Execution last) {
        return write(json, last.order()).field("state", last.state()).field("ts", last.timestampMs());
    }

    /** Orders of before, as JSON. */
    static byte[] json(List<Execution> orders) {
        JsonWriter json = JsonWriter.object().array("orders");
        for (Execution last : orders) write(json.item(), last).end();
        return json.endArray().end().bytes();
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
