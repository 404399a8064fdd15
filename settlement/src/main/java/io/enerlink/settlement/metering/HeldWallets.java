package io.enerlink.settlement.metering;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.enerlink.settlement.store.Database;
import org.jdbi.v3.core.Handle;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;
import org.web3j.protocol.ObjectMapperFactory;
import org.web3j.utils.Numeric;

/**
 * Prosumers' wallets, and the keys of those that we hold for them: keystore V3, encrypted with the prosumer's passphrase, which
 * is kept nowhere. Whoever has the database alone has no key.
 */
public final class HeldWallets {
    private static final int KEY_DIGITS = 64;

    private final Database database;
    private final String operator;

    /** @param operator who acts, for the record */
    public HeldWallets(Database database, String operator) {
        this.database = database;
        this.operator = operator;
    }

    /** A wallet. {@code held}: we have its encrypted key. */
    public record Entry(String address, String prosumer, boolean held) {}

    /** What somebody did with a wallet: {@code create}, {@code import}, {@code export}. */
    public record Activity(Instant at, String operator, String action, String address, String prosumer) {}

    /**
     * Makes a wallet.
     *
     * @return its address
     */
    public String create(String prosumer, String passphrase) {
        try {
            return hold("create", prosumer, Wallet.createStandard(passphrase, Keys.createEcKeyPair()));
        } catch (CipherException | GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be made", e);
        }
    }

    /**
     * Takes a wallet by its private key.
     *
     * @param privateKey 64 hexadecimal digits, with 0x or without
     * @return its address
     * @throws IllegalArgumentException when it is no key, or the wallet is another prosumer's
     */
    public String importKey(String prosumer, String privateKey, String passphrase) {
        String digits = Numeric.cleanHexPrefix(privateKey);
        if (!digits.matches("[0-9a-fA-F]{" + KEY_DIGITS + "}"))
            throw new IllegalArgumentException("a private key has " + KEY_DIGITS + " hexadecimal digits");
        try {
            return hold("import", prosumer,
                    Wallet.createStandard(passphrase, ECKeyPair.create(Numeric.hexStringToByteArray(digits))));
        } catch (CipherException e) {
            throw new IllegalArgumentException("this is no private key: " + e.getMessage(), e);
        }
    }

    /**
     * Takes a wallet by its keystore V3, as it is.
     *
     * @return its address
     * @throws IllegalArgumentException when it is none, does not open with the passphrase, or is another prosumer's
     */
    public String importKeystore(String prosumer, String keystore, String passphrase) {
        try {
            WalletFile file = ObjectMapperFactory.getObjectMapper().readValue(keystore, WalletFile.class);
            file.setAddress(Keys.getAddress(Wallet.decrypt(passphrase, file)));
            return hold("import", prosumer, file);
        } catch (CipherException e) {
            throw new IllegalArgumentException("the keystore does not open with this passphrase", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("this is no keystore V3", e);
        }
    }

    private String hold(String action, String prosumer, WalletFile file) {
        String address = Numeric.prependHexPrefix(file.getAddress()).toLowerCase(Locale.ROOT);
        database.jdbi().useTransaction(handle -> {
            EnrolmentTable.prosumer(handle, prosumer, address);
            handle.createUpdate("UPDATE wallet SET keystore = CAST(:keystore AS JSONB) WHERE address = :address")
                    .bind("keystore", json(file)).bind("address", address).execute();
            ReviewTable.actOnWallet(handle, operator, action, address, "for " + prosumer);
        });
        return address;
    }

    private static String json(WalletFile file) {
        try {
            return ObjectMapperFactory.getObjectMapper().writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Gives a wallet's key away as its keystore V3; that it did is stored before.
     *
     * @return empty where we hold none
     */
    public Optional<String> export(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return database.jdbi().inTransaction(handle -> {
            Optional<String> keystore = handle
                    .createQuery("SELECT keystore::text FROM wallet WHERE address = :address AND keystore IS NOT NULL")
                    .bind("address", lower).mapTo(String.class).findOne();
            if (keystore.isPresent()) ReviewTable.actOnWallet(handle, operator, "export", lower, "asked for");
            return keystore;
        });
    }

    /** What was done with all wallets, the newest first. */
    public List<Activity> activity(int limit) {
        return database.jdbi().withHandle((Handle handle) -> handle.createQuery("""
                SELECT acted_at, operator, action, address, name FROM operator_action a
                JOIN wallet ON address = a.wallet JOIN prosumer USING (prosumer_id)
                ORDER BY action_id DESC LIMIT :limit""").bind("limit", limit)
                .map((row, context) -> new Activity(row.getTimestamp(1).toInstant(), row.getString(2), row.getString(3),
                        row.getString(4), row.getString(5)))
                .list());
    }

    /** All wallets, by prosumer. */
    public List<Entry> all() {
        return database.jdbi().withHandle((Handle handle) -> handle.createQuery("""
                SELECT address, name, keystore IS NOT NULL FROM wallet JOIN prosumer USING (prosumer_id)
                ORDER BY name, address""")
                .map((row, context) -> new Entry(row.getString(1), row.getString(2), row.getBoolean(3))).list());
    }
}
