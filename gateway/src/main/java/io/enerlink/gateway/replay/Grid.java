package io.enerlink.gateway.replay;

import io.enerlink.gateway.protocol.Errors;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Decimal strings to whole steps of some size, such as ticks or lots, and back. Exact. */
final class Grid {
    /** Says that a value lies between two steps. */
    static final long OFF = Long.MIN_VALUE;

    private static final int MAX_LENGTH = 40;
    private static final int LONG_DIGITS = 18;
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE / 2);

    private final BigDecimal step;
    private final boolean isOne;

    /** @param step above zero */
    Grid(BigDecimal step) {
        this.step = step;
        isOne = step.compareTo(BigDecimal.ONE) == 0;
    }

    BigDecimal step() { return step; }

    /**
     * The steps that {@code text} is, or {@link #OFF}. What is larger than any engine takes becomes half the largest
     * long.
     *
     * @throws io.enerlink.gateway.protocol.ProtocolException BAD_DECIMAL
     */
    long parse(String field, String text) {
        int digits = plainDigits(field, text);
        if (isOne && digits == text.length() && digits <= LONG_DIGITS) return Long.parseLong(text);
        BigDecimal[] steps = new BigDecimal(text).divideAndRemainder(step);
        if (steps[1].signum() != 0) return OFF;
        BigInteger whole = steps[0].toBigInteger();
        return whole.signum() * whole.abs().min(LARGEST).longValueExact();
    }

    /** How many digits it starts with; refuses what is no plain decimal. */
    private static int plainDigits(String field, String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int point = -1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && point < 0 && i > start) point = i;
            else if (c < '0' || c > '9') throw bad(field);
        }
        boolean empty = text.length() == start || point == text.length() - 1 || text.length() > MAX_LENGTH;
        if (empty) throw bad(field);
        return start > 0 ? 0 : point < 0 ? text.length() : point;
    }

    private static RuntimeException bad(String field) {
        return Errors.BAD_DECIMAL.because(field + " must be a plain decimal string such as \"1350.25\"");
    }

    /** Appends so many steps as a decimal, without needless zeros. */
    void append(StringBuilder text, long steps) {
        if (isOne) text.append(steps);
        else
            text.append(step.multiply(BigDecimal.valueOf(steps)).stripTrailingZeros().toPlainString());
    }
}
