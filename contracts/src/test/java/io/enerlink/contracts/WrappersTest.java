package io.enerlink.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;
import org.web3j.tx.gas.StaticGasProvider;

/** The generated wrappers write calls as the contracts read them, byte for byte. */
class WrappersTest {
    private static final String ADDRESS = "0x00000000000000000000000000000000000000a1";
    private static final Web3j NOWHERE = Web3j.build(new HttpService("http://127.0.0.1:1"));
    private static final Credentials NOBODY = Credentials.create("1");
    private static final StaticGasProvider GAS = new StaticGasProvider(BigInteger.ZERO, BigInteger.ONE);

    @Test
    void aBatchIsWrittenAsItsWordsOneAfterTheOther() {
        Market market = Market.load(ADDRESS, NOWHERE, NOBODY, GAS);
        String call = market.settle(number(7), word(8), List.of(execution(100), execution(200))).encodeFunctionCall();

        StringBuilder expected = new StringBuilder(selector("settle(uint64,bytes32,("
                + "(address,bytes32,uint8,uint96,uint96,uint96,uint16,uint64,uint32,uint64),"
                + "uint96,uint96,uint96,uint64,uint64,uint8,bytes32,bytes32)[])"));
        for (int word : new int[]{7, 8, 0x60, 2}) expected.append(hex(word));
        for (int first : new int[]{100, 200}) {
            expected.append(hex(0xa1));
            for (int word = first + 1; word <= first + 17; word++) expected.append(hex(word));
        }
        assertEquals(expected.toString(), call);
    }

    @Test
    void reportsAreWrittenAsTheirWordsOneAfterTheOther() {
        EnergyConverter converter = EnergyConverter.load(ADDRESS, NOWHERE, NOBODY, GAS);
        EnergyConverter.Report report = new EnergyConverter.Report(word(1), number(2), number(3), number(4), word(5));
        String call = converter.settle(List.of(report, report)).encodeFunctionCall();

        StringBuilder expected = new StringBuilder(selector("settle((bytes32,uint32,uint64,uint64,bytes32)[])"));
        expected.append(hex(0x20)).append(hex(2));
        for (int i = 0; i < 2; i++) {
            for (int word = 1; word <= 5; word++) expected.append(hex(word));
        }
        assertEquals(expected.toString(), call);
    }

    @Test
    void everyContractCanBeDeployedFromItsWrapper() {
        for (String bytecode : List.of(ETKToken.BINARY, IDRSToken.BINARY, EnergyConverter.BINARY, Market.BINARY)) {
            assertTrue(bytecode.matches("[0-9a-f]{10000,}"), () -> bytecode.substring(0, 20));
        }
    }

    /** An execution whose words, but for the account, count up from first + 1. */
    private static Market.Execution execution(int first) {
        Market.Order order = new Market.Order(ADDRESS, word(first + 1), number(first + 2), number(first + 3),
                number(first + 4), number(first + 5), number(first + 6), number(first + 7), number(first + 8),
                number(first + 9));
        return new Market.Execution(order, number(first + 10), number(first + 11), number(first + 12),
                number(first + 13), number(first + 14), number(first + 15), word(first + 16), word(first + 17));
    }

    private static BigInteger number(int value) {
        return BigInteger.valueOf(value);
    }

    private static byte[] word(int value) {
        byte[] word = new byte[32];
        word[30] = (byte) (value >> 8);
        word[31] = (byte) value;
        return word;
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "%064x", value);
    }

    private static String selector(String signature) {
        return Hash.sha3String(signature).substring(0, 10);
    }
}
