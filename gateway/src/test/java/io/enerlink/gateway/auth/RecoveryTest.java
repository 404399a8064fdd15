package io.enerlink.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** A signature names its signer, or there is a fault with a name. */
class RecoveryTest {
    private static final BigInteger ORDER = new BigInteger(
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final SigningKey KEY = SigningKey
            .parse("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
    private static final Domain DOMAIN = Domain.ofMarket(31337, Address.parse("0x" + "12".repeat(20)));
    private static final TypedStruct LOGON = new Logon(KEY.address(), new byte[32]);

    private final Recovery recovery = new Recovery();

    @Test
    void theKeyHasItsKnownAddress() {
        assertEquals("0x70997970c51812dc3a010c7d01b50e0d17dc79c8", KEY.address().toString());
    }

    @Property(tries = 50)
    void whatAKeySignsNamesThatKey(@ForAll @LongRange(min = 0) long nonce) throws SignatureException {
        SigningKey key = SigningKey.generate();
        AgentApproval approval = new AgentApproval(key.address(), KEY.address(), 1, nonce);

        assertEquals(key.address(), recovery.signerOf(DOMAIN, approval, key.sign(DOMAIN, approval)));
    }

    @Test
    void anotherChainContractOrMessageNamesSomebodyElse() throws SignatureException {
        byte[] signature = KEY.sign(DOMAIN, LOGON);
        byte[] otherChallenge = new byte[32];
        otherChallenge[31] = 1;

        assertNotEquals(KEY.address(),
                recovery.signerOf(Domain.ofMarket(1, DOMAIN.verifyingContract()), LOGON, signature));
        assertNotEquals(KEY.address(), recovery.signerOf(Domain.ofMarket(31337, Address.ZERO), LOGON, signature));
        assertNotEquals(KEY.address(),
                recovery.signerOf(DOMAIN, new Logon(KEY.address(), otherChallenge), signature));
    }

    @Test
    void theMirroredSignatureIsRefused() {
        byte[] mirrored = KEY.sign(DOMAIN, LOGON);
        byte[] s = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(mirrored, 32, 64))).toByteArray();
        System.arraycopy(s, s.length - 32, mirrored, 32, 32);
        mirrored[64] = (byte) (27 + 28 - mirrored[64]);

        assertFault(SignatureFault.HIGH_S, mirrored);
    }

    @Test
    void lengthAndRecoveryByteMustFit() {
        byte[] signature = KEY.sign(DOMAIN, LOGON);

        assertFault(SignatureFault.MALFORMED, Arrays.copyOf(signature, 64));
        assertFault(SignatureFault.MALFORMED, Arrays.copyOf(signature, 66));
        assertFault(SignatureFault.MALFORMED, new byte[0]);
        for (int v : new int[]{0, 1, 26, 29, 255}) {
            byte[] wrongV = signature.clone();
            wrongV[64] = (byte) v;
            assertFault(SignatureFault.MALFORMED, wrongV);
        }
    }

    @Test
    void numbersThatAreNoPointAreRefused() {
        byte[] zeros = new byte[65];
        zeros[64] = 27;
        byte[] rTooLarge = KEY.sign(DOMAIN, LOGON);
        Arrays.fill(rTooLarge, 0, 32, (byte) 0xFF);

        assertFault(SignatureFault.NOT_ON_CURVE, zeros);
        assertFault(SignatureFault.NOT_ON_CURVE, rTooLarge);
    }

    @Test
    void whatCannotBeEncodedIsUnsignable() {
        byte[] signature = KEY.sign(DOMAIN, LOGON);
        TypedStruct shortChallenge = new Logon(KEY.address(), new byte[31]);

        assertEquals(SignatureFault.UNSIGNABLE, assertThrows(SignatureException.class,
                () -> recovery.signerOf(DOMAIN, shortChallenge, signature)).fault());
    }

    @Test
    void aNumberThatIsNoKeyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SigningKey(new byte[32]));
        assertThrows(IllegalArgumentException.class, () -> new SigningKey(new byte[31]));
        assertThrows(IllegalArgumentException.class, () -> SigningKey.parse("ff".repeat(32)));
    }

    private void assertFault(SignatureFault fault, byte[] signature) {
        assertEquals(fault,
                assertThrows(SignatureException.class, () -> recovery.signerOf(DOMAIN, LOGON, signature)).fault());
    }
}
