package io.enerlink.engine.matching;

import java.util.Arrays;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import io.enerlink.engine.image.StateImage;
import io.enerlink.engine.ledger.Asset;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.engine.message.ReleaseWithdrawalDecoder;
import io.enerlink.engine.message.ReserveWithdrawalDecoder;
import io.enerlink.engine.message.WithdrawalEndedEncoder;
import io.enerlink.engine.message.WithdrawalReservedEncoder;

/** Withdrawals on their way: what they take is set aside until the chain says that they happened, or never will. */
final class Withdrawals {
    /** On their way at the same time, of all accounts. */
    static final int MAX = 1 << 14;

    private static final int STRIDE = 18;
    /** Words that the hash of the state has. */
    private static final int HASHED = 4;
    private static final int ACCOUNT = 0;
    private static final int NONCE = 1;
    private static final int ASSET = 2;
    private static final int AMOUNT = 3;
    private static final int DEADLINE = 4;
    private static final int TO = 5;
    private static final int SIGNATURE = 8;
    private static final int EPOCH = 17;
    private static final int NONE = -1;

    private final ExchangeState state;
    private final ReserveWithdrawalDecoder command = new ReserveWithdrawalDecoder();
    private final ReleaseWithdrawalDecoder releaseCommand = new ReleaseWithdrawalDecoder();
    private final WithdrawalReservedEncoder reserved = new WithdrawalReservedEncoder();
    private final WithdrawalEndedEncoder ended = new WithdrawalEndedEncoder();
    private long[] entries = new long[16 * STRIDE];
    private int count;

    Withdrawals(ExchangeState state) { this.state = state; }

    void reserve(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        command.wrapAndApplyHeader(buffer, offset, header);
        RejectReason reason = check();
        if (reason != RejectReason.NONE) {
            state.events.commandRejected(state.correlationId, command.accountId(),
                    ReserveWithdrawalDecoder.TEMPLATE_ID, reason);
            return;
        }
        if (count * STRIDE == entries.length) entries = Arrays.copyOf(entries, entries.length * 2);
        keep(buffer, count++ * STRIDE);
        state.accounts.withdrawalNonce(command.accountId(), command.nonce());
        state.ledger.reserve(command.accountId(), Asset.of(command.asset()), command.amount());
        tellReserved(count - 1, state.correlationId);
    }

    private void keep(DirectBuffer buffer, int at) {
        entries[at + ACCOUNT] = command.accountId();
        entries[at + NONCE] = command.nonce();
        entries[at + ASSET] = command.asset();
        entries[at + AMOUNT] = command.amount();
        entries[at + DEADLINE] = command.deadlineMs();
        entries[at + EPOCH] = state.accounts.epoch(command.accountId());
        int to = command.offset() + ReserveWithdrawalDecoder.toEncodingOffset();
        entries[at + TO] = buffer.getLong(to);
        entries[at + TO + 1] = buffer.getLong(to + 8);
        entries[at + TO + 2] = buffer.getInt(to + 16);
        int signature = command.offset() + ReserveWithdrawalDecoder.signatureEncodingOffset();
        for (int i = 0; i < 8; i++) {
            entries[at + SIGNATURE + i] = buffer.getLong(signature + i * 8);
        }
        entries[at + SIGNATURE + 8] = buffer.getByte(signature + 64);
    }

    private RejectReason check() {
        int accountId = command.accountId();
        if (!Asset.isCode(command.asset()) || command.amount() <= 0) return RejectReason.MALFORMED;
        if (!state.accounts.isOpen(accountId)) return RejectReason.UNKNOWN_ACCOUNT;
        if (state.accounts.isStopped(accountId)) return RejectReason.ACCOUNT_STOPPED;
        if (command.deadlineMs() <= state.nowMs) return RejectReason.EXPIRED;
        Asset asset = Asset.of(command.asset());
        if (asset == Asset.ETK && state.ledger.debtUwh(accountId) > 0) return RejectReason.IN_DEBT;
        if (command.amount() > state.ledger.withdrawable(accountId, asset)) return RejectReason.INSUFFICIENT_BALANCE;
        if (count == MAX) return RejectReason.BOOK_FULL;
        return command.nonce() > state.accounts.withdrawalNonce(accountId) ? RejectReason.NONE
                : RejectReason.DUPLICATE_NONCE;
    }

    private void tellReserved(int index, long correlationId) {
        int at = index * STRIDE;
        int accountId = (int) entries[at + ACCOUNT];
        Events events = state.events;
        int to = events.claim(WithdrawalReservedEncoder.BLOCK_LENGTH, WithdrawalReservedEncoder.TEMPLATE_ID);
        reserved.wrap(events.buffer(), to).correlationId(correlationId).amount(entries[at + AMOUNT])
                .nonce(entries[at + NONCE]).deadlineMs(entries[at + DEADLINE]).accountId(accountId)
                .asset((short) entries[at + ASSET]).epoch((int) entries[at + EPOCH]);
        MutableDirectBuffer buffer = events.buffer();
        state.accounts.writeAddress(accountId, buffer, to + WithdrawalReservedEncoder.addressEncodingOffset());
        int receiver = to + WithdrawalReservedEncoder.toEncodingOffset();
        buffer.putLong(receiver, entries[at + TO]);
        buffer.putLong(receiver + 8, entries[at + TO + 1]);
        buffer.putInt(receiver + 16, (int) entries[at + TO + 2]);
        int signature = to + WithdrawalReservedEncoder.signatureEncodingOffset();
        for (int i = 0; i < 8; i++) {
            buffer.putLong(signature + i * 8, entries[at + SIGNATURE + i]);
        }
        buffer.putByte(signature + 64, (byte) entries[at + SIGNATURE + 8]);
    }

    /** Tells those that are on their way again. */
    void tellAgain(Runnable told) {
        for (int i = 0; i < count; i++) {
            tellReserved(i, 0);
            told.run();
        }
    }

    void release(DirectBuffer buffer, int offset, MessageHeaderDecoder header) {
        releaseCommand.wrapAndApplyHeader(buffer, offset, header);
        int accountId = releaseCommand.accountId();
        int found = find(accountId, releaseCommand.nonce());
        RejectReason reason = RejectReason.NONE;
        if (!state.accounts.isOpen(accountId)) reason = RejectReason.UNKNOWN_ACCOUNT;
        else if (found == NONE) reason = RejectReason.UNKNOWN_WITHDRAWAL;
        if (reason != RejectReason.NONE) {
            state.events.commandRejected(state.correlationId, accountId, ReleaseWithdrawalDecoder.TEMPLATE_ID, reason);
            return;
        }
        int at = found * STRIDE;
        state.ledger.release(accountId, Asset.of((int) entries[at + ASSET]), entries[at + AMOUNT]);
        end(found, false);
    }

    /** It happened on the chain. Returns false when nothing was set aside for it. */
    boolean complete(int accountId, long nonce, long amount) {
        int found = find(accountId, nonce);
        if (found == NONE) return false;
        int at = found * STRIDE;
        state.ledger.spendReserved(accountId, Asset.of((int) entries[at + ASSET]), entries[at + AMOUNT], amount);
        end(found, true);
        return true;
    }

    /** The account was paid out: none of its withdrawals can happen any more. Their reserve is gone with it. */
    void drop(int accountId) {
        for (int i = 0; i < count;) {
            if (entries[i * STRIDE] == accountId) end(i, false);
            else
                i++;
        }
    }

    private void end(int index, boolean completed) {
        int at = index * STRIDE;
        Events events = state.events;
        int to = events.claim(WithdrawalEndedEncoder.BLOCK_LENGTH, WithdrawalEndedEncoder.TEMPLATE_ID);
        ended.wrap(events.buffer(), to).correlationId(state.correlationId)
                .nonce(entries[at + NONCE]).accountId((int) entries[at + ACCOUNT]).completed(Events.flag(completed));
        System.arraycopy(entries, at + STRIDE, entries, at, (count - index - 1) * STRIDE);
        count--;
    }

    private int find(int accountId, long nonce) {
        for (int i = 0; i < count; i++) {
            int at = i * STRIDE;
            if (entries[at + ACCOUNT] == accountId && entries[at + NONCE] == nonce) return i;
        }
        return NONE;
    }

    void hash(StateHash hash) {
        hash.add(count);
        for (int i = 0; i < count; i++) {
            for (int field = 0; field < HASHED; field++) {
                hash.add(entries[i * STRIDE + field]);
            }
        }
    }

    /** Carries everything into an image, or out of one into what is new. */
    void carry(StateImage image) {
        count = image.carry(count);
        entries = image.carry(entries, count * STRIDE);
    }
}
