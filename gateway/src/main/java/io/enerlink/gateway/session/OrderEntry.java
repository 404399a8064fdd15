package io.enerlink.gateway.session;

import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.matching.CancelReason;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.SignatureFault;
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
    private static final Logger LOG = LoggerFactory.getLogger(OrderEntry.class);
    private static final long MAX_TIMEOUT_MS = 24 * 3_600_000L;

    private final Commands commands;
    private final SignatureVerifier verifier;
    private final Instruments instruments;
    private final OrderLookup orders;
    private final Pending pending;

    /** An order that may be replaced. @param version what it was last sent with, null where nobody remembers */
    record Known(Instrument instrument, Side side, long clientOrderId, Version version) {}

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
        inOrder(id, account, () -> verify(id, order.terms(), order.terms().order(account, order.instrument(),
                order.side()), () -> send(id, order.version(account), () -> commands.place(id, account, order))));
    }

    private void cancel(Session session, Request request) {
        Account account = session.account();
        OrderName name = OrderName.read(request.params());
        request.params().end();
        long id = pending.begin(session, request, Kind.CANCEL);
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
        long id = pending.begin(session, request, Kind.REPLACE);
        inOrder(id, account, () -> replace(id, account, replacement));
    }

    /** On the account's worker: what it placed before is on its way or known. */
    private void replace(long id, Account account, Replacement replacement) {
        Version version = replacement.version(account, last(account, replacement.name()));
        Terms terms = replacement.terms(version);
        verify(id, terms, terms.order(account, version.instrument(), version.side()),
                () -> send(id, version, () -> commands.replace(id, account, replacement.name(), terms,
                        version.displayWh())));
    }

    private void reduce(Session session, Request request, Account account, OrderName name) {
        long quantityWh = Terms.quantity("quantity", request.params().string("quantity"));
        if (request.params().has("price")) throw Errors.SIGNATURE_REQUIRED.because("a new price has to be signed");
        request.params().end();
        long id = pending.begin(session, request, Kind.REPLACE);
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

    /** What an order was last sent with, answered or not. */
    private Known last(Account account, OrderName name) {
        long clientOrderId = name.clientOrderId();
        if (clientOrderId == 0) {
            OpenOrder open = orders.find(account.id(), name.orderId(), 0);
            if (open == null) throw unknownOrder();
            clientOrderId = open.clientOrderId();
        }
        Version onItsWay = pending.onItsWay(account.id(), clientOrderId);
        if (onItsWay != null) return new Known(onItsWay.instrument(), onItsWay.side(), clientOrderId, onItsWay);
        OpenOrder open = orders.find(account.id(), name.orderId(), name.clientOrderId());
        if (open == null) throw unknownOrder();
        return new Known(open.instrument(), open.side(), open.clientOrderId(), open.version());
    }

    private static ProtocolException unknownOrder() {
        return Errors.UNKNOWN_ORDER.because("no such open order");
    }

    private void submitInOrder(long id, Account account, BooleanSupplier submit) {
        inOrder(id, account, () -> submit(id, submit));
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

    private void verify(long id, Terms terms, SignedOrder order, Runnable verified) {
        verifier.recover(order, terms.signature(), new SignatureVerifier.Outcome() {
            @Override
            public void signedBy(Address signer) {
                if (!signer.equals(terms.signer())) {
                    throw Errors.SIGNER_MISMATCH.because("signed by " + signer + " or for other values, another"
                            + " chain or contract");
                }
                verified.run();
            }

            @Override
            public void refused(SignatureFault fault) {
                throw Errors.BAD_SIGNATURE.because("the signature names nobody: " + fault);
            }
        });
    }

    private void send(long id, Version version, BooleanSupplier submit) {
        pending.sends(id, version);
        submit(id, submit);
    }

    private void submit(long id, BooleanSupplier submit) {
        try {
            if (!submit.getAsBoolean()) pending.busy(id);
        } catch (RuntimeException halted) {
            LOG.error("the engine takes no commands", halted);
            pending.refuse(id, Errors.UNAVAILABLE.because("the exchange has stopped; nothing was done"));
        }
    }
}
