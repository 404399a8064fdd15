package io.enerlink.gateway.cli;

import io.enerlink.gateway.bot.Backtest.Day;
import io.enerlink.gateway.bot.Backtest.Result;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What a home has paid by the end of each day, in three lines: flat tariff, bot, perfect foresight. */
final class BacktestPlot {
    private static final int ROWS = 16;
    private static final int DAY_CHARS = 2;
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int MARGIN = 60;
    private static final double RUPIAH = 1e6;

    /** One line. @param mark of the text @param color of the picture */
    private record Curve(char mark, String color, String name, ToLongFunction<Day> cost) {}

    private static final List<Curve> CURVES = List.of(
            new Curve('o', "#2e7d32", "perfect foresight", Day::foresightCost),
            new Curve('f', "#c62828", "flat tariff", Day::flatCost), new Curve('b', "#1565c0", "bot", Day::botCost));

    private final List<Day> days;
    private final long low;
    private final long high;

    BacktestPlot(Result result) {
        days = result.days();
        long lowest = 0;
        long highest = 0;
        for (Day day : days) {
            for (Curve curve : CURVES) {
                lowest = Math.min(lowest, curve.cost.applyAsLong(day));
                highest = Math.max(highest, curve.cost.applyAsLong(day));
            }
        }
        low = lowest;
        high = Math.max(highest, lowest + 1);
    }

    /** For a terminal. */
    String text() {
        char[][] cells = new char[ROWS][days.size() * DAY_CHARS];
        for (char[] row : cells) java.util.Arrays.fill(row, ' ');
        for (Curve curve : CURVES) {
            for (int day = 0; day < days.size(); day++) {
                cells[row(curve.cost.applyAsLong(days.get(day)))][day * DAY_CHARS] = curve.mark;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
            long value = high - (high - low) * row / (ROWS - 1);
            text.append(String.format(Locale.ROOT, "%,12.0f |%s%n", value / RUPIAH, new String(cells[row])));
        }
        text.append(" ".repeat(13)).append('+').append("-".repeat(days.size() * DAY_CHARS)).append(" day ")
                .append(days.size()).append('\n').append(" ".repeat(14))
                .append("IDRS paid so far: b bot, f flat tariff, o perfect foresight\n");
        return text.toString();
    }

    private int row(long value) {
        return (int) Math.round((double) (high - value) * (ROWS - 1) / (high - low));
    }

    /** For a browser. */
    String svg() {
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT));
        for (long value : new long[]{low, 0, high}) {
            svg.append(String.format(Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ccc\"/>"
                            + "<text x=\"4\" y=\"%.1f\">%,.0f</text>%n",
                    MARGIN, y(value), WIDTH - MARGIN, y(value), y(value) + 4, value / RUPIAH));
        }
        for (int i = 0; i < CURVES.size(); i++) append(svg, CURVES.get(i), i);
        return svg.append("<text x=\"").append(MARGIN).append("\" y=\"").append(HEIGHT - 8)
                .append("\">days; IDRS paid so far, below zero received</text>\n</svg>\n").toString();
    }

    private void append(StringBuilder svg, Curve curve, int index) {
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"").append(curve.color).append("\" points=\"");
        for (int day = 0; day < days.size(); day++) {
            double x = MARGIN + (double) (WIDTH - 2 * MARGIN) * (day + 1) / days.size();
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(curve.cost.applyAsLong(days.get(day)))));
        }
        svg.append(String.format(Locale.ROOT, "\"/>%n<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n", MARGIN + 8,
                MARGIN + 16 * index, curve.color, curve.name));
    }

    private double y(long value) {
        return MARGIN / 2.0 + (double) (high - value) * (HEIGHT - 1.5 * MARGIN) / (high - low);
    }
}
