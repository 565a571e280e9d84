package sensorgate.line;

import java.util.random.RandomGenerator;

/**
 * Makes datagrams out of fragments that sensors send and fragments that they should not send, and
 * damages some datagrams byte by byte. A datagram is a string in which each char is one byte.
 */
final class NastyLines {

    private static final String[] MEASUREMENTS = {
        "m", "temp", "weather_station", "a=b", "two\\ words", "one\\,two", "back\\slash", "a\\=b",
        "\"quoted\"", "m#", Scan.utf8("Größe"), Scan.utf8("🌡"), "x\\\\ y", "temp:21.5|c", "0"
    };
    private static final String[] KEYS = {
        "a", "b", "ab", "B", "a\\,", "a\\ ", "a\\=", "a\\\\b", "a-", "a+", "a/", "\\\\,", "z",
        Scan.utf8("é"), Scan.utf8("…"), "\"", "\"a\\ b\"", "value", "#", "1"
    };
    private static final String[] BAD_NAMES = {
        "", "=", "\t", "a\u0001", "\u007F", "\u00C3", "\u00A9", "\u00ED\u00A0\u0080",
        "\u00C0\u0080", "\u00F4\u0090\u0080\u0080", "\u00E2\u0082", "a b", "a,b", "a\\", "a\\\\",
        "\\", "\r", "\u0000", "\u00FF"
    };
    private static final String[] VALUES = {
        "21.5", "0", "-0", "1.", ".5", "-.5", "1e3", "1E-3", "1.e+5", "007", "-12.75e-300", "1e308",
        "1e-999", "0e999", "1.7976931348623158e308", "0i", "-1i", "42i", "9223372036854775807i",
        "-9223372036854775808i", "0u", "18446744073709551615u", "t", "T", "true", "True", "TRUE",
        "f", "F", "false", "False", "FALSE", "\"\"", "\"on\"", "\"a b,c=d\"", "\"\\\"\"",
        "\"\\\\\"", "\"back\\slash\"", "\"two\nlines\"", "\"\r\n\"", "\"\t\u0000\u007F\"",
        "\"m f=1\nm f=2\"", "\"" + Scan.utf8("°C €🌡") + "\"", "\"\\\\\\\"\""
    };
    private static final String[] BAD_VALUES = {
        "", "-", "+1", ".", "-.", "e5", "1e", "1e+", "1.0i", "-1u", "+1i", "i", "u", "-i", "0x10",
        "1_0", "NaN", "Inf", "-inf", "1e309", "1.7976931348623159e308", "9223372036854775808i",
        "1 i", "-9223372036854775809i", "18446744073709551616u", "tRUE", "yes", "True!", "1e5i",
        "1d", "1f", "\"", "\"open", "\"open\\\"", "\"a\"b", "\"a\"\"b\"", "'a'", "\"\u00C3\"",
        "\"\u00FF\n\"", "1=2", "on", "\"\\", "1.2.3", "1\t", "\u00B2"
    };
    private static final String[] TIMESTAMPS = {
        "0", "1", "-1", "1700000000", "1700000000123", "1700000000123456", "1700000000123456789",
        "9223372036854775807", "-9223372036854775808", "9223372036", "-9223372036",
        "000000000000000000000005", "99999999999", "100000000000", "99999999999999",
        "100000000000000", "99999999999999999", "-100000000000000000", "9223372036854"
    };
    private static final String[] BAD_TIMESTAMPS = {
        "9223372036854775808", "-9223372036854775809", "9223372037", "-9223372037", "+1", "1.5",
        "1e9", "-", "--1", "now", "1 2", "1,g=2", "1i", "\u0000", "12345678901234567890123", "1\t",
        "1#"
    };
    private static final String[] ENDS = {
        "\n", "\n", "\n", "\r\n", " \n", "  \r\n", "\r", "\n\n", ""
    };
    private static final String[] OTHERS = {
        "", " ", "#", "# comment", "  #m f=1", "#\r\u00FF\u0000\"", "{\"type\":\"obs\"}",
        "name:21.5|g", "name 21.5 1700000000", "name=21.5", "\t", "m", "m ", "m,a=b", "m,a=b ",
        "m f", ","
    };
    private static final String[] REPEATED = {
        "1", "0", "a", "\\", " ", "\\ ", "\\\"", "9.", Scan.utf8("é")
    };
    private static final String NASTY_BYTES = "\0\t\n\n\u000B\f\r  \"\"##,,-.+0159==EeFiTtu\\\\\\ax"
            + "\u007F\u0080\u00BF\u00C3\u00E2\u00ED\u00F0\u00F4\u00FF";

    /** The longest datagram. */
    static final int BYTES_MAX = 2 * LineScanner.LINE_MAX;

    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();

    NastyLines(RandomGenerator random) {
        this.random = random;
    }

    /** One to four lines, 1 to {@value #BYTES_MAX} bytes. */
    String datagram() {
        text.setLength(0);
        for (int lines = 1 + random.nextInt(4); lines > 0; lines--) {
            line();
            while (oneIn(4)) {
                mutate();
            }
        }
        text.setLength(Math.min(text.length(), BYTES_MAX));
        return text.isEmpty() ? "\n" : text.toString();
    }

    private void line() {
        if (oneIn(12)) {
            text.append(one(OTHERS));
        } else {
            point();
        }
        text.append(one(ENDS));
    }

    private void point() {
        spaces(oneIn(10) ? 2 : 0);
        text.append(one(MEASUREMENTS, BAD_NAMES));
        for (int tags = few(); tags > 0; tags--) {
            text.append(',').append(key()).append(tags > 4 ? random.nextInt(10_000) : "");
            text.append('=').append(key());
        }
        spaces(1);
        for (int fields = few(); fields > 0; fields--) {
            text.append(key()).append('=').append(value()).append(',');
        }
        text.append(key()).append('=').append(value());
        if (oneIn(2)) {
            spaces(1);
            text.append(one(TIMESTAMPS, BAD_TIMESTAMPS));
        }
    }

    /** Two fragments make many keys, which differ late. */
    private String key() {
        return oneIn(2) ? one(KEYS, BAD_NAMES) : one(KEYS) + one(KEYS);
    }

    private String value() {
        if (oneIn(10)) {
            return digits() + "." + digits() + "e" + random.nextInt(-400, 400);
        }
        return oneIn(500) ? one(REPEATED).repeat(random.nextInt(1000)) : one(VALUES, BAD_VALUES);
    }

    private String digits() {
        return Long.toString(random.nextLong() >>> random.nextInt(1, 64));
    }

    private void spaces(int atLeast) {
        text.repeat(' ', oneIn(10) ? random.nextInt(4) : atLeast);
    }

    private void mutate() {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + 1 + (oneIn(4) ? random.nextInt(8) : 0));
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, to);
            case 1 -> text.insert(at, nasty());
            case 2 -> text.replace(at, to, String.valueOf(nasty()));
            default -> text.insert(random.nextInt(text.length() + 1), text.substring(at, to));
        }
    }

    private char nasty() {
        return oneIn(8)
                ? (char) random.nextInt(256)
                : NASTY_BYTES.charAt(random.nextInt(NASTY_BYTES.length()));
    }

    /** A few, sometimes as many as a line holds. */
    private int few() {
        return random.nextInt(oneIn(50) ? 150 : 4);
    }

    private String one(String[] good, String[] bad) {
        return oneIn(80) ? one(bad) : one(good);
    }

    private String one(String[] fragments) {
        return fragments[random.nextInt(fragments.length)];
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }
}
