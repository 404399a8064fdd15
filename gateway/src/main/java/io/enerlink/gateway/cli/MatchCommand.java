package io.enerlink.gateway.cli;

import io.enerlink.gateway.embedded.StartFailedException;
import io.enerlink.gateway.replay.Funds;
import io.enerlink.gateway.replay.OrderReplay;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Replays orders from standard input through a matching engine of its own. */
@Command(name = "match", mixinStandardHelpOptions = true, description = "Matches orders, a line of JSON each, from standard input and writes every event, a line of JSON each."
        + " Operations: place, cancel, replace, reduce, cancelAll, book, time, auction; fields as in order.place."
        + " Exit code 1 where --strict met a bad line.")
final class MatchCommand implements Callable<Integer> {
    @Option(names = "--tick", paramLabel = "SIZE", defaultValue = "1", converter = Step.class, description = "prices are multiples of it (default: ${DEFAULT-VALUE})")
    private BigDecimal tick;

    @Option(names = "--lot", paramLabel = "SIZE", defaultValue = "1", converter = Step.class, description = "quantities are multiples of it (default: ${DEFAULT-VALUE})")
    private BigDecimal lot;

    @Option(names = "--funds", paramLabel = "FILE", description = "what accounts start with, a line each such as"
            + " {\"account\":\"A\",\"etk\":\"100\",\"idrs\":\"50000\"}; without it nobody runs short")
    private Path fundsFile;

    @Option(names = "--strict", description = "stop at the first bad line")
    private boolean strict;

    private final InputStream input;
    private final OutputStream output;

    MatchCommand() { this(System.in, new FileOutputStream(FileDescriptor.out)); }

    MatchCommand(InputStream input, OutputStream output) {
        this.input = input;
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        boolean good = new OrderReplay(tick, lot, funds(), output).run(input, strict);
        return good || !strict ? 0 : 1;
    }

    private Funds funds() throws IOException {
        if (fundsFile == null) return Funds.unlimited();
        try {
            return Funds.of(Files.readAllLines(fundsFile));
        } catch (NoSuchFileException missing) {
            throw new StartFailedException("there is no file " + fundsFile);
        } catch (IllegalArgumentException bad) {
            throw new StartFailedException(fundsFile + ", " + bad.getMessage());
        }
    }

    /** A plain decimal above zero. */
    static final class Step implements ITypeConverter<BigDecimal> {
        @Override
        public BigDecimal convert(String text) {
            if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") || new BigDecimal(text).signum() == 0) {
                throw new TypeConversionException("\"" + text + "\" is no size such as 0.01");
            }
            return new BigDecimal(text);
        }
    }
}
