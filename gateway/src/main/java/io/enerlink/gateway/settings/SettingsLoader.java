package io.enerlink.gateway.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;

/** Lays the sources over one another: options of the command, the environment, the file, the defaults. */
public final class SettingsLoader {
    private static final String PREFIX = "ENERLINK_";
    /** What the launcher and the shell use of that prefix. */
    private static final String LAUNCHER = "ENERLINK_OPTS";
    private static final String DEFAULTS = "enerlink.conf";

    private final Config defaults = ConfigFactory.parseResources(SettingsLoader.class.getClassLoader(), DEFAULTS,
            ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(LoadedSettings.DEFAULT))
            .resolve();
    private Config config = defaults;

    /** A file in HOCON, of which JSON is a part. @throws SettingsException naming the line */
    public SettingsLoader file(Path file) {
        if (!Files.isRegularFile(file)) throw new SettingsException("there is no file " + file);
        try {
            Config given = ConfigFactory.parseFile(file.toFile(),
                    ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(file.toString()));
            return over(given.resolve());
        } catch (ConfigException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    /** {@code ENERLINK_LIMITS_REQUEST_BURST} is {@code limits.request-burst}; lists are separated by commas,
     * those of settings in braces as in the file. */
    public SettingsLoader environment(Map<String, String> environment) {
        Map<String, String> names = new HashMap<>();
        for (String path : Binding.paths()) {
            names.put(PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT), path);
        }
        environment.forEach((name, value) -> {
            if (!name.startsWith(PREFIX) || name.equals(LAUNCHER)) return;
            String path = names.get(name);
            if (path == null)
                throw new SettingsException("unknown " + name + " in the environment"
                        + Nearest.hint(name, names.keySet()));
            over(value(path, value, "environment " + name));
        });
        return this;
    }

    /** What the command was told. @param options path to value; null values are passed over */
    public SettingsLoader options(Map<String, ?> options) {
        new LinkedHashMap<>(options).forEach((path, value) -> {
            if (value != null) over(value(path, value.toString(), LoadedSettings.OPTION));
        });
        return this;
    }

    /** The settings, typed and checked. @throws SettingsException naming the first that is wrong */
    public LoadedSettings load() {
        return new LoadedSettings(new Binding(config, defaults).settings(), config);
    }

    private Config value(String path, String text, String origin) {
        boolean list = !defaults.getIsNull(path) && defaults.getValue(path) instanceof ConfigList;
        if (list && !defaults.getList(path).isEmpty()
                && defaults.getList(path).get(0).valueType() == ConfigValueType.OBJECT) {
            return parsed(path + " = " + text, origin);
        }
        Object value = list ? java.util.List.of(text.isEmpty() ? new String[0] : text.split(",")) : text;
        return ConfigFactory.empty().withValue(path, ConfigValueFactory.fromAnyRef(value, origin));
    }

    private static Config parsed(String text, String origin) {
        try {
            return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription(origin));
        } catch (ConfigException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    private SettingsLoader over(Config given) {
        ConfigObject root = given.root();
        config = root.toConfig().withFallback(config);
        return this;
    }
}
