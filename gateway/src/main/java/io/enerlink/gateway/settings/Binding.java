package io.enerlink.gateway.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValueType;

/** Makes the records of {@link Settings} of a configuration: {@code request-burst} is the component requestBurst. */
final class Binding {
    private final Config config;
    private final Config defaults;
    private final String at;

    /** @param defaults of each setting; the first element of a list there has what others leave out */
    Binding(Config config, Config defaults) {
        this(config, defaults, "");
    }

    private Binding(Config config, Config defaults, String at) {
        this.config = config;
        this.defaults = defaults;
        this.at = at;
    }

    /** @throws SettingsException naming the first setting that is wrong */
    Settings settings() {
        return record(Settings.class, "");
    }

    /** The paths of everything that can be set. */
    static List<String> paths() {
        return new ArrayList<>(components(Settings.class, "").keySet());
    }

    /** Path to component, in the order of the records. */
    static Map<String, RecordComponent> components(Class<?> type, String prefix) {
        Map<String, RecordComponent> found = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String path = prefix + key(component);
            if (component.getType().isRecord()) found.putAll(components(component.getType(), path + "."));
            else
                found.put(path, component);
        }
        return found;
    }

    private <T> T record(Class<T> type, String prefix) {
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknown(prefix, Arrays.stream(components)
                .collect(Collectors.toMap(Binding::key, component -> component, (a, b) -> a, LinkedHashMap::new)));
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String path = prefix + key(components[i]);
            Class<?> wanted = components[i].getType();
            values[i] = wanted.isRecord() ? record(wanted, path + ".") : value(components[i], path);
        }
        return construct(type, values);
    }

    /** What a list has elements of: a record, or text. */
    private static Class<?> element(RecordComponent component) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }

    private List<?> records(Class<?> type, String path) {
        Config first = defaults.getConfigList(path).get(0);
        List<Object> made = new ArrayList<>();
        for (Config each : config.getConfigList(path)) {
            made.add(new Binding(each.withFallback(first), first, path + "[" + made.size() + "].").record(type, ""));
        }
        return List.copyOf(made);
    }

    private void refuseUnknown(String prefix, Map<String, RecordComponent> known) {
        ConfigObject object = prefix.isEmpty() ? config.root()
                : config.getObject(prefix.substring(0, prefix.length() - 1));
        object.forEach((key, value) -> {
            RecordComponent component = known.get(key);
            if (component == null) {
                throw new SettingsException(where(value.origin()) + "unknown setting " + at + prefix + key
                        + Nearest.hint(prefix + key, at.isEmpty() ? paths() : List.copyOf(known.keySet())));
            }
            if (component.getType().isRecord() && value.valueType() != ConfigValueType.OBJECT) {
                throw new SettingsException(where(value.origin()) + at + prefix + key + " holds settings in braces");
            }
        });
    }

    private Object value(RecordComponent component, String path) {
        if (config.getIsNull(path)) {
            if (component.getType() == String.class) return null;
            throw new SettingsException(where(config.root().origin()) + at + path + " cannot be null");
        }
        ConfigOrigin origin = config.getValue(path).origin();
        try {
            Object value = typed(component, path);
            check(component, value);
            return value;
        } catch (ConfigException | IllegalArgumentException wrong) {
            throw new SettingsException(where(origin) + at + path + " must be " + wanted(component));
        }
    }

    private Object typed(RecordComponent component, String path) {
        Class<?> type = component.getType();
        if (type == int.class) return config.getInt(path);
        if (type == boolean.class) return config.getBoolean(path);
        if (type == Duration.class) return config.getDuration(path);
        if (type == List.class && element(component).isRecord()) return records(element(component), path);
        if (type == List.class) return List.copyOf(config.getStringList(path));
        return config.getString(path);
    }

    private static void check(RecordComponent component, Object value) {
        Range range = component.getAnnotation(Range.class);
        boolean outside = range != null && ((int) value < range.min() || (int) value > range.max());
        boolean noTime = value instanceof Duration duration
                && (duration.toMillis() < 1 || duration.toMillis() > Integer.MAX_VALUE);
        if (outside || noTime) throw new IllegalArgumentException();
    }

    private static String wanted(RecordComponent component) {
        Range range = component.getAnnotation(Range.class);
        if (range != null) return "a whole number from " + range.min() + " to " + range.max();
        Class<?> type = component.getType();
        if (type == boolean.class) return "true or false";
        if (type == Duration.class) return "a duration such as 500ms, 20s or 5m, at most 24 days";
        if (type != List.class) return "a text";
        return element(component).isRecord() ? "a list of settings in braces" : "a list of texts";
    }

    private static <T> T construct(Class<T> type, Object[] values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SettingsException wrong) throw wrong;
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String where(ConfigOrigin origin) {
        String description = origin.description();
        return description.isEmpty() ? "" : description + ": ";
    }

    private static String key(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
