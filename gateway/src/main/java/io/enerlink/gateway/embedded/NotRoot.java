package io.enerlink.gateway.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** PostgreSQL refuses to run as root; where the exchange does, as in a container, it gets a user namespace of its own. */
final class NotRoot {
    private static final List<String> OWN_NAMESPACE = List.of("unshare", "-U");

    private NotRoot() {}

    /**
     * What to put before PostgreSQL's command.
     *
     * @throws StartFailedException for root where no namespace may be made
     */
    static List<String> prefix(Path folder) {
        if (!isRoot()) return List.of();
        if (runs("unshare", "-U", "true")) return OWN_NAMESPACE;
        throw new StartFailedException("PostgreSQL does not run as root, and this machine allows no user namespace for "
                + folder + "; start enerlink as an ordinary user, or point --database at a server of your own");
    }

    private static boolean isRoot() {
        return !System.getProperty("os.name").startsWith("Windows") && runs("sh", "-c", "test \"$(id -u)\" = 0");
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
