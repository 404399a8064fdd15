package io.enerlink.settlement.chain;

import io.enerlink.settlement.TestKeys;
import org.web3j.crypto.ContractUtils;
import org.web3j.utils.Numeric;

/** A counter in EVM bytes: 32 bytes of data add one, no data reads, anything else reverts. */
final class Contracts {
    // CALLDATASIZE ISZERO PUSH1 read JUMPI | CALLDATASIZE PUSH1 32 EQ PUSH1 add JUMPI | revert | add: | read:
    private static final String CODE = "3615601d57" + "36602014600f57" + "5f5ffd" + "5b" + "60015f54015f5500"
            + "0000000000" + "5b5f545f5260205ff3";

    private Contracts() {}

    static TransactionRequest counter(String id) {
        byte[] code = Numeric.hexStringToByteArray(CODE);
        String create = "60" + Numeric.toHexStringNoPrefix(new byte[]{(byte) code.length}) + "600a5f39" + "60"
                + Numeric.toHexStringNoPrefix(new byte[]{(byte) code.length}) + "5ff3" + CODE;
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
