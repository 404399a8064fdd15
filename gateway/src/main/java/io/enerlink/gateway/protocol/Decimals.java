package io.enerlink.gateway.protocol;

/**
 * Decimal strings, exactly, to integers and back. A value has at most as many decimals as its unit; signs other than a
 * leading minus, exponents, spaces and bare points are refused.
 */
public final class Decimals {
    /** IDRS per kWh to {@code priceTicks}. */
    public static final int PRICE = 2;
    /** ETK to {@code quantityWh}. */
    public static final int QUANTITY = 3;
    /** ETK to base units of 1 µWh. */
    public static final int ETK = 9;
    /** IDRS to base units. */
    public static final int IDRS = 6;

    private static final int MAX_LENGTH = 40;

    private Decimals() {}

    /**
     * Reads {@code text} as an integer of {@code 10^-decimals}.
     *
     * @param field   named in the error
     * @param tooFine the error for more decimals than the unit has
     * @throws ProtocolException BAD_DECIMAL, {@code tooFine} or VALUE_TOO_LARGE
     */
    public static long parse(String field, CharSequence text, int decimals, Errors tooFine) {
        boolean negative = text.length() > 0 && text.charAt(0) == '-';
        int begin = negative ? 1 : 0;
        int point = indexOfPoint(text);
        int end = point < 0 ? text.length() : point;
        int fraction = point < 0 ? text.length() : point + 1;
        if (text.length() > MAX_LENGTH || !digits(text, begin, end)
                || point >= 0 && !digits(text, fraction, text.length())) {
            throw Errors.BAD_DECIMAL.because(field + " must be a plain decimal string such as \"1350.25\"");
        }
        if (hasMoreDecimals(text, fraction + decimals)) {
            throw tooFine.because(field + " has more than " + decimals + " decimals");
        }
        try {
            long value = Long.parseLong(text, begin, end, 10);
            for (int i = fraction; i < fraction + decimals; i++) {
                int digit = i < text.length() ? text.charAt(i) - '0' : 0;
                value = Math.addExact(Math.multiplyExact(value, 10L), digit);
            }
            return negative ? -value : value;
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw Errors.VALUE_TOO_LARGE.because(field + " is too large");
        }
    }

    /** As {@link #parse}, above zero; zero and below are {@code notPositive}. */
    public static long parsePositive(String field, CharSequence text, int decimals, Errors tooFine,
            Errors notPositive) {
        long value = parse(field, text, decimals, tooFine);
        if (value <= 0) throw notPositive.because(field + " must be above zero");
        return value;
    }

    /** {@code value} units of {@code 10^-decimals} as text with all its decimals: 135000 with 2 is {@code 1350.00}. */
    public static String format(long value, int decimals) {
        String digits = Long.toString(Math.abs(value));
        StringBuilder text = new StringBuilder(digits.length() + decimals + 2);
        if (value < 0) text.append('-');
        for (int i = digits.length(); i <= decimals; i++) text.append('0');
        text.append(digits);
        return text.insert(text.length() - decimals, '.').toString();
    }

    private static int indexOfPoint(CharSequence text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) == '.') return i;
        return -1;
    }

    /** Whether there are digits, and nothing else, from {@code from} up to {@code to}. */
    static boolean digits(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        }
        return from < to;
    }

    private static boolean hasMoreDecimals(CharSequence text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) != '0') return true;
        }
        return false;
    }
}
