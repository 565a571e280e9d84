package sensorgate.line;

/** Writes whole numbers in decimal. Pure functions; they allocate nothing. */
public final class Decimal {

    /** The longest number: 19 digits and a sign. */
    public static final int BYTES_MAX = 20;

    private static final int BILLION = 1_000_000_000;
    private static final int BILLION_DIGITS = 9;

    /** 00 to 99, two bytes each: a division costs more than a lookup. */
    private static final byte[] PAIRS = pairs();

    private Decimal() {}

    /** Writes a number; returns the end of its digits. */
    public static int write(long number, byte[] into, int at) {
        int from = at;
        if (number < 0) {
            into[from++] = '-';
        }
        long rest = number < 0 ? number : -number; // negative: Long.MIN_VALUE has no positive twin
        int to = from + digits(rest);
        int digitTo = to;
        while (rest <= -BILLION) { // dividing an int costs a third of dividing a long
            writeInt((int) -(rest % BILLION), digitTo - BILLION_DIGITS, into, digitTo);
            rest /= BILLION;
            digitTo -= BILLION_DIGITS;
        }
        writeInt((int) -rest, from, into, digitTo);
        return to;
    }

    /** Fills {@code from} to {@code to} with the last digits of a number, zeros in front. */
    private static void writeInt(int number, int from, byte[] into, int to) {
        int rest = number;
        int at = to;
        while (at - from >= 2) {
            int pair = rest % 100 * 2;
            rest /= 100;
            into[--at] = PAIRS[pair + 1];
            into[--at] = PAIRS[pair];
        }
        if (at > from) {
            into[from] = (byte) ('0' + rest % 10);
        }
    }

    private static int digits(long negative) {
        int digits = 1;
        for (long limit = -10; negative <= limit && digits < BYTES_MAX - 1; limit *= 10) {
            digits++;
        }
        return digits;
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[i * 2] = (byte) ('0' + i / 10);
            pairs[i * 2 + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }
}
