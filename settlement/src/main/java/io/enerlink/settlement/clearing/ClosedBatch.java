package io.enerlink.settlement.clearing;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import io.enerlink.contracts.Market;
import io.enerlink.engine.message.BatchExecutionDecoder;
import org.web3j.utils.Numeric;

/**
 * A batch as the engine closed it.
 *
 * @param leaves     of its trades, as {@link TradesTree} has them
 * @param executions in the order in which {@code Market.settle} takes them
 */
record ClosedBatch(long batchId, List<byte[]> leaves, List<Market.Execution> executions) {

    /** Price ticks of 0.01 IDRS per kWh, in IDRS base units per kWh. */
    private static final BigInteger TICK = BigInteger.valueOf(10_000);
    /** Wh in ETK base units. */
    private static final BigInteger LOT = BigInteger.valueOf(1_000_000);
    private static final int ADDRESS_BYTES = 20;
    private static final int SIGNATURE_BYTES = 65;
    private static final int WORD = 32;

    byte[] tradesRoot() {
        return TradesTree.root(leaves);
    }

    /** @param instrument keccak256 of the symbol */
    static Market.Execution execution(BatchExecutionDecoder event, byte[] instrument) {
        byte[] account = new byte[ADDRESS_BYTES];
        event.getAddress(account, 0, ADDRESS_BYTES);
        byte[] signature = new byte[SIGNATURE_BYTES];
        event.getSignature(signature, 0, SIGNATURE_BYTES);
        Market.Order order = new Market.Order(Numeric.toHexString(account), instrument, number(event.side()),
                number(event.quantityWh()).multiply(LOT), number(event.priceTicks()).multiply(TICK),
                number(event.maxQuote()), number(event.maxFeeBps()), number(event.nonce()), number(event.epoch()),
                number(event.expiryMs()));
        return new Market.Execution(order, number(event.baseUwh()), number(event.quote()), number(event.fee()),
                number(event.firstFillMs()), number(event.lastFillMs()), number(recovery(signature[2 * WORD])),
                Arrays.copyOfRange(signature, 0, WORD), Arrays.copyOfRange(signature, WORD, 2 * WORD));
    }

    /** The contract wants 27 or 28; wallets also write 0 or 1. */
    static int recovery(byte v) {
        return v < 27 ? v + 27 : v;
    }

    private static BigInteger number(long value) {
        return BigInteger.valueOf(value);
    }
}
