package io.enerlink.settlement.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;

import io.enerlink.settlement.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.protocol.ObjectMapperFactory;

/** Wallets whose keys we hold, encrypted. */
class HeldWalletsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();
    private static final String KEY = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d";
    private static final String ADDRESS = "0x90f8bf6a479f320ead074411a4b0e7944ea8c9c1";

    private HeldWallets wallets;

    @BeforeEach
    void open() {
        wallets = new HeldWallets(DATABASE.get(), "tester");
    }

    private String opened(String address, String passphrase) throws Exception {
        WalletFile file = ObjectMapperFactory.getObjectMapper().readValue(wallets.export(address).orElseThrow(),
                WalletFile.class);
        return Credentials.create(Wallet.decrypt(passphrase, file)).getAddress();
    }

    @Test
    void aNewWalletOpensWithItsPassphraseOnly() throws Exception {
        String address = wallets.create("Ana", "open sesame");
        assertEquals(address, opened(address, "open sesame"));
        assertThrows(org.web3j.crypto.exception.CipherException.class, () -> opened(address, "open barley"));
        assertEquals(List.of(new HeldWallets.Entry(address, "Ana", true)), wallets.all());
    }

    @Test
    void anImportedKeyIsNowhereInTheDatabaseAndItsKeystoreCanBeTakenElsewhere() throws Exception {
        assertEquals(ADDRESS, wallets.importKey("Ana", "0x" + KEY, "one"));
        String keystore = wallets.export(ADDRESS.toUpperCase().replace("0X", "0x")).orElseThrow();
        assertFalse(keystore.contains(KEY));
        assertThrows(IllegalArgumentException.class, () -> wallets.importKeystore("Ana", keystore, "another"));
        assertEquals(ADDRESS, wallets.importKeystore("Ana", keystore, "one"));
        assertEquals(ADDRESS, opened(ADDRESS, "one"));
    }

    @Test
    void whatIsNoKeyAndWhatIsAnothersIsRefusedAndChangesNothing() {
        new Enrolment(DATABASE.get(), "tester").enroll(Meter.periodic("home", ADDRESS, 5_000), "Ben", null);
        assertEquals(Optional.empty(), wallets.export(ADDRESS));
        assertThrows(IllegalArgumentException.class, () -> wallets.importKey("Ana", "no key", "one"));
        assertThrows(IllegalArgumentException.class, () -> wallets.importKeystore("Ana", "{\"no\":1", "one"));
        assertThrows(IllegalArgumentException.class, () -> wallets.importKey("Ana", KEY, "one"));
        assertEquals(List.of(new HeldWallets.Entry(ADDRESS, "Ben", false)), wallets.all());
    }

    @Test
    void whatIsDoneWithKeysIsRecordedAndWhatIsRefusedIsNot() {
        wallets.importKey("Ana", KEY, "one");
        assertThrows(IllegalArgumentException.class, () -> wallets.importKey("Ben", KEY, "one"));
        assertEquals(Optional.empty(), wallets.export("0x00000000000000000000000000000000000000a1"));
        wallets.export(ADDRESS);
        String made = wallets.create("Ben", "two");
        assertEquals(List.of("create " + made + " Ben", "export " + ADDRESS + " Ana", "import " + ADDRESS + " Ana"),
                wallets.activity(10).stream().map(one -> one.action() + " " + one.address() + " " + one.prosumer())
                        .toList());
        assertEquals("tester", wallets.activity(1).getFirst().operator());
        assertEquals(1, wallets.activity(1).size());
    }
}
