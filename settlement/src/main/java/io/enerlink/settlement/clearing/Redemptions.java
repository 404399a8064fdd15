package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import io.enerlink.settlement.chain.Chain;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.DutyThread;
import io.enerlink.settlement.chain.KeyRole;
import io.enerlink.settlement.chain.Outbox;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import io.enerlink.settlement.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * The bank's half of a redemption: what was burned is said to be paid out, once. A process that stops between the two
 * halves leaves the first one in the outbox, where the next process finds it.
 */
final class Redemptions implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int AT_ONCE = 500;
    /** Of a redemption that the bank has neither paid out nor refunded. */
    private static final Uint8 REQUESTED = new Uint8(1);
    private static final Uint8 CONFIRMED = new Uint8(2);
    private static final int SELECTOR = 4;
    private static final int WORD = 32;
    private static final Logger LOG = LoggerFactory.getLogger(Redemptions.class);

    /** A redemption that was relayed and has no payment yet. */
    private record Unpaid(long seq, TransactionState state, byte[] data) {
        String holder() {
            return Numeric.toHexString(Arrays.copyOfRange(word(0), WORD - 20, WORD));
        }

        long amount() {
            return new BigInteger(1, word(1)).longValueExact();
        }

        byte[] reference() {
            return word(2);
        }

        private byte[] word(int index) {
            return Arrays.copyOfRange(data, SELECTOR + index * WORD, SELECTOR + (index + 1) * WORD);
        }
    }

    private final Outbox outbox;
    private final Chain chain;
    private final ContractAddresses contracts;
    private final ContractCalls calls;
    private final Database database;
    private final DutyThread thread;
    private long handledSeq;

    Redemptions(Outbox outbox, Chain chain, ContractAddresses contracts, Database database) {
        this.outbox = outbox;
        this.chain = chain;
        this.contracts = contracts;
        this.calls = new ContractCalls(contracts);
        this.database = database;
        thread = new DutyThread("redemptions", LOOK, this::resume,
                failure -> LOG.error("redemptions that were cut off are not paid out", failure));
    }

    /** Looks for those that were begun and not ended. */
    void start() {
        thread.start();
    }

    static String requestId(String holder, byte[] data) {
        return "redeem:" + holder + ":" + Numeric.toHexStringNoPrefix(Hash.sha3(data));
    }

    private static String paymentId(byte[] reference) {
        return "redeemed:" + Numeric.toHexString(reference);
    }

    /**
     * Says in the bank's name that this redemption was paid out. The same again is the same transaction.
     *
     * @param reference keccak256 of the payment's reference
     * @return the transaction's id; empty when the holder has not burned this amount for this reference
     */
    Optional<String> payOut(byte[] reference, String holder, long amount) {
        String id = paymentId(reference);
        if (!isBurned(reference, holder, amount, id)) return Optional.empty();
        outbox.send(new TransactionRequest(id, KeyRole.BANK, contracts.idrs(),
                ContractCalls.data(calls.idrs().confirmRedemption(reference))));
        return Optional.of(id);
    }

    /** Whoever sent it: anybody may relay what the holder signed, and the holder may redeem without us. */
    private boolean isBurned(byte[] reference, String holder, long amount, String paymentId) {
        List<?> redemption = (List<?>) ContractCalls.read(chain, contracts.idrs(), calls.idrs().redemption(reference))
                .getFirst();
        Object status = redemption.get(1);
        boolean isPaidOut = status.equals(CONFIRMED) && outbox.find(paymentId).isPresent();
        return (status.equals(REQUESTED) || isPaidOut)
                && redemption.equals(List.of(new Address(holder), status, new Uint256(amount)));
    }

    /** One after the other, in the order in which they were taken; one that is still on its way is waited for. */
    private void resume() {
        for (Unpaid next : unpaid()) {
            if (!next.state().isDone()) return;
            payOut(next.reference(), next.holder(), next.amount())
                    .ifPresent(id -> LOG.info("a redemption of {} that was cut off is paid out", next.holder()));
            handledSeq = next.seq();
        }
    }

    private List<Unpaid> unpaid() {
        return database.jdbi().withHandle(handle -> handle.createQuery("""
                SELECT seq, state, data FROM outbox request
                WHERE id LIKE 'redeem:%' AND seq > :after AND NOT EXISTS (SELECT 1 FROM outbox payment
                    WHERE payment.id = 'redeemed:0x' || encode(substring(request.data FROM 69 FOR 32), 'hex'))
                ORDER BY seq LIMIT :limit""").bind("after", handledSeq).bind("limit", AT_ONCE)
                .map((row, context) -> new Unpaid(row.getLong("seq"),
                        TransactionState.valueOf(row.getString("state")), row.getBytes("data")))
                .list());
    }

    @Override
    public void close() {
        thread.close();
    }
}
