package io.enerlink.gateway.cli;

import java.nio.file.Path;

import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.net.GatewayConfig;
import io.enerlink.gateway.protocol.ProtocolException;
import io.enerlink.gateway.settings.LoadedSettings;
import io.enerlink.gateway.settings.SettingsException;
import io.enerlink.gateway.settings.SettingsLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at settings without starting anything. */
@Command(name = "config", mixinStandardHelpOptions = true, description = "Checks the settings of an exchange, or shows what holds: file, environment and defaults over one another.", synopsisSubcommandLabel = "(check | print)")
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "say check or print");
    }

    @Command(mixinStandardHelpOptions = true, description = "Says whether the settings can be used; names the first that cannot.")
    int check(@Option(names = "--config", paramLabel = "FILE", description = "the settings' file") Path file) {
        load(file);
        spec.commandLine().getOut().println("the settings can be used");
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Shows every setting and where it comes from; passwords are masked.")
    int print(@Option(names = "--config", paramLabel = "FILE", description = "the settings' file") Path file) {
        spec.commandLine().getOut().print(load(file).text());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static LoadedSettings load(Path file) {
        SettingsLoader loader = new SettingsLoader();
        try {
            if (file != null) loader.file(file);
            LoadedSettings loaded = loader.environment(System.getenv()).load();
            GatewayConfig.of(loaded.settings());
            if (loaded.settings().broker().address() != null) HostPort.parse(loaded.settings().broker().address());
            return loaded;
        } catch (SettingsException | ProtocolException | IllegalArgumentException e) {
            throw new StartFailedException("settings: " + e.getMessage(), e);
        }
    }
}
