package io.enerlink.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.enerlink.engine.book.Side;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;

/** Every struct hashes and signs as web3j's own, unrelated implementation of EIP-712 says. */
class TypedStructTest {
    private static final Address ACCOUNT = Address.parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    private static final Address OTHER = Address.parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    private static final Address MARKET = Address.parse("0x5fbdb2315678afecb367f032d93f642f64180aa3");
    private static final Domain DOMAIN = Domain.ofMarket(31337, MARKET);
    private static final SigningKey KEY = SigningKey
            .parse("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    private static final byte[] CHALLENGE = Hash.sha3("challenge".getBytes());

    @Test
    void anOrderHashesInBaseUnits() throws Exception {
        SignedOrder order = new SignedOrder(ACCOUNT, "ETK-IDRS", Side.ASK, 750, 135_000, 1_012_500_000L, 25,
                1_763_700_000_000_123L, -1, 1_763_700_060_000L);

        assertSignedAs("""
                "Order":[{"name":"account","type":"address"},{"name":"instrument","type":"bytes32"},
                {"name":"side","type":"uint8"},{"name":"quantity","type":"uint96"},
                {"name":"limitPrice","type":"uint96"},{"name":"maxQuote","type":"uint96"},
                {"name":"maxFeeBps","type":"uint16"},{"name":"nonce","type":"uint64"},
                {"name":"epoch","type":"uint32"},{"name":"expiry","type":"uint64"}]""", """
                {"account":"%s","instrument":"%s","side":1,"quantity":"750000000","limitPrice":"1350000000",
                "maxQuote":"1012500000","maxFeeBps":25,"nonce":"1763700000000123","epoch":"4294967295",
                "expiry":"1763700060000"}""".formatted(ACCOUNT, Hash.sha3String("ETK-IDRS")), order);
    }

    @Test
    void aLogonHashesItsChallenge() throws Exception {
        assertSignedAs("""
                "Logon":[{"name":"account","type":"address"},{"name":"challenge","type":"bytes32"}]""",
                """
                        {"account":"%s","challenge":"0x%s"}""".formatted(ACCOUNT, HexFormat.of().formatHex(CHALLENGE)),
                new Logon(ACCOUNT, CHALLENGE));
    }

    @Test
    void anAgentApprovalHashes() throws Exception {
        assertSignedAs("""
                "AgentApproval":[{"name":"account","type":"address"},{"name":"agent","type":"address"},
                {"name":"expiry","type":"uint64"},{"name":"nonce","type":"uint64"}]""", """
                {"account":"%s","agent":"%s","expiry":1900000000,"nonce":7}""".formatted(ACCOUNT, OTHER),
                new AgentApproval(ACCOUNT, OTHER, 1_900_000_000L, 7));
    }

    @Test
    void aWithdrawalHashes() throws Exception {
        assertSignedAs("""
                "Withdraw":[{"name":"account","type":"address"},{"name":"asset","type":"address"},
                {"name":"amount","type":"uint128"},{"name":"to","type":"address"},
                {"name":"nonce","type":"uint64"},{"name":"deadline","type":"uint64"}]""", """
                {"account":"%s","asset":"%s","amount":"4611686018427387904","to":"%s","nonce":3,
                "deadline":1900000000}""".formatted(ACCOUNT, MARKET, OTHER),
                new Withdraw(ACCOUNT, MARKET, 1L << 62, OTHER, 3, 1_900_000_000L));
    }

    @Test
    void aPermitHashesUpToTheLargestNumber() throws Exception {
        BigInteger unlimited = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

        assertSignedAs("""
                "Permit":[{"name":"owner","type":"address"},{"name":"spender","type":"address"},
                {"name":"value","type":"uint256"},{"name":"nonce","type":"uint256"},
                {"name":"deadline","type":"uint256"}]""", """
                {"owner":"%s","spender":"%s","value":"%s","nonce":0,"deadline":"1900000000"}"""
                .formatted(ACCOUNT, MARKET, unlimited),
                new Permit(ACCOUNT, MARKET, unlimited, BigInteger.ZERO, BigInteger.valueOf(1_900_000_000L)));
    }

    @Test
    void aFieldOutsideItsTypeIsNotSigned() {
        SignedOrder overflowing = order(Long.MAX_VALUE / 1_000_000 + 1, 1, 0);
        SignedOrder negative = order(-1, 1, 0);
        SignedOrder feeTooHigh = order(1, 1, 0x10000);

        assertThrows(IllegalArgumentException.class, () -> KEY.sign(DOMAIN, overflowing));
        assertThrows(IllegalArgumentException.class, () -> KEY.sign(DOMAIN, negative));
        assertThrows(IllegalArgumentException.class, () -> KEY.sign(DOMAIN, feeTooHigh));
    }

    @Test
    void anAddressReadsAndWritesItself() {
        assertEquals("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", ACCOUNT.toString());
        assertEquals(ACCOUNT, Address.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
        for (String bad : new String[]{"", "0x", "f39fd6e51aad88f6f4ce6ab8827279cfffb9226600",
                "0xf39fd6e51aad88f6f4ce6ab8827279cfffb9226", "0xg39fd6e51aad88f6f4ce6ab8827279cfffb92266"}) {
            assertThrows(IllegalArgumentException.class, () -> Address.parse(bad), bad);
        }
    }

    private static SignedOrder order(long quantityWh, long priceTicks, int maxFeeBps) {
        return new SignedOrder(ACCOUNT, "ETK-IDRS", Side.BID, quantityWh, priceTicks, 0, maxFeeBps, 1, 0, 1);
    }

    private static void assertSignedAs(String type, String message, TypedStruct struct) throws Exception {
        String primaryType = struct.getClass().getSimpleName().replace("SignedOrder", "Order");
        byte[] digest = new StructuredDataEncoder("""
                {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
                {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],%s},
                "primaryType":"%s","domain":{"name":"EnerLink","version":"1","chainId":31337,
                "verifyingContract":"%s"},"message":%s}""".formatted(type, primaryType, MARKET, message))
                .hashStructuredData();

        byte[] signature = KEY.sign(DOMAIN, struct);

        assertArrayEquals(KEY.sign(digest), signature, "the digests differ");
        assertEquals(KEY.address(), new Recovery().signerOf(DOMAIN, struct, signature));
        assertEquals(KEY.address().toString(), "0x" + Keys.getAddress(Sign.signedMessageHashToKey(digest,
                new Sign.SignatureData(signature[64], Arrays.copyOfRange(signature, 0, 32),
                        Arrays.copyOfRange(signature, 32, 64)))));
        Sign.SignatureData theirs = Sign.signMessage(digest, ECKeyPair.create(
                new BigInteger("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", 16)), false);
        assertArrayEquals(Arrays.copyOfRange(signature, 0, 32), theirs.getR());
        assertArrayEquals(Arrays.copyOfRange(signature, 32, 64), theirs.getS());
        assertEquals(signature[64], theirs.getV()[0]);
    }
}
