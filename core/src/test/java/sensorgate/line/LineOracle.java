package sensorgate.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads line protocol a second time, from the description of its grammar alone: strings, regular
 * expressions and big integers, slow and plain. Each char of the text is one byte, so the order
 * of strings is the order of their bytes.
 */
final class LineOracle {

    private static final Pattern SPACES = Pattern.compile(" *+");
    private static final Pattern SEPARATOR = Pattern.compile(" ++");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern EQUALS = Pattern.compile("=");
    private static final Pattern END = Pattern.compile("\r?\n|\\z");
    private static final Pattern COMMENT = Pattern.compile("#[^\n]*+");

    private static final Pattern MEASUREMENT =
            Pattern.compile("(?:[^\\x00-\\x20\\x7F,\\\\]|\\\\[, ]?+)++");
    private static final Pattern KEY =
            Pattern.compile("(?:[^\\x00-\\x20\\x7F,=\\\\]|\\\\[,= ]?+)++");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([,= ])");

    private static final Pattern QUOTE = Pattern.compile("(?=\")");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\[\"\\\\]?+)*+\"");
    private static final Pattern PLAIN_VALUE = Pattern.compile("[^, \r\n]++");
    private static final Pattern INTEGER = Pattern.compile("(-?[0-9]+)i");
    private static final Pattern UNSIGNED = Pattern.compile("([0-9]+)u");
    private static final Pattern BOOLEAN =
            Pattern.compile("t|T|true|True|TRUE|f|F|false|False|FALSE");
    private static final Pattern FLOAT =
            Pattern.compile("-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private static final Pattern TIMESTAMP_FOLLOWS = Pattern.compile(" ++(?=[-0-9])");
    private static final Pattern TIMESTAMP = Pattern.compile("-?[0-9]++");

    private static final int LINE_MAX = 1024;
    private static final int WRITTEN_MAX = 4096;

    private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger INT64_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private final String text;
    private final Precision precision;
    private final int bytesMax;
    private final Matcher matcher;
    private int at;

    /** The line's first newline within a string, -1 for none. */
    private int stringNewline;

    private LineOracle(String text, Precision precision, int bytesMax) {
        this.bytesMax = bytesMax;
        this.text = text;
        this.matcher = END.matcher(text);
        this.precision = precision;
    }

    /** The meaning of each line, in order. */
    static List<Meaning> read(String text, Precision precision) {
        LineOracle oracle = new LineOracle(text, precision, LINE_MAX);
        List<Meaning> lines = new ArrayList<>();
        while (oracle.at < text.length()) {
            lines.add(oracle.line());
        }
        return lines;
    }

    /** The meaning of the first line, which the gateway wrote. */
    static Meaning readWritten(String text) {
        return new LineOracle(text, Precision.NS, WRITTEN_MAX).line();
    }

    private Meaning line() {
        int from = at;
        stringNewline = -1;
        try {
            take(SPACES);
            return takes(COMMENT) || sees(END) ? blank(from) : point(from);
        } catch (Fault fault) {
            int newline = stringNewline < 0 ? text.indexOf('\n', at) : stringNewline;
            at = newline < 0 ? text.length() : newline + 1;
            return Meaning.without(Meaning.Kind.REJECTED, at - from, newline >= 0);
        }
    }

    private Meaning blank(int from) throws Fault {
        boolean newline = takesNewline();
        return Meaning.without(Meaning.Kind.BLANK, at - from, newline);
    }

    private Meaning point(int from) throws Fault {
        String series = name(MEASUREMENT) + tags();
        int seriesTo = at;
        take(SEPARATOR);
        List<String> fields = fields();
        Long timeNs = takes(TIMESTAMP_FOLLOWS) ? timestamp() : null;
        String point = series + text.substring(seriesTo, at);
        take(SPACES);
        if (sees(END) && at - from > bytesMax) {
            throw new Fault();
        }
        boolean newline = takesNewline();
        return new Meaning(
                Meaning.Kind.POINT, point, series, fields, timeNs, at - from, newline);
    }

    private String tags() throws Fault {
        SortedMap<String, String> tags = new TreeMap<>();
        while (takes(COMMA)) {
            String key = name(KEY);
            take(EQUALS);
            String tag = "," + key + "=" + name(KEY);
            if (tags.put(ESCAPE.matcher(key).replaceAll("$1"), tag) != null) {
                throw new Fault();
            }
        }
        return String.join("", tags.values());
    }

    private List<String> fields() throws Fault {
        List<String> fields = new ArrayList<>();
        do {
            String key = name(KEY);
            take(EQUALS);
            fields.add(key + "=" + (sees(QUOTE) ? string() : plainValue()));
        } while (takes(COMMA));
        return fields;
    }

    private String string() throws Fault {
        int newline = text.indexOf('\n', at);
        String string = take(STRING);
        stringNewline = stringNewline < 0 && string.contains("\n") ? newline : stringNewline;
        return valid(string);
    }

    private String name(Pattern pattern) throws Fault {
        return valid(take(pattern));
    }

    /** Bytes that are not UTF-8 change when they are decoded and encoded again. */
    private static String valid(String text) throws Fault {
        String decoded = new String(text.getBytes(ISO_8859_1), UTF_8);
        if (!new String(decoded.getBytes(UTF_8), ISO_8859_1).equals(text)) {
            throw new Fault();
        }
        return text;
    }

    private String plainValue() throws Fault {
        String value = take(PLAIN_VALUE);
        Matcher integer = INTEGER.matcher(value);
        Matcher unsigned = UNSIGNED.matcher(value);
        boolean isValue = BOOLEAN.matcher(value).matches()
                || integer.matches() && isWithin(integer.group(1), INT64_MIN, INT64_MAX)
                || unsigned.matches() && isWithin(unsigned.group(1), BigInteger.ZERO, UINT64_MAX)
                || FLOAT.matcher(value).matches() && !Double.isInfinite(Double.parseDouble(value));
        if (!isValue) {
            throw new Fault();
        }
        return value;
    }

    private long timestamp() throws Fault {
        BigInteger ticks = new BigInteger(take(TIMESTAMP));
        BigInteger ns = ticks.multiply(BigInteger.TEN.pow(switch (precision) {
            case NS -> 0;
            case US -> 3;
            case MS -> 6;
            case S -> 9;
            case AUTO -> digitsToNs(ticks.abs().toString().length());
        }));
        if (ns.compareTo(INT64_MIN) < 0 || ns.compareTo(INT64_MAX) > 0) {
            throw new Fault();
        }
        return ns.longValueExact();
    }

    /** A magnitude below 10^n is a number of at most n digits. */
    private static int digitsToNs(int digits) {
        return digits <= 11 ? 9 : digits <= 14 ? 6 : digits <= 17 ? 3 : 0;
    }

    private static boolean isWithin(String digits, BigInteger min, BigInteger max) {
        BigInteger number = new BigInteger(digits);
        return number.compareTo(min) >= 0 && number.compareTo(max) <= 0;
    }

    private boolean takesNewline() throws Fault {
        return !take(END).isEmpty();
    }

    private boolean sees(Pattern pattern) {
        return matcher.usePattern(pattern).region(at, text.length()).lookingAt();
    }

    /** Skips {@code pattern} if it stands here; true if it did. */
    private boolean takes(Pattern pattern) {
        boolean seen = sees(pattern);
        at = seen ? matcher.end() : at;
        return seen;
    }

    private String take(Pattern pattern) throws Fault {
        int from = at;
        if (!takes(pattern)) {
            throw new Fault();
        }
        return text.substring(from, at);
    }

    /** Thrown where a line turns out to be bad. */
    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        Fault() {
            super(null, null, false, false); // no stack trace: nobody reads it
        }
    }
}
