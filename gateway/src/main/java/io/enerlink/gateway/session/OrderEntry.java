package io.enerlink.gateway.session;

import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.enerlink.engine.book.Side;
import io.enerlink.engine.matching.CancelReason;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.SignatureFault;
import io.enerlink.gateway.auth.SignatureVerifier;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Params;
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
        verify(id, account, order.instrument(), order.side(), order.terms(),
                () -> commands.place(id, account, order));
    }

    private void cancel(Session session, Request request) {
        Account account = session.account();
        OrderName name = OrderName.read(request.params());
        request.params().end();
        long id = pending.begin(session, request, Kind.CANCEL);
        inOrder(id, account, () -> commands.cancel(id, account, name));
    }

    private void replace(Session session, Request request) {
        Account account = session.account();
        Params params = request.params();
        OrderName name = OrderName.read(params);
        if (!params.has("signature")) {
            reduce(session, request, account, name);
            return;
        }
        OpenOrder order = orders.find(account.id(), name.orderId(), name.clientOrderId());
        if (order == null) throw Errors.UNKNOWN_ORDER.because("no such open order");
        long displayWh = Terms.displayQuantity(params);
        Terms terms = Terms.read(params, account);
        params.end();
        long id = pending.begin(session, request, Kind.REPLACE);
        verify(id, account, order.instrument(), order.side(), terms,
                () -> commands.replace(id, account, order, terms, displayWh));
    }

    private void reduce(Session session, Request request, Account account, OrderName name) {
        long quantityWh = Terms.quantity("quantity", request.params().string("quantity"));
        if (request.params().has("price")) throw Errors.SIGNATURE_REQUIRED.because("a new price has to be signed");
        request.params().end();
        long id = pending.begin(session, request, Kind.REPLACE);
        inOrder(id, account, () -> commands.reduce(id, account, name, quantityWh));
    }

    private void cancelAll(Session session, Request request) {
        Account account = session.account();
        String symbol = request.params().optionalString("symbol", null);
        request.params().end();
        int instrumentId = symbol == null ? 0 : instruments.bySymbol(symbol).id();
        long id = pending.begin(session, request, Kind.CANCEL_ALL);
        inOrder(id, account, () -> commands.cancelAll(id, account, instrumentId, CancelReason.USER));
    }

    private void cancelAfter(Session session, Request request) {
        Account account = session.account();
        long timeoutMs = request.params().whole("timeoutMs", 0, MAX_TIMEOUT_MS);
        request.params().end();
        long id = pending.begin(session, request, Kind.CANCEL_AFTER);
        inOrder(id, account, () -> commands.cancelAfter(id, account, timeoutMs));
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

    private void inOrder(long id, Account account, BooleanSupplier submit) {
        if (!verifier.inOrder(account.address(), () -> submit(id, submit))) pending.busy(id);
    }

    private void verify(long id, Account account, Instrument instrument, Side side, Terms terms,
            BooleanSupplier submit) {
        SignatureVerifier.Outcome outcome = new SignatureVerifier.Outcome() {
            @Override
            public void signedBy(Address signer) {
                if (signer.equals(terms.signer())) {
                    submit(id, submit);
                } else {
                    pending.refuse(id,
                            Errors.SIGNER_MISMATCH.because("signed by " + signer + " or for other values, another"
                                    + " chain or contract"));
                }
            }

            @Override
            public void refused(SignatureFault fault) {
                pending.refuse(id, Errors.BAD_SIGNATURE.because("the signature names nobody: " + fault));
            }
        };
        boolean taken = verifier.verify(account.address(), terms.order(account, instrument, side), terms.signature(),
                outcome);
        if (!taken) pending.busy(id);
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
