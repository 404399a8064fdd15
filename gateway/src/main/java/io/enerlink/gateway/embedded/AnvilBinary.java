package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Where anvil's native binary lies in {@code contracts/node_modules}, installed by npm on first use. Not npm's wrapper:
 * its death would orphan the node.
 */
final class AnvilBinary {
    private static final long INSTALL_LIMIT_MIN = 10;

    private AnvilBinary() {}

    /**
     * The binary for this machine.
     *
     * @param contracts the project's {@code contracts} folder
     * @param log       what npm says
     * @throws StartFailedException without Node, npm, a network or a binary for this machine
     */
    static Path locate(Path contracts, Path log) {
        Path binary = contracts.resolve("node_modules/@foundry-rs/anvil-" + platform() + "/bin/anvil");
        if (!Files.isExecutable(binary)) install(contracts, log);
        if (!Files.isExecutable(binary))
            throw new StartFailedException(
                    "anvil: npm installed no binary for " + platform() + "; point --chain-rpc at a node of your own");
        return binary;
    }

    private static void install(Path contracts, Path log) {
        if (!Files.isRegularFile(contracts.resolve("package-lock.json")))
            throw new StartFailedException(
                    "anvil: no package-lock.json in " + contracts + "; start enerlink from its project folder");
        try {
            Process npm = new ProcessBuilder(List.of("npm", "ci", "--no-audit", "--no-fund"))
                    .directory(contracts.toFile()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
            npm.getOutputStream().close();
            if (!npm.waitFor(INSTALL_LIMIT_MIN, TimeUnit.MINUTES)) {
                npm.destroy();
                throw new StartFailedException("anvil: npm ci in " + contracts + " did not end in "
                        + INSTALL_LIMIT_MIN + " minutes; look into " + log);
            }
            if (npm.exitValue() != 0)
                throw new StartFailedException(
                        "anvil: npm ci in " + contracts + " failed; look into " + log + ", then try again");
        } catch (IOException e) {
            throw new StartFailedException("anvil: Node with npm is needed and npm was not found;"
                    + " install Node 20 or newer, or point --chain-rpc at a node of your own", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException("anvil: interrupted while npm installed it", e);
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os.contains("windows") ? "win32" : "linux";
        return system + "-" + (arch.equals("aarch64") || arch.equals("arm64") ? "arm64" : "amd64");
    }
}
