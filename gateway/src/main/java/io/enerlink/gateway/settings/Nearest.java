package io.enerlink.gateway.settings;

import java.util.Collection;
import java.util.Comparator;

/** Finds the known name that somebody meant. */
final class Nearest {
    private Nearest() {}

    /** A sentence that names the nearest one, empty where there is none. */
    static String hint(String name, Collection<String> known) {
        return known.stream().min(Comparator.<String>comparingInt(other -> distance(name, other))
                .thenComparing(Comparator.naturalOrder())).map(nearest -> "; did you mean " + nearest + "?").orElse("");
    }

    /** How many letters have to be changed, added or left out. */
    static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
