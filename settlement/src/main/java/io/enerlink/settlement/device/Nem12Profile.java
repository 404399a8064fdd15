package io.enerlink.settlement.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A home's measured energies from a NEM12 file with five-minute values: {@code B1} exported, {@code E1} imported. At its
 * end it begins again. What the home generated and used itself is in no such file, so its load is what it imported and
 * its solar yield what it exported.
 */
public final class Nem12Profile implements Profile {
    private static final String SOLAR_MONTH = "nem12-solar-month.csv";
    private static final int STEPS_PER_DAY = 288;
    private static final int UWH_PER_KWH_EXPONENT = 9;
    private static final int FIRST_VALUE = 2;

    private final List<Step> steps;

    private Nem12Profile(List<Step> steps) { this.steps = steps; }

    /** A real home with rooftop solar, March 2023. */
    public static Nem12Profile solarMonth() {
        try (InputStream file = Nem12Profile.class.getResourceAsStream(SOLAR_MONTH)) {
            return parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file; with the ending {@code .csv} and a first field other than NEM12's 100 it is plain: a line a step of five
     * minutes with the kWh exported and imported.
     *
     * @throws IllegalArgumentException when it is not such a file
     */
    public static Nem12Profile read(Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            return isPlain(file) ? plain(Files.readAllLines(file)) : parse(input);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean isPlain(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return file.toString().endsWith(".csv")
                    && lines.findFirst().filter(line -> line.startsWith("100,")).isEmpty();
        }
    }

    private static Nem12Profile plain(List<String> lines) {
        List<Step> steps = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank() || Character.isLetter(line.charAt(0))) continue; // headings
            String[] fields = line.split(",", -1);
            if (fields.length != 2) throw new IllegalArgumentException("not kWh exported,kWh imported: " + line);
            long exportUwh = uwh(fields[0].strip());
            long importUwh = uwh(fields[1].strip());
            steps.add(new Step(exportUwh, importUwh, importUwh, exportUwh));
        }
        if (steps.isEmpty()) throw new IllegalArgumentException("there are no values");
        return new Nem12Profile(List.copyOf(steps));
    }

    private static long uwh(String kwh) {
        return new BigDecimal(kwh).movePointRight(UWH_PER_KWH_EXPONENT).longValueExact();
    }

    private static Nem12Profile parse(InputStream input) throws IOException {
        Map<String, Map<String, long[]>> channels = new TreeMap<>();
        Map<String, long[]> channel = null;
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split(",", -1);
            if (fields[0].equals("200")) channel = channels.computeIfAbsent(channelOf(fields), name -> new TreeMap<>());
            if (!fields[0].equals("300")) continue;
            if (channel == null) throw new IllegalArgumentException("values before any channel");
            channel.put(fields[1], day(fields));
        }
        return new Nem12Profile(steps(channels.get("B1"), channels.get("E1")));
    }

    private static String channelOf(String[] fields) {
        if (fields.length < 9 || !fields[7].equalsIgnoreCase("kWh") || !fields[8].equals("5"))
            throw new IllegalArgumentException(
                    "not a channel of five-minute values in kWh: " + String.join(",", fields));
        return fields[4];
    }

    private static long[] day(String[] fields) {
        if (fields.length < FIRST_VALUE + STEPS_PER_DAY)
            throw new IllegalArgumentException("day " + fields[1] + " has not " + STEPS_PER_DAY + " values");
        long[] valuesUwh = new long[STEPS_PER_DAY];
        for (int i = 0; i < STEPS_PER_DAY; ++i)
            valuesUwh[i] = uwh(fields[FIRST_VALUE + i]);
        return valuesUwh;
    }

    private static List<Step> steps(Map<String, long[]> exported, Map<String, long[]> imported) {
        if (exported == null || imported == null || !exported.keySet().equals(imported.keySet()))
            throw new IllegalArgumentException("channels B1 and E1 must both be there, for the same days");
        List<Step> steps = new ArrayList<>();
        exported.forEach((day, exportUwh) -> {
            for (int i = 0; i < STEPS_PER_DAY; ++i) {
                long importUwh = imported.get(day)[i];
                steps.add(new Step(exportUwh[i], importUwh, importUwh, exportUwh[i]));
            }
        });
        return List.copyOf(steps);
    }

    /** How many steps the file has. */
    public int length() { return steps.size(); }

    @Override
    public Step step(long index) {
        return steps.get(Math.floorMod(index, steps.size()));
    }
}
