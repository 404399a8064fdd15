package io.enerlink.gateway.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a server listens. */
record HostPort(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(.+):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    @Override
    public String toString() {
        return host + ":" + port;
    }

    /** As people write it: host:port. @throws IllegalArgumentException where it is something else */
    static HostPort parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) throw new IllegalArgumentException("\"" + text + "\" is not host:port");
        int port = Integer.parseInt(matcher.group(2));
        if (port < 1 || port > MAX_PORT) throw new IllegalArgumentException(port + " is not a port");
        return new HostPort(matcher.group(1), port);
    }

    /** On the command line. */
    static final class Option implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}
