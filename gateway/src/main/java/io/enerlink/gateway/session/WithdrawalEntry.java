package io.enerlink.gateway.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.enerlink.engine.ledger.Asset;
import io.enerlink.gateway.auth.Address;
import io.enerlink.gateway.auth.Recovery;
import io.enerlink.gateway.auth.SignatureFault;
import io.enerlink.gateway.auth.SignatureVerifier;
import io.enerlink.gateway.auth.Withdraw;
import io.enerlink.gateway.protocol.Errors;
import io.enerlink.gateway.protocol.Hex;
import io.enerlink.gateway.protocol.Params;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.protocol.Request;
import io.enerlink.gateway.session.Pending.Kind;

/**
 * Withdrawals on their way in: request → verified signature → reserved in the engine, which answers; then the
 * settlement sends them. The operator sends each nonce once, so nonces rise here, whatever became of the last one.
 */
public final class WithdrawalEntry {
    /** A reserve that the chain refuses is tied up until the deadline, so that is not far. */
    static final long MAX_DEADLINE_MS = 3_600_000;
    /** Of one account, as the engine has room for so many of all. */
    static final int MAX_UNDER_WAY = 8;

    private final Commands commands;
    private final SignatureVerifier verifier;
    private final Pending pending;
    private final Wallets.Contracts contracts;
    private final KnownWithdrawals known;
    private final LongSupplier nowMs;
    private final Map<Integer, Long> reserving = new ConcurrentHashMap<>();

    /** @param contracts whose tokens are signed for and whose Market is nobody's wallet */
    public WithdrawalEntry(Commands commands, SignatureVerifier verifier, Pending pending,
            Wallets.Contracts contracts, KnownWithdrawals known, LongSupplier nowMs) {
        this.commands = commands;
        this.verifier = verifier;
        this.pending = pending;
        this.contracts = contracts;
        this.known = known;
        this.nowMs = nowMs;
    }

    public void addTo(Methods methods) {
        methods.add("wallet.withdraw", this::withdraw);
    }

    private void withdraw(Session session, Request request) {
        Account account = session.account();
        Params params = request.params();
        Asset asset = WalletEntry.asset(params.string("asset"));
        long amount = WalletEntry.amount(params, asset);
        Address to = recipient(params, account);
        long nonce = params.whole("nonce", 1, Long.MAX_VALUE);
        long deadlineMs = params.whole("deadline", 1, Long.MAX_VALUE);
        byte[] signature = Hex.parse("signature", params.string("signature"), Recovery.SIGNATURE_LENGTH,
                Errors.BAD_SIGNATURE);
        params.end();
        if (deadlineMs > nowMs.getAsLong() + MAX_DEADLINE_MS) {
            throw Errors.EXPIRY_TOO_FAR.because("deadline is at most " + MAX_DEADLINE_MS + " ms ahead");
        }
        Withdrawal withdrawal = new Withdrawal(asset, amount, to, nonce, deadlineMs);
        long id = pending.begin(session, request, Kind.WITHDRAW);
        boolean taken = verifier.inOrder(account.address(), () -> {
            try {
                reserve(id, account, withdrawal, signature);
            } catch (ProtocolException refused) {
                pending.refuse(id, refused);
            }
        });
        if (!taken) pending.busy(id);
    }

    private Address recipient(Params params, Account account) {
        String text = params.optionalString("to", null);
        Address to = text == null ? account.address() : SessionEntry.address("to", text);
        if (to.equals(Address.ZERO) || to.equals(contracts.market())) {
            throw Errors.INVALID_VALUE.because("nobody can have what is paid to " + to);
        }
        return to;
    }

    /** On the account's worker. */
    private void reserve(long id, Account account, Withdrawal withdrawal, byte[] signature) {
        Long before = reserving.get(account.id());
        if (before != null && pending.isWaiting(before) || known.underWay(account.id()) >= MAX_UNDER_WAY) {
            throw Errors.TOO_MANY_PENDING.because("one withdrawal after the other, and " + MAX_UNDER_WAY
                    + " on their way to the chain");
        }
        if (withdrawal.nonce() <= known.lastNonce(account.id())) {
            throw Errors.NONCE_TOO_LOW.because("the last withdrawal had nonce " + known.lastNonce(account.id()));
        }
        Address token = withdrawal.asset() == Asset.ETK ? contracts.etk() : contracts.idrs();
        Withdraw signed = new Withdraw(account.address(), token, withdrawal.amount(), withdrawal.to(),
                withdrawal.nonce(), withdrawal.deadlineMs());
        verifier.recover(signed, signature, new SignatureVerifier.Outcome() {
            @Override
            public void signedBy(Address signer) {
                if (!signer.equals(account.address())) {
                    throw Errors.SIGNER_MISMATCH.because("signed by " + signer + " or for other values, another"
                            + " chain or contract; an agent cannot withdraw");
                }
                reserving.put(account.id(), id);
                submit(id, account, withdrawal, signature);
            }

            @Override
            public void refused(SignatureFault fault) {
                throw Errors.BAD_SIGNATURE.because("the signature names nobody: " + fault);
            }
        });
    }

    private void submit(long id, Account account, Withdrawal withdrawal, byte[] signature) {
        try {
            if (!commands.reserveWithdrawal(id, account, withdrawal, signature)) pending.busy(id);
        } catch (RuntimeException halted) {
            throw pending.halted(id, halted);
        }
    }
}
