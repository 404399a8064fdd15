package io.enerlink.gateway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.settlement.chain.PrivateFile;
import io.enerlink.settlement.metering.HeldWallets;
import io.enerlink.settlement.store.Database;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prosumers' wallets. */
@Command(name = "wallet", mixinStandardHelpOptions = true, description = "Prosumers' wallets, and the keys that are held for them as keystores V3. Files with secrets have mode 0600 or are refused.")
final class WalletCommand {
    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a wallet for a prosumer, keeps its key encrypted, and prints its address.")
    int create(@Mixin OperatorDesk desk, @Mixin Holder holder) {
        return tell(desk, wallets -> wallets.create(holder.prosumer, holder.passphrase()));
    }

    @Command(name = "import", mixinStandardHelpOptions = true, description = "Takes a prosumer's wallet by its key, keeps it encrypted, and prints its address.")
    int take(@Mixin OperatorDesk desk, @Mixin Holder holder, @ArgGroup(multiplicity = "1") Source source) {
        return tell(desk, wallets -> source.keystore == null
                ? wallets.importKey(holder.prosumer, PrivateFile.read(source.key).strip(), holder.passphrase())
                : wallets.importKeystore(holder.prosumer, PrivateFile.read(source.keystore), holder.passphrase()));
    }

    @Command(name = "export", mixinStandardHelpOptions = true, description = "Writes a wallet's keystore to a new file of mode 0600.")
    int export(@Mixin OperatorDesk desk,
            @Option(names = "--address", required = true, description = "the wallet's") String address,
            @Option(names = "--out", paramLabel = "FILE", required = true, description = "is not overwritten") Path out) {
        return tell(desk, wallets -> {
            String keystore = wallets.export(address)
                    .orElseThrow(() -> new IllegalArgumentException("no key of " + address + " is held"));
            try {
                PrivateFile.write(out, keystore);
            } catch (IOException e) {
                throw new IllegalStateException("cannot write " + out + ": " + e, e);
            }
            return address + " in " + out;
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists wallets, whose they are, and whether their keys are held.")
    int list(@Mixin OperatorDesk desk) {
        return tell(desk, wallets -> {
            StringBuilder all = new StringBuilder();
            for (HeldWallets.Entry entry : wallets.all())
                all.append(entry.address()).append(entry.held() ? "  held      " : "  not held  ")
                        .append(entry.prosumer()).append('\n');
            return all.toString().stripTrailing();
        });
    }

    @Command(name = "activity", mixinStandardHelpOptions = true, description = "Lists who made, took or gave away which wallet's key, the newest first.")
    int activity(@Mixin OperatorDesk desk,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "at most (default: ${DEFAULT-VALUE})") int limit) {
        return tell(desk, wallets -> wallets.activity(limit).stream().map(one -> one.at() + "  " + one.action() + "  "
                + one.address() + "  " + one.prosumer() + "  by " + one.operator()).collect(Collectors.joining("\n")));
    }

    /** Whose wallet, and what encrypts its key. */
    static final class Holder {
        @Option(names = "--prosumer", required = true, description = "name of who owns the wallet")
        private String prosumer;

        @Option(names = "--passphrase-file", paramLabel = "FILE", required = true, description = "encrypts the key; it is kept nowhere else")
        private Path passphraseFile;

        private String passphrase() {
            String passphrase = PrivateFile.read(passphraseFile).strip();
            if (passphrase.isEmpty()) throw new IllegalArgumentException(passphraseFile + " is empty");
            return passphrase;
        }
    }

    /** One of these. */
    static final class Source {
        @Option(names = "--key-file", paramLabel = "FILE", required = true, description = "the private key in hexadecimal")
        private Path key;

        @Option(names = "--keystore", paramLabel = "FILE", required = true, description = "a keystore V3, which the passphrase opens")
        private Path keystore;
    }

    /** What is asked of the wallets, answered in words. */
    private interface Question {
        String ask(HeldWallets wallets);
    }

    private static int tell(OperatorDesk desk, Question question) {
        try (Database database = desk.open()) {
            Console.system().line(question.ask(new HeldWallets(database, desk.operator())));
            return 0;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new StartFailedException(e.getMessage(), e);
        }
    }
}
