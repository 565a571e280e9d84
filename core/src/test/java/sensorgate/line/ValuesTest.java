package sensorgate.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {

    /** The least integer that rounds to infinity: half a unit above the greatest double. */
    private static final BigInteger OVERFLOW =
            BigInteger.TWO.pow(1024).subtract(BigInteger.TWO.pow(970));

    @ParameterizedTest
    @ValueSource(strings = {
        "0", "-0", "7", "-7", "007", "21.5", "-21.5", "1.", "-1.", ".5", "-.5", "0.", ".0", "00.00",
        "1e3", "1E3", "1e+3", "1e-3", "1E+3", "1E-3", "1.e3", ".5e3", "1.5e03", "-1.5E-03", "0e0"
    })
    void takesFloats(String value) {
        assertNull(check(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "-", ".", "-.", "+1", "+.5", "--1", "-+1", "1-", "1.2.3", "1..2", "..5", "e3", "-e3",
        ".e3", "1e", "1e+", "1e-", "1ee3", "1e3e3", "1e+-3", "1e3.5", "1e3.", "1 ", "1_000", "0x1F",
        "1f", "1d", "1L", "NaN", "-NaN", "nan", "Inf", "-Inf", "+Inf", "inf", "Infinity",
        "-infinity", "1,5"
    })
    void rejectsWhatIsNoFloat(String value) {
        assertEquals(Rejection.VALUE, check(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "1.7976931348623157e308", "-1.7976931348623157e308", "1.7976931348623158e308",
        "0.17976931348623158e309", "179769313486231580000e288", "0e309",
        "0.000e99999999999999999999", "-0e4294967297", "1e-400", "1e-99999999999999999999",
        "1e0000000000000000000308", "9e307", "000000000000000001e308", "0.00000000001e318",
        "1e-2147483649"
    })
    void takesFloatsUpToTheGreatest(String value) {
        assertNull(check(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "1e309", "-1e309", "1.7976931348623159e308", "-1.7976931348623159e308", "1e310", "1e400",
        "0.17976931348623159e309", "179769313486231590000e288", "2e308", "1e2147483648",
        "1e4294967296", "1e99999999999999999999", ".1e310", "0.00000000001e320", "1e00000309"
    })
    void rejectsFloatsThatOverflow(String value) {
        assertEquals(Rejection.RANGE, check(value));
    }

    @Test
    void findsTheLeastFloatThatOverflows() {
        assertEquals(Rejection.RANGE, check(OVERFLOW.toString()));
        assertEquals(Rejection.RANGE, check("-" + OVERFLOW));
        assertEquals(Rejection.RANGE, check(OVERFLOW + ".000"));
        assertEquals(Rejection.RANGE, check(OVERFLOW + "0e-1"));
        assertNull(check(OVERFLOW.subtract(BigInteger.ONE) + "." + "9".repeat(600)));
        assertNull(check(OVERFLOW.subtract(BigInteger.ONE).toString()));
        assertNull(check("0." + "0".repeat(600) + OVERFLOW.subtract(BigInteger.ONE) + "e909"));
    }

    @Test
    void agreesWithTheJdkOnFloatsAroundTheOverflow() {
        SplittableRandom random = Seed.random();
        int overflows = 0;
        for (int i = 0; i < 30_000; i++) {
            overflows += isOverflow(aroundOverflow(random)) ? 1 : 0;
        }
        assertTrue(overflows > 6_000 && overflows < 24_000, "overflows=" + overflows);
    }

    @Test
    void agreesWithTheJdkOnRandomFloats() {
        SplittableRandom random = Seed.random();
        int overflows = 0;
        for (int i = 0; i < 100_000; i++) {
            overflows += isOverflow(anyFloat(random)) ? 1 : 0;
        }
        assertTrue(overflows > 10_000 && overflows < 90_000, "overflows=" + overflows);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0i", "-0i", "7i", "-7i", "007i", "9223372036854775807i", "-9223372036854775808i",
        "9223372036854775806i", "-9223372036854775807i", "00000000009223372036854775807i",
        "-000009223372036854775808i", "999999999999999999i", "-0000000000000000000000000i"
    })
    void takesIntegersOf64Bits(String value) {
        assertNull(check(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "9223372036854775808i", "-9223372036854775809i", "9223372036854775810i",
        "9300000000000000000i", "10000000000000000000i", "-10000000000000000000i",
        "99999999999999999999999999999i", "18446744073709551615i", "18446744073709551616i",
        "0010000000000000000000i"
    })
    void rejectsIntegersBeyond64Bits(String value) {
        assertEquals(Rejection.RANGE, check(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0u", "7u", "007u", "18446744073709551615u", "18446744073709551614u",
        "9999999999999999999u", "000018446744073709551615u", "9223372036854775808u"
    })
    void takesUnsignedOf64Bits(String value) {
        assertNull(check(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "18446744073709551616u", "18446744073709551620u", "20000000000000000000u",
        "100000000000000000000u", "0099999999999999999999u"
    })
    void rejectsUnsignedBeyond64Bits(String value) {
        assertEquals(Rejection.RANGE, check(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "i", "-i", "--1i", "+1i", "1.0i", "1.i", ".5i", "1e3i", "1ii", "1I", "1 i", "-", "0x1i",
        "1iu", "u", "-u", "-1u", "-0u", "+1u", "1.0u", "1.u", ".5u", "1e3u", "1uu", "1U", "1ui",
        "1i1", "1u1"
    })
    void rejectsWhatIsNoInteger(String value) {
        assertEquals(Rejection.VALUE, check(value));
    }

    @Test
    void agreesWithBigIntegerOnRandomIntegers() {
        SplittableRandom random = Seed.random();
        for (int i = 0; i < 100_000; i++) {
            int bits = random.nextInt(62, 67);
            BigInteger number = BigInteger.ONE.shiftLeft(bits)
                    .add(BigInteger.valueOf(random.nextLong() >> random.nextInt(64)))
                    .abs();
            String digits = "0".repeat(random.nextInt(3)) + number;
            assertEquals(number.bitLength() > 63, isRange(digits + "i"), digits);
            assertEquals(number.negate().bitLength() > 63, isRange("-" + digits + "i"), digits);
            assertEquals(number.bitLength() > 64, isRange(digits + "u"), digits);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "t", "T", "true", "True", "TRUE", "f", "F", "false", "False", "FALSE"
    })
    void takesBooleans(String value) {
        assertNull(check(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "tr", "tru", "truE", "tRUE", "TRUe", "TrUe", "truee", "true ", "fals", "falsE", "fALSE",
        "FALSe", "falsee", "tt", "ff", "y", "yes", "no", "on", "off", "null", "none", "\u00F4",
        "'t'"
    })
    void rejectsWhatIsNoBoolean(String value) {
        assertEquals(Rejection.VALUE, check(value));
    }

    /** True if the check finds the number too large; the JDK must agree. */
    private static boolean isOverflow(String value) {
        boolean overflow = isRange(value);
        assertEquals(Double.isInfinite(Double.parseDouble(value)), overflow, value);
        return overflow;
    }

    private static boolean isRange(String value) {
        Rejection rejection = check(value);
        if (rejection != null) {
            assertEquals(Rejection.RANGE, rejection, value);
        }
        return rejection != null;
    }

    /** A number near the overflow, its point anywhere, its exponent to match. */
    private static String aroundOverflow(SplittableRandom random) {
        BigInteger offset = new BigInteger(1 + random.nextInt(1023), Random.from(random));
        BigInteger number =
                random.nextBoolean() ? OVERFLOW.add(offset) : OVERFLOW.subtract(offset);
        String digits = random.nextInt(10) == 0 ? OVERFLOW.toString() : number.toString();
        int kept = random.nextInt(4) == 0 ? 1 + random.nextInt(digits.length()) : digits.length();
        int shift = random.nextInt(3) == 0 ? random.nextInt(-1, 2) : 0;
        int exponent = digits.length() - kept + shift;
        String zeros = "0".repeat(random.nextInt(3) == 0 ? random.nextInt(350) : 0);
        digits = digits.substring(0, kept);
        return switch (random.nextInt(4)) {
            case 0 -> zeros + digits + exponent(exponent, random);
            case 1 -> digits + zeros + exponent(exponent - zeros.length(), random);
            case 2 -> "-." + zeros + digits + exponent(exponent + zeros.length() + kept, random);
            default -> {
                int point = random.nextInt(kept + 1);
                yield zeros + "0" + digits.substring(0, point) + "." + digits.substring(point)
                        + exponent(exponent + kept - point, random);
            }
        };
    }

    /** Any digits with any exponent, both short and long. */
    private static String anyFloat(SplittableRandom random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        digits(text, random);
        text.append(random.nextInt(10));
        if (random.nextBoolean()) {
            text.append('.');
            digits(text, random);
        }
        if (random.nextInt(4) != 0) {
            text.append(exponent(random.nextInt(-700, 700), random));
        } else if (random.nextInt(8) == 0) {
            text.append(exponent(random.nextInt(), random)).append(random.nextInt(100));
        }
        return text.toString();
    }

    private static void digits(StringBuilder text, SplittableRandom random) {
        text.repeat('0', random.nextInt(4) == 0 ? random.nextInt(400) : 0);
        for (int i = random.nextInt(random.nextInt(4) == 0 ? 400 : 20); i > 0; i--) {
            text.append((char) ('0' + random.nextInt(10)));
        }
    }

    private static String exponent(int exponent, SplittableRandom random) {
        if (exponent == 0 && random.nextBoolean()) {
            return "";
        }
        String sign = exponent < 0 ? "-" : random.nextBoolean() ? "+" : "";
        String zeros = "0".repeat(random.nextInt(8) == 0 ? random.nextInt(30) : 0);
        return (random.nextBoolean() ? "e" : "E") + sign + zeros + Math.abs((long) exponent);
    }

    private static Rejection check(String value) {
        byte[] bytes = Scan.bytes("9" + value + "9"); // digits beside the value
        return Values.check(bytes, 1, bytes.length - 1);
    }
}
