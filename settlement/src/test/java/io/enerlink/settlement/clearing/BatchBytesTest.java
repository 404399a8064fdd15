package io.enerlink.settlement.clearing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import io.enerlink.contracts.Market;
import io.enerlink.settlement.chain.ContractAddresses;
import io.enerlink.settlement.chain.ContractCalls;
import io.enerlink.settlement.chain.Outbox;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** A batch as large as it may be is a transaction that a node takes, and one execution more is none. */
class BatchBytesTest {
    private static final String ADDRESS = "0x" + "ff".repeat(20);
    private static final BigInteger LARGE = BigInteger.valueOf(Long.MAX_VALUE);

    @Test
    void asManyExecutionsFitAsItSays() {
        for (int limit : new int[]{2_048, 128 * 1024}) {
            int most = Clearing.executionsIn(limit);
            assertTrue(transactionBytes(most) <= limit, most + " are " + transactionBytes(most));
            assertTrue(transactionBytes(most + 1) > limit, most + 1 + " are " + transactionBytes(most + 1));
        }
        assertEquals(227, Clearing.executionsIn(128 * 1024), "geth's limit");
    }

    @Test
    void neverMoreThanATransactionMayHaveGasFor() {
        int most = Clearing.executionsIn(1 << 20);
        assertEquals(BatchSettler.mostExecutions(), most);
        assertTrue(BatchSettler.mostGas(most) <= Outbox.MAX_TRANSACTION_GAS);
        assertTrue(BatchSettler.mostGas(most + 1) > Outbox.MAX_TRANSACTION_GAS);
    }

    /** With every number as long as it can be. */
    private static int transactionBytes(int executions) {
        byte[] word = new byte[32];
        Arrays.fill(word, (byte) -1);
        Market.Order order = new Market.Order(ADDRESS, word, BigInteger.ONE, LARGE, LARGE, LARGE, BigInteger.TEN,
                LARGE, BigInteger.TEN, LARGE);
        Market.Execution execution = new Market.Execution(order, LARGE, LARGE, LARGE, LARGE, LARGE,
                BigInteger.valueOf(27), word, word);
        byte[] data = ContractCalls.data(new ContractCalls(
                new ContractAddresses(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, 1)).market()
                .settle(LARGE, word, Collections.nCopies(executions, execution)));
        RawTransaction transaction = RawTransaction.createTransaction(LARGE, BigInteger.ZERO, LARGE, ADDRESS,
                BigInteger.ZERO, Numeric.toHexString(data));
        return TransactionEncoder.signMessage(transaction, 1L << 50, Credentials.create("0x7")).length;
    }
}
