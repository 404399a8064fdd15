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
    public static long parse(String field, String text, int decimals, Errors tooFine) {
        boolean negative = text.startsWith("-");
        int point = text.indexOf('.');
        String whole = text.substring(negative ? 1 : 0, point < 0 ? text.length() : point);
        String fraction = point < 0 ? "" : text.substring(point + 1);
        if (text.length() > MAX_LENGTH || !digits(whole) || point >= 0 && !digits(fraction)) {
            throw Errors.BAD_DECIMAL.because(field + " must be a plain decimal string such as \"1350.25\"");
        }
        if (hasMoreDecimals(fraction, decimals)) {
            throw tooFine.because(field + " has more than " + decimals + " decimals");
        }
        try {
            long value = Long.parseLong(whole);
            for (int i = 0; i < decimals; i++) {
                int digit = i < fraction.length() ? fraction.charAt(i) - '0' : 0;
                value = Math.addExact(Math.multiplyExact(value, 10L), digit);
            }
            return negative ? -value : value;
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw Errors.VALUE_TOO_LARGE.because(field + " is too large");
        }
    }

    /** As {@link #parse}, above zero; zero and below are {@code notPositive}. */
    public static long parsePositive(String field, String text, int decimals, Errors tooFine, Errors notPositive) {
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

    private static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        }
        return !text.isEmpty();
    }

    private static boolean hasMoreDecimals(String fraction, int decimals) {
        for (int i = decimals; i < fraction.length(); i++) {
            if (fraction.charAt(i) != '0') return true;
        }
        return false;
    }
}
