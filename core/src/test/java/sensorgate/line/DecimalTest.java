package sensorgate.line;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalTest {

    @ParameterizedTest
    @ValueSource(longs = {
        0, 1, -1, 9, -9, 10, -10, 11, 99, 100, -100, 1_000_000_007, 1_700_000_000_123_456_789L,
        Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE,
        Long.MIN_VALUE + 1
    })
    void writesANumberAsTheJdkDoes(long number) {
        assertWritten(number);
    }

    @Test
    void writesEveryLengthAsTheJdkDoes() {
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            assertWritten(power);
            assertWritten(power - 1);
            assertWritten(-power);
            assertWritten(1 - power);
        }
    }

    @Test
    void writesRandomNumbersAsTheJdkDoes() {
        SplittableRandom random = Seed.random();
        for (int i = 0; i < 100_000; i++) {
            assertWritten(random.nextLong() >> random.nextInt(64));
        }
    }

    @Test
    void noNumberIsLongerThanItSays() {
        assertEquals(Decimal.BYTES_MAX, Long.toString(Long.MIN_VALUE).length());
    }

    /** Checks the digits, and that the bytes beside them stay. */
    private static void assertWritten(long number) {
        byte[] into = new byte[Decimal.BYTES_MAX + 8];
        Arrays.fill(into, (byte) '#');
        int to = Decimal.write(number, into, 3);
        assertEquals(
                "###" + number + "#".repeat(into.length - to),
                Scan.text(into, 0, into.length), () -> "seed=" + Seed.VALUE);
    }
}
