package io.enerlink.gateway.session;

import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.matching.CancelReason;
import io.enerlink.engine.message.CancelAfterEncoder;
import io.enerlink.engine.message.CancelAllEncoder;
import io.enerlink.engine.message.CancelOrderEncoder;
import io.enerlink.engine.message.MessageHeaderEncoder;
import io.enerlink.engine.message.OpenAccountEncoder;
import io.enerlink.engine.message.PlaceOrderEncoder;
import io.enerlink.engine.message.ReplaceOrderEncoder;
import io.enerlink.engine.message.ReserveWithdrawalEncoder;
import io.enerlink.engine.message.RevokeAgentEncoder;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Recovery;

/** Writes commands and hands them to the engine. Every method returns false where the engine has no room. Thread-safe. */
public final class Commands {
    private final EngineClient engine;
    private final ThreadLocal<Encoders> encoders = ThreadLocal.withInitial(Encoders::new);

    public Commands(EngineClient engine) { this.engine = engine; }

    /** One thread's buffer and flyweights. */
    private static final class Encoders {
        final MutableDirectBuffer buffer = new HeapBuffer(512);
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        final PlaceOrderEncoder place = new PlaceOrderEncoder();
        final ReplaceOrderEncoder replace = new ReplaceOrderEncoder();
        final CancelOrderEncoder cancel = new CancelOrderEncoder();
        final byte[] address = new byte[Address.LENGTH];

        byte[] bytes(Address value) {
            value.copyTo(address, 0);
            return address;
        }
    }

    boolean openAccount(long correlationId, Address address) {
        Encoders to = encoders.get();
        OpenAccountEncoder command = new OpenAccountEncoder().wrapAndApplyHeader(to.buffer, 0, to.header);
        command.correlationId(correlationId).putAddress(to.bytes(address), 0, Address.LENGTH);
        return submit(to, command.encodedLength());
    }

    boolean place(long correlationId, Account account, NewOrder order) {
        Encoders to = encoders.get();
        Terms terms = order.terms();
        PlaceOrderEncoder command = to.place.wrapAndApplyHeader(to.buffer, 0, to.header);
        command.correlationId(correlationId).clientOrderId(order.clientOrderId()).priceTicks(terms.priceTicks())
                .quantityWh(terms.quantityWh()).displayWh(order.displayWh()).maxQuote(terms.maxQuote())
                .expiryMs(terms.expiryMs()).nonce(terms.nonce()).accountId(account.id())
                .instrumentId(order.instrument().id()).epoch(terms.epoch()).maxFeeBps(terms.maxFeeBps())
                .side((short) order.side().code()).orderType((short) order.type().code())
                .timeInForce((short) order.timeInForce().code()).postOnly(flag(order.postOnly()))
                .selfTrade((short) order.selfTrade().code()).putSigner(to.bytes(terms.signer()), 0, Address.LENGTH)
                .putSignature(terms.signature(), 0, Recovery.SIGNATURE_LENGTH);
        return submit(to, command.encodedLength());
    }

    boolean replace(long correlationId, Account account, OrderName name, Terms terms, long displayWh) {
        Encoders to = encoders.get();
        ReplaceOrderEncoder command = to.replace.wrapAndApplyHeader(to.buffer, 0, to.header);
        command.correlationId(correlationId).orderId(name.orderId()).clientOrderId(name.clientOrderId())
                .priceTicks(terms.priceTicks())
                .quantityWh(terms.quantityWh()).displayWh(displayWh).maxQuote(terms.maxQuote())
                .expiryMs(terms.expiryMs()).nonce(terms.nonce()).accountId(account.id()).epoch(terms.epoch())
                .maxFeeBps(terms.maxFeeBps()).hasSignature(flag(true))
                .putSigner(to.bytes(terms.signer()), 0, Address.LENGTH)
                .putSignature(terms.signature(), 0, Recovery.SIGNATURE_LENGTH);
        return submit(to, command.encodedLength());
    }

    /** Lowers the total quantity; all else stays, so nothing needs signing. */
    boolean reduce(long correlationId, Account account, OrderName name, long quantityWh) {
        Encoders to = encoders.get();
        ReplaceOrderEncoder command = to.replace.wrapAndApplyHeader(to.buffer, 0, to.header);
        to.buffer.setMemory(command.offset(), ReplaceOrderEncoder.BLOCK_LENGTH, (byte) 0);
        command.correlationId(correlationId).orderId(name.orderId()).clientOrderId(name.clientOrderId())
                .quantityWh(quantityWh).accountId(account.id());
        return submit(to, command.encodedLength());
    }

    boolean cancel(long correlationId, Account account, OrderName name) {
        Encoders to = encoders.get();
        CancelOrderEncoder command = to.cancel.wrapAndApplyHeader(to.buffer, 0, to.header);
        command.correlationId(correlationId).orderId(name.orderId()).clientOrderId(name.clientOrderId())
                .accountId(account.id());
        return submit(to, command.encodedLength());
    }

    boolean cancelAll(long correlationId, Account account, int instrumentId, CancelReason reason) {
        Encoders to = encoders.get();
        CancelAllEncoder command = new CancelAllEncoder().wrapAndApplyHeader(to.buffer, 0, to.header);
        command.correlationId(correlationId).accountId(account.id()).instrumentId(instrumentId)
                .reason((short) reason.code());
        return submit(to, command.encodedLength());
    }

    boolean cancelAfter(long correlationId, Account account, long timeoutMs) {
        Encoders to = encoders.get();
        CancelAfterEncoder command = new CancelAfterEncoder().wrapAndApplyHeader(to.buffer, 0, to.header);
        command.correlationId(correlationId).timeoutMs(timeoutMs).accountId(account.id());
        return submit(to, command.encodedLength());
    }

    boolean revokeAgent(long correlationId, Account account, Address agent) {
        Encoders to = encoders.get();
        RevokeAgentEncoder command = new RevokeAgentEncoder().wrapAndApplyHeader(to.buffer, 0, to.header);
        command.correlationId(correlationId).accountId(account.id()).putAgent(to.bytes(agent), 0, Address.LENGTH);
        return submit(to, command.encodedLength());
    }

    boolean reserveWithdrawal(long correlationId, Account account, Withdrawal withdrawal, byte[] signature) {
        Encoders to = encoders.get();
        ReserveWithdrawalEncoder command = new ReserveWithdrawalEncoder().wrapAndApplyHeader(to.buffer, 0, to.header);
        command.correlationId(correlationId).amount(withdrawal.amount()).nonce(withdrawal.nonce())
                .deadlineMs(withdrawal.deadlineMs()).accountId(account.id()).asset((short) withdrawal.asset().code())
                .putTo(to.bytes(withdrawal.to()), 0, Address.LENGTH)
                .putSignature(signature, 0, Recovery.SIGNATURE_LENGTH);
        return submit(to, command.encodedLength());
    }

    private boolean submit(Encoders from, int length) {
        return engine.submit(from.buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length);
    }

    private static short flag(boolean set) {
        return (short) (set ? 1 : 0);
    }
}
