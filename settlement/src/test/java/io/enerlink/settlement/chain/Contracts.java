package io.enerlink.settlement.chain;

import io.enerlink.settlement.TestKeys;
import org.web3j.crypto.ContractUtils;
import org.web3j.utils.Numeric;

/** A counter in EVM bytes: 32 bytes of data add one, no data reads, anything else reverts. */
final class Contracts {
    // CALLDATASIZE ISZERO PUSH1 read JUMPI | CALLDATASIZE PUSH1 32 EQ PUSH1 add JUMPI | revert | add: | read:
    private static final String CODE = "3615601d57" + "36602014600f57" + "5f5ffd" + "5b" + "60015f54015f5500"
            + "0000000000" + "5b5f545f5260205ff3";

    /** Reverts with an error of its own that is all zeros: PUSH1 36 PUSH0 REVERT. */
    private static final String REFUSING = "60245ffd";

    private Contracts() {}

    static TransactionRequest counter(String id) {
        return create(id, CODE);
    }

    static TransactionRequest refusing(String id) {
        return create(id, REFUSING);
    }

    private static TransactionRequest create(String id, String runtime) {
        byte[] code = Numeric.hexStringToByteArray(runtime);
        String create = "60" + Numeric.toHexStringNoPrefix(new byte[]{(byte) code.length}) + "600a5f39" + "60"
                + Numeric.toHexStringNoPrefix(new byte[]{(byte) code.length}) + "5ff3" + runtime;
        return new TransactionRequest(id, KeyRole.ADMIN, null, Numeric.hexStringToByteArray(create));
    }

    static TransactionRequest increment(String id, String counter) {
        return new TransactionRequest(id, KeyRole.ORACLE, counter, new byte[32]);
    }

    static String addressOf(TransactionView creation) {
        return Numeric.toHexString(
                ContractUtils.generateContractAddress(
                        Numeric.hexStringToByteArray(TestKeys.get().address(creation.key())),
                        java.math.BigInteger.valueOf(creation.nonce())));
    }
}
