package io.enerlink.settlement.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.web3j.crypto.exception.CipherException;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.protocol.ObjectMapperFactory;
import org.web3j.utils.Numeric;

/**
 * The private keys of the operator: one keystore V3 file a role, {@code admin.json} and so on, readable by their owner
 * only, opened with a passphrase that stands in a file of its own.
 */
public final class Keys {
    private static final int PASSPHRASE_BYTES = 24;

    private final Map<KeyRole, Credentials> credentials;

    private Keys(Map<KeyRole, Credentials> credentials) { this.credentials = credentials; }

    /** Keys that are in no file, for tests and tools. */
    public static Keys of(Map<KeyRole, ECKeyPair> pairs) {
        Map<KeyRole, Credentials> credentials = new EnumMap<>(KeyRole.class);
        for (KeyRole role : KeyRole.values()) credentials.put(role, Credentials.create(pairs.get(role)));
        return new Keys(credentials);
    }

    /**
     * Opens the keys in {@code directory}.
     *
     * @throws IllegalStateException when a file is missing, readable by others, damaged, or the passphrase is wrong
     */
    public static Keys open(Path directory, Path passphraseFile) {
        String passphrase = passphrase(passphraseFile);
        Map<KeyRole, Credentials> credentials = new EnumMap<>(KeyRole.class);
        for (KeyRole role : KeyRole.values()) credentials.put(role, read(file(directory, role), passphrase));
        return new Keys(credentials);
    }

    /** As {@link #open}, but makes a passphrase and the keys that are missing: for the demo, with a light scrypt. */
    public static Keys openOrCreate(Path directory, Path passphraseFile) {
        try {
            Files.createDirectories(directory);
            if (Files.notExists(passphraseFile)) PrivateFile.write(passphraseFile, randomHex(PASSPHRASE_BYTES));
            String passphrase = passphrase(passphraseFile);
            for (KeyRole role : KeyRole.values())
                if (Files.notExists(file(directory, role))) create(file(directory, role), passphrase);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write keys to " + directory, e);
        }
        return open(directory, passphraseFile);
    }

    /** The address of a role, lower-case. */
    public String address(KeyRole role) {
        return credentials.get(role).getAddress().toLowerCase(Locale.ROOT);
    }

    /** Signs a transaction that pays nothing for its gas; {@code to} null creates a contract. */
    byte[] sign(TransactionRequest request, long chainId, long nonce, long gasLimit) {
        RawTransaction transaction = RawTransaction.createTransaction(BigInteger.valueOf(nonce), BigInteger.ZERO,
                BigInteger.valueOf(gasLimit), request.to() == null ? "" : request.to(), BigInteger.ZERO,
                Numeric.toHexString(request.data()));
        return TransactionEncoder.signMessage(transaction, chainId, credentials.get(request.key()));
    }

    private static Path file(Path directory, KeyRole role) {
        return directory.resolve(role.name().toLowerCase(Locale.ROOT) + ".json");
    }

    private static String passphrase(Path file) {
        return PrivateFile.read(file).strip();
    }

    private static Credentials read(Path file, String passphrase) {
        String json = PrivateFile.read(file);
        try {
            WalletFile wallet = ObjectMapperFactory.getObjectMapper().readValue(json, WalletFile.class);
            return Credentials.create(Wallet.decrypt(passphrase, wallet));
        } catch (CipherException e) {
            throw new IllegalStateException("key file " + file + " does not open with this passphrase", e);
        } catch (IOException e) {
            throw new IllegalStateException("key file " + file + " is no keystore V3 file", e);
        }
    }

    private static void create(Path file, String passphrase) throws IOException {
        try {
            ECKeyPair pair = org.web3j.crypto.Keys.createEcKeyPair();
            PrivateFile.write(file,
                    ObjectMapperFactory.getObjectMapper().writeValueAsString(Wallet.createLight(passphrase, pair)));
        } catch (CipherException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key", e);
        }
    }

    private static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Numeric.toHexStringNoPrefix(random);
    }
}
