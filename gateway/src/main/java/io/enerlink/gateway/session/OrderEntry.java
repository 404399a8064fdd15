package io.enerlink.gateway.session;

import java.util.function.BooleanSupplier;

import io.enerlink.engine.matching.CancelReason;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.SignatureException;
import io.enerlink.gateway.auth.SignatureVerifier;
import io.enerlink.gateway.auth.SignedOrder;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Pending.Kind;

/**
 * Orders on their way in: request → checked form → verified signature → command. The engine's event answers. What an
 * account sends reaches the engine in the order in which it was sent, signed or not.
 */
public final class OrderEntry {
    private static final long MAX_TIMEOUT_MS = 24 * 3_600_000L;

    private final Commands commands;
    private final SignatureVerifier verifier;
    private final Instruments instruments;
    private final OrderLookup orders;
    private final Pending pending;

    public OrderEntry(Commands commands, SignatureVerifier verifier, Instruments instruments, OrderLookup orders,
            Pending pending) {
        this.commands = commands;
        this.verifier = verifier;
        this.instruments = instruments;
        this.orders = orders;
        this.pending = pending;
    }

    public void addTo(Methods methods) {
        methods.add("order.place", this::place).add("order.cancel", this::cancel).add("order.replace", this::replace)
                .add("order.cancelAll", this::cancelAll).add("order.cancelAfter", this::cancelAfter);
    }

    private void place(Session session, Request request) {
        Account account = session.account();
        NewOrder order = NewOrder.read(request.params(), account, instruments);
        long id = pending.begin(session, request, Kind.PLACE);
        inOrder(id, account, () -> place(id, account, order));
    }

    /** On the account's worker. */
    private void place(long id, Account account, NewOrder order) {
        verify(order.terms(), order.terms().order(account, order.instrument(), order.side()));
        pending.sends(id, order.version(account));
        submit(id, () -> commands.place(id, account, order));
    }

    private void cancel(Session session, Request request) {
        Account account = session.account();
        OrderName name = OrderName.read(request.params());
        request.params().end();
        long id = pending.begin(session, request, Kind.CANCEL, name);
        submitInOrder(id, account, () -> commands.cancel(id, account, name));
    }

    private void replace(Session session, Request request) {
        Account account = session.account();
        Params params = request.params();
        OrderName name = OrderName.read(params);
        if (!params.has("signature")) {
            reduce(session, request, account, name);
            return;
        }
        Replacement replacement = Replacement.read(name, params, account);
        long id = pending.begin(session, request, Kind.REPLACE, name);
        inOrder(id, account, () -> replace(id, account, replacement));
    }

    /** On the account's worker: what it placed before is on its way or known. */
    private void replace(long id, Account account, Replacement replacement) {
        Version version = replacement.version(last(account, replacement.name()));
        Terms terms = replacement.terms(version);
        verify(terms, terms.order(account, version.instrument(), version.side()));
        pending.sends(id, version);
        submit(id, () -> commands.replace(id, account, replacement.name(), terms, version.displayWh()));
    }

    private void reduce(Session session, Request request, Account account, OrderName name) {
        long quantityWh = Terms.quantity("quantity", request.params().text("quantity"));
        if (request.params().has("price")) throw Errors.SIGNATURE_REQUIRED.because("a new price has to be signed");
        request.params().end();
        long id = pending.begin(session, request, Kind.REPLACE, name);
        submitInOrder(id, account, () -> commands.reduce(id, account, name, quantityWh));
    }

    private void cancelAll(Session session, Request request) {
        Account account = session.account();
        String symbol = request.params().optionalString("symbol", null);
        request.params().end();
        int instrumentId = symbol == null ? 0 : instruments.bySymbol(symbol).id();
        long id = pending.begin(session, request, Kind.CANCEL_ALL);
        submitInOrder(id, account, () -> commands.cancelAll(id, account, instrumentId, CancelReason.USER));
    }

    private void cancelAfter(Session session, Request request) {
        Account account = session.account();
        long timeoutMs = request.params().whole("timeoutMs", 0, MAX_TIMEOUT_MS);
        request.params().end();
        long id = pending.begin(session, request, Kind.CANCEL_AFTER);
        submitInOrder(id, account, () -> commands.cancelAfter(id, account, timeoutMs));
    }

    /**
     * The connection of one who asked for it is gone: cancels the account's orders, behind what it sent before.
     *
     * @param later is called where there was no room, on any thread; to try again after a while
     */
    public void cancelOnDisconnect(Account account, Runnable later) {
        Runnable cancel = () -> {
            if (!commands.cancelAll(0, account, 0, CancelReason.DISCONNECT)) later.run();
        };
        if (!verifier.inOrder(account.address(), cancel)) later.run();
    }

    /** The version of an order that was sent last, answered or not. */
    private Version last(Account account, OrderName name) {
        long clientOrderId = name.clientOrderId();
        if (clientOrderId == 0) {
            OpenOrder open = orders.find(account.id(), name.orderId(), 0);
            if (open == null) throw unknownOrder();
            clientOrderId = open.clientOrderId();
        }
        Version onItsWay = pending.onItsWay(account.id(), clientOrderId);
        if (onItsWay != null) return onItsWay;
        OpenOrder open = orders.find(account.id(), name.orderId(), name.clientOrderId());
        if (open == null) throw unknownOrder();
        return open.version();
    }

    private static ProtocolException unknownOrder() {
        return Errors.UNKNOWN_ORDER.because("no such open order");
    }

    /** Needs no signature, and is not to overtake what does. */
    private void submitInOrder(long id, Account account, BooleanSupplier submit) {
        if (!verifier.behind(account.address(), () -> submit(id, submit))) pending.busy(id);
    }

    private void inOrder(long id, Account account, Runnable request) {
        boolean taken = verifier.inOrder(account.address(), () -> {
            try {
                request.run();
            } catch (ProtocolException refused) {
                pending.refuse(id, refused);
            }
        });
        if (!taken) pending.busy(id);
    }

    private void verify(Terms terms, SignedOrder order) {
        try {
            Address signer = verifier.signerOf(order, terms.signature());
            if (signer.equals(terms.signer())) return;
            throw Errors.SIGNER_MISMATCH.because("signed by " + signer + " or for other values, another chain or"
                    + " contract");
        } catch (SignatureException nobody) {
            throw Errors.BAD_SIGNATURE.because("the signature names nobody: " + nobody.fault());
        }
    }

    private void submit(long id, BooleanSupplier submit) {
        try {
            if (!submit.getAsBoolean()) pending.busy(id);
        } catch (RuntimeException halted) {
            pending.refuse(id, pending.halted(id, halted));
        }
    }
}
