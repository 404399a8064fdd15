package io.enerlink.gateway.settings;

import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;

/** Settings, and where each comes from. */
public record LoadedSettings(Settings settings, Config source) {
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&\\s]*|(?<=://)[^/@\\s]*:[^/@\\s]*(?=@)");
    static final String DEFAULT = "default";
    static final String OPTION = "option";

    private static final int WIDTH = 48;

    /** A line each, as the file would have it, with its source as a comment; passwords are masked. */
    public String text() {
        return text(origin -> true);
    }

    /** Only what a file or the environment says. */
    public String changed() {
        return text(origin -> !origin.equals(DEFAULT) && !origin.equals(OPTION));
    }

    private String text(Predicate<String> which) {
        StringBuilder text = new StringBuilder();
        Binding.components(Settings.class, "").forEach((path, component) -> {
            ConfigValue value = source.getIsNull(path) ? null : source.getValue(path);
            String shown = value == null ? "null" : value.render(ConfigRenderOptions.concise());
            if (component.isAnnotationPresent(Secret.class)) shown = masked(shown);
            String origin = value == null ? DEFAULT : value.origin().description();
            if (origin.startsWith(DEFAULT)) origin = DEFAULT;
            if (!which.test(origin)) return;
            String setting = path + " = " + shown;
            text.append(setting).append(" ".repeat(Math.max(1, WIDTH - setting.length()))).append("# ").append(origin)
                    .append('\n');
        });
        return text.toString();
    }

    /** The same text without the passwords that are in it. */
    public static String masked(String text) {
        return PASSWORD.matcher(text).replaceAll(match -> (match.group(1) == null ? "" : match.group(1)) + "*****");
    }
}
