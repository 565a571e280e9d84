package sensorgate.line;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Checks field values in a line. The gateway stores and returns a value with the sender's own
 * digits. The decimal digits decide whether a number fits, so the check needs no floating point and
 * allocates nothing.
 */
final class Values {

    private static final byte[] INT64_MAX = digits(BigInteger.valueOf(Long.MAX_VALUE));
    private static final byte[] INT64_MIN = digits(BigInteger.valueOf(Long.MIN_VALUE).negate());
    private static final byte[] UINT64_MAX =
            digits(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));

    /**
     * The least number that rounds to infinity, 2^1024 - 2^970: half a unit above the greatest
     * double (IEEE 754, round to nearest, ties to even).
     */
    private static final byte[] FLOAT_OVERFLOW =
            digits(BigInteger.TWO.pow(1024).subtract(BigInteger.TWO.pow(970)));

    /** A greater exponent overflows or vanishes whatever the digits are. */
    private static final int EXPONENT_ENOUGH = 1_000_000;

    private Values() {}

    /** The fault of an unquoted value, or {@code null} if the value is good. */
    static Rejection check(byte[] bytes, int from, int to) {
        if (from == to) {
            return Rejection.VALUE;
        }
        byte first = bytes[from];
        if (isDigit(first) || first == '-' || first == '.') {
            return checkNumber(bytes, from, to);
        }
        return isBoolean(bytes, from, to) ? null : Rejection.VALUE;
    }

    /** True if the integer, with its minus sign, fits in a signed 64-bit integer. */
    static boolean fitsInt64(byte[] bytes, int from, int to) {
        boolean negative = bytes[from] == '-';
        return isAtMost(bytes, negative ? from + 1 : from, to, negative ? INT64_MIN : INT64_MAX);
    }

    static int digitsEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isDigit(bytes[at])) {
            at++;
        }
        return at;
    }

    private static Rejection checkNumber(byte[] bytes, int from, int to) {
        int digitsFrom = bytes[from] == '-' ? from + 1 : from;
        return switch (bytes[to - 1]) {
            case 'i' -> checkInteger(
                    bytes, digitsFrom, to - 1, digitsFrom > from ? INT64_MIN : INT64_MAX);
            case 'u' -> checkInteger(bytes, from, to - 1, UINT64_MAX);
            default -> checkFloat(bytes, digitsFrom, to);
        };
    }

    private static Rejection checkInteger(byte[] bytes, int from, int to, byte[] limit) {
        if (!isDigits(bytes, from, to)) {
            return Rejection.VALUE;
        }
        return isAtMost(bytes, from, to, limit) ? null : Rejection.RANGE;
    }

    /** Checks {@code digits [. [digits]] [exponent]} or {@code . digits [exponent]}. */
    private static Rejection checkFloat(byte[] bytes, int from, int to) {
        int wholeTo = digitsEnd(bytes, from, to);
        int fractionFrom = wholeTo < to && bytes[wholeTo] == '.' ? wholeTo + 1 : wholeTo;
        int fractionTo = fractionFrom > wholeTo ? digitsEnd(bytes, fractionFrom, to) : wholeTo;
        if (wholeTo - from + fractionTo - fractionFrom == 0) {
            return Rejection.VALUE;
        }
        int exponentFrom = exponentDigits(bytes, fractionTo, to);
        if (exponentFrom < to && !isDigits(bytes, exponentFrom, to) || exponentFrom > to) {
            return Rejection.VALUE;
        }
        int exponent = exponent(bytes, fractionTo, exponentFrom, to);
        return overflows(bytes, from, wholeTo, fractionTo, exponent) ? Rejection.RANGE : null;
    }

    /** Start of the exponent's digits; {@code to} without exponent, more if it has no digits. */
    private static int exponentDigits(byte[] bytes, int at, int to) {
        if (at == to) {
            return to;
        }
        if (bytes[at] != 'e' && bytes[at] != 'E') {
            return to + 1;
        }
        boolean signed = at + 1 < to && (bytes[at + 1] == '+' || bytes[at + 1] == '-');
        int digitsFrom = signed ? at + 2 : at + 1;
        return digitsFrom == to ? to + 1 : digitsFrom;
    }

    private static int exponent(byte[] bytes, int letterAt, int from, int to) {
        if (letterAt == to) {
            return 0;
        }
        int exponent = 0;
        for (int at = from; at < to && exponent < EXPONENT_ENOUGH; at++) {
            exponent = exponent * 10 + bytes[at] - '0';
        }
        return bytes[letterAt + 1] == '-' ? -exponent : exponent;
    }

    /**
     * Compares {@code 0.d1d2d3... * 10^place}, d1 not 0, with the overflow written the same way.
     */
    private static boolean overflows(byte[] bytes, int from, int wholeTo, int to, int exponent) {
        int first = from;
        while (first < to && (bytes[first] == '0' || bytes[first] == '.')) {
            first++;
        }
        if (first == to) {
            return false;
        }
        int place = (first < wholeTo ? wholeTo - first : wholeTo + 1 - first) + exponent;
        return place > FLOAT_OVERFLOW.length
                || place == FLOAT_OVERFLOW.length && isAtLeastOverflow(bytes, first, to);
    }

    private static boolean isAtLeastOverflow(byte[] bytes, int from, int to) {
        int at = from;
        for (byte digit : FLOAT_OVERFLOW) {
            if (at < to && bytes[at] == '.') {
                at++;
            }
            int order = Byte.compare(at < to ? bytes[at] : (byte) '0', digit);
            if (order != 0) {
                return order > 0;
            }
            at++;
        }
        return true;
    }

    private static boolean isBoolean(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 1 -> "tTfF".indexOf(bytes[from]) >= 0;
            case 4 -> is("true", bytes, from) || is("True", bytes, from) || is("TRUE", bytes, from);
            case 5 -> is("false", bytes, from) || is("False", bytes, from)
                    || is("FALSE", bytes, from);
            default -> false;
        };
    }

    private static boolean is(String word, byte[] bytes, int from) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAtMost(byte[] bytes, int from, int to, byte[] limit) {
        int first = from;
        while (first < to - 1 && bytes[first] == '0') {
            first++;
        }
        return to - first < limit.length
                || to - first == limit.length
                        && Arrays.compare(bytes, first, to, limit, 0, limit.length) <= 0;
    }

    private static boolean isDigits(byte[] bytes, int from, int to) {
        return from < to && digitsEnd(bytes, from, to) == to;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] digits(BigInteger number) {
        return number.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
