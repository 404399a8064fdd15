package io.enerlink.gateway.auth;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.HexFormat;

/** Finds the signer of a typed struct. Keeps buffers: one per thread. */
public final class Recovery {
    /** Length of r, s and v in bytes. */
    public static final int SIGNATURE_LENGTH = 65;

    private static final int WORD = 32;
    private static final byte[] HALF_ORDER = HexFormat.of()
            .parseHex("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

    private final Secp256k1 curve = Secp256k1.get();
    private final Words words = new Words();
    private final byte[] digest = new byte[WORD];
    private final byte[] compact = new byte[2 * WORD];

    /**
     * The address whose key made the signature.
     *
     * @throws SignatureException with the fault, when it names nobody
     */
    public Address signerOf(Domain domain, TypedStruct struct, byte[] signature) throws SignatureException {
        int recoveryId = check(signature);
        hash(domain, struct);
        System.arraycopy(signature, 0, compact, 0, compact.length);
        try {
            return words.addressOf(curve.ecdsaRecover(compact, digest, recoveryId));
        } catch (Secp256k1Exception notAPoint) {
            throw new SignatureException(SignatureFault.NOT_ON_CURVE, notAPoint);
        }
    }

    private void hash(Domain domain, TypedStruct struct) throws SignatureException {
        try {
            struct.encode(words.begin(struct.typeHash()));
        } catch (IllegalArgumentException outsideItsType) {
            throw new SignatureException(SignatureFault.UNSIGNABLE, outsideItsType);
        }
        words.digest(domain.separator(), digest);
    }

    private static int check(byte[] signature) throws SignatureException {
        if (signature.length != SIGNATURE_LENGTH) throw new SignatureException(SignatureFault.MALFORMED, null);
        int recoveryId = signature[2 * WORD] - 27;
        if (recoveryId < 0 || recoveryId > 1) throw new SignatureException(SignatureFault.MALFORMED, null);
        if (Arrays.compareUnsigned(signature, WORD, 2 * WORD, HALF_ORDER, 0, WORD) > 0) {
            throw new SignatureException(SignatureFault.HIGH_S, null);
        }
        return recoveryId;
    }

    /** The address of an uncompressed public key. */
    static Address addressOf(byte[] publicKey) {
        return Address.of(Words.keccak256(publicKey, 1, 2 * WORD), WORD - Address.LENGTH);
    }
}
