package sensorgate.device.hint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.text.Printable;
import sensorgate.line.Precision;
import sensorgate.udp.DatagramLines;
import sensorgate.udp.DatagramSource;

/**
 * A language other than line protocol that sensors speak. Recognised from a datagram, together with
 * the line that the sensor must send instead.
 *
 * @param name the language
 * @param remedy what the sensor must do, with an example
 */
public record ForeignLanguage(String name, String remedy) {

    private static final String EXAMPLE = "temp,room=attic value=21.5";
    private static final String INSTEAD = "have the sensor send text, e.g.: " + EXAMPLE;
    private static final String BINARY = "binary";
    private static final String PAIRS_NAME = "name=value pairs";
    private static final String NUMBERS_NAME = "numbers without names";
    private static final Set<String> MANY = Set.of(PAIRS_NAME, NUMBERS_NAME);
    private static final int FIELDS_MAX = 4;
    private static final int TAGS_MAX = 8;

    // each pattern matches in only one way: else a hostile datagram could keep the program busy
    private static final String NUMBER =
            "[-+]?(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][-+]?\\d++)?+";
    private static final String NAME = "[A-Za-z_][\\w.-]*+";
    private static final String VALUE = "[^\\s=:,;&]{1,64}+";

    private static final Pattern HTTP =
            Pattern.compile("(?:GET|POST|PUT|HEAD|PATCH|DELETE) \\S+ HTTP/.*", Pattern.DOTALL);
    private static final Pattern SYSLOG = Pattern.compile("<\\d{1,3}>.*", Pattern.DOTALL);
    private static final Pattern JSON_IN_SYSLOG =
            Pattern.compile("<\\d{1,3}>1 [^{]{1,256}+\\{.*\\}\\s*+", Pattern.DOTALL);
    private static final Pattern XML = Pattern.compile("<[?!A-Za-z].*>", Pattern.DOTALL);
    private static final Pattern JSON = Pattern.compile("\\{.*\\}|\\[.*\\]", Pattern.DOTALL);
    private static final Pattern JSON_PAIR = Pattern.compile(
            "\"([^\"\\\\]{1,64})\"\\s*:\\s*(" + NUMBER + "|true|false|\"[^\"\\\\]{0,64}\")");
    private static final Pattern STATSD = Pattern.compile(
            "([^:|@\\s]{1,128}):(" + NUMBER + ")\\|(?:c|g|ms|h|s|d|m)((?:\\|[@#][^\\s|]*+)*+)");
    private static final Pattern PROMETHEUS =
            Pattern.compile("([A-Za-z_:][\\w:]*)\\{([^}]*)\\}\\s+(" + NUMBER + ")(?:\\s+\\d+)?");
    private static final Pattern GRAPHITE = Pattern.compile(
            "([^\\s=,;:]{1,128})((?:;\\S*)?)\\s+(" + NUMBER + ")(\\s+" + NUMBER + ")?");
    private static final Pattern LABEL =
            Pattern.compile("(" + NAME + ")\\s?[=:]\\s?\"?([^\",;|}]{1,64})");
    private static final Pattern PAIR =
            Pattern.compile("(" + NAME + ")\\s?[=:]\\s?(" + VALUE + ")");
    private static final Pattern PAIRS = Pattern.compile(
            PAIR.pattern() + "(?:[\\s,;&]++" + PAIR.pattern() + ")*+[\\s,;&]*+");
    private static final Pattern OPEN_TSDB = Pattern.compile(
            "put ([^\\s=]{1,128}) (\\d{10,13}+) (" + NUMBER + ")"
            + "((?: [^\\s=]{1,64}+=[^\\s=]{1,64}+)*+)");
    private static final Pattern NMEA = Pattern.compile("[$!][A-Z]{2,6},.*");
    private static final Pattern NUMBERS = Pattern.compile(
            "\\s*(" + NUMBER + ")(?:\\s?[^\\d\\s,;.]{1,3})?(?:[,;\\s]+" + NUMBER + ")*[,;\\s]*");
    private static final Pattern CSV = Pattern.compile("[^\\s=,;:{}]{1,64}+[^=,;{}]{0,64}+"
            + "(?:\\s?[,;\\t]\\s?[^=,;\\t{}]{1,64}+){1,32}+");
    private static final Pattern CELL = Pattern.compile("[^,;\\t]++");

    /**
     * The language of a datagram, {@code null} if unknown.
     *
     * @param isCut true if the sender sent more bytes than these
     */
    public static ForeignLanguage of(byte[] bytes, boolean isCut) {
        ForeignLanguage byItsBeginning = ofSignature(bytes);
        if (bytes.length == 0 || byItsBeginning != null) {
            return byItsBeginning;
        }
        return SensorText.isText(bytes, isCut)
                ? ofText(SensorText.of(bytes, isCut))
                : new ForeignLanguage(BINARY, INSTEAD);
    }

    /** The language of one line in a datagram of line protocol, {@code null} if unknown. */
    static ForeignLanguage ofLine(byte[] line) {
        return SensorText.isText(line, false) ? ofText(SensorText.of(line, false)) : null;
    }

    /** True if the bytes are no text, and no format that this class knows. */
    public boolean isBinary() {
        return name.equals(BINARY);
    }

    /** Formats that are known by their first bytes. */
    private static ForeignLanguage ofSignature(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u001F\u008B")) {
            return new ForeignLanguage(
                    "compressed (gzip)", "have the sensor send its lines uncompressed");
        }
        if (bytes.length > 5 && text.startsWith("\0\0\0") && bytes[3] > 4
                && bytes[3] <= bytes.length && bytes[bytes[3] - 1] == 0) {
            return new ForeignLanguage(
                    "collectd's binary protocol",
                    "in collectd.conf, load write_influxdb_udp instead of network");
        }
        boolean isWide = bytes.length > 3 && (bytes[0] == 0) != (bytes[1] == 0)
                && (bytes[0] == 0) == (bytes[2] == 0) && (bytes[1] == 0) == (bytes[3] == 0);
        if (text.startsWith("\u00FF\u00FE") || text.startsWith("\u00FE\u00FF") || isWide) {
            return new ForeignLanguage("text in UTF-16", "have the sensor send UTF-8");
        }
        if (bytes.length > 8 && text.startsWith("\u0010") && text.startsWith("MQTT", 4)) {
            return new ForeignLanguage(
                    "MQTT",
                    "the gateway is not an MQTT broker: have the sensor send by UDP, e.g.: "
                            + EXAMPLE);
        }
        return null;
    }

    private static ForeignLanguage ofText(String text) {
        String line = text.lines().findFirst().orElse("").strip();
        if (HTTP.matcher(text).matches()) {
            return new ForeignLanguage(
                    "HTTP", "have the sensor send only the line, by UDP: " + EXAMPLE);
        }
        if (SYSLOG.matcher(text).matches()) {
            return JSON_IN_SYSLOG.matcher(text).matches()
                    ? new ForeignLanguage(
                            "JSON in syslog", "rtl_433 sends it with -F syslog: use -F json, and"
                            + " make lines of it, as man sensorgate-protocol shows")
                    : new ForeignLanguage("syslog",
                            "send this log to a log server: the gateway stores only values");
        }
        if (XML.matcher(text).matches()) {
            return new ForeignLanguage("XML", INSTEAD);
        }
        if (JSON.matcher(text).matches()) {
            return new ForeignLanguage("JSON", instead(fields(JSON_PAIR, text)));
        }
        return ofPoints(text, line);
    }

    /** Formats of values, whose lines have the form of a point. */
    private static ForeignLanguage ofPoints(String text, String line) {
        Matcher match = STATSD.matcher(line);
        if (match.matches()) {
            String point = point(match.group(1), match.group(3), match.group(2));
            return new ForeignLanguage("StatsD", instead(point) + "; or put Telegraf between them"
                    + " (inputs.statsd, outputs.influxdb with udp://)");
        }
        match = PROMETHEUS.matcher(line);
        if (match.matches()) {
            String point = point(match.group(1), match.group(2), match.group(3));
            return new ForeignLanguage("Prometheus text", instead(point));
        }
        match = GRAPHITE.matcher(line);
        // a plain name and a number are rather a line whose field has no name
        if (match.matches() && (match.group(4) != null || line.matches("\\S*[.;].*"))) {
            String point = point(match.group(1), match.group(2), match.group(3));
            return new ForeignLanguage("Graphite plaintext", instead(point));
        }
        match = OPEN_TSDB.matcher(line);
        if (match.matches()) {
            String point = point(
                    match.group(1), match.group(4).replace(' ', ','), match.group(3));
            return new ForeignLanguage("OpenTSDB", instead(point));
        }
        if (PAIRS.matcher(text).matches()) {
            return new ForeignLanguage(PAIRS_NAME, instead(fields(PAIR, text)));
        }
        if (NMEA.matcher(line).matches()) {
            return new ForeignLanguage("NMEA 0183", INSTEAD);
        }
        match = NUMBERS.matcher(line);
        if (match.matches()) {
            return new ForeignLanguage(NUMBERS_NAME, instead(point("sensor", "", match.group(1))));
        }
        return CSV.matcher(line).matches() ? ofCells(line) : null;
    }

    /** Cells between commas, {@code null} if none is a number. */
    private static ForeignLanguage ofCells(String line) {
        List<String> cells =
                CELL.matcher(line).results().map(cell -> cell.group().strip()).toList();
        List<String> numbers = cells.stream().filter(cell -> cell.matches(NUMBER)).toList();
        if (numbers.isEmpty()) {
            return null;
        }
        boolean isNamed = cells.getFirst().matches(NAME);
        StringJoiner fields = new StringJoiner(
                ",", (isNamed ? name(cells.getFirst()) : "sensor") + " ", "");
        for (int i = 0; i < Math.min(numbers.size(), FIELDS_MAX); i++) {
            fields.add("value" + (numbers.size() == 1 ? "" : i + 1) + "=" + value(numbers.get(i)));
        }
        return new ForeignLanguage("CSV", instead(fields.toString()));
    }

    /** The line that the sensor must send; an example if the translation is not good. */
    private static String instead(String line) {
        return isGood(line) ? "have the sensor send: " + line : INSTEAD;
    }

    private static String point(String measurement, String labels, String value) {
        StringBuilder series = new StringBuilder(name(measurement));
        Matcher label = LABEL.matcher(labels);
        for (int i = 0; i < TAGS_MAX && label.find(); i++) {
            series.append(',').append(label.group(1)).append('=')
                    .append(label.group(2).replaceAll("[ ,=\\\\]", "\\\\$0"));
        }
        return series + " value=" + value(value);
    }

    private static String name(String text) {
        return text.replaceAll("[^\\w.-]", "_");
    }

    private static String fields(Pattern pair, String text) {
        StringBuilder line = new StringBuilder("sensor ");
        Matcher matcher = pair.matcher(text);
        for (int i = 0; i < FIELDS_MAX && matcher.find(); i++) {
            line.append(i == 0 ? "" : ",").append(name(matcher.group(1)))
                    .append('=').append(value(matcher.group(2)));
        }
        return line.toString();
    }

    /** Numbers, without a plus sign, and booleans as they are; anything else in quotes. */
    private static String value(String text) {
        if (text.matches(NUMBER)) {
            return text.replaceFirst("^\\+", "").replaceFirst("\\.(?!\\d)", "");
        }
        return text.matches("(?s)true|false|\".*\"")
                ? text
                : "\"" + text.replaceAll("[\"\\\\]", "") + "\"";
    }

    /** True if the gateway would store the line: only then is the line suggested. */
    static boolean isGood(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        DatagramLines lines = new DatagramLines(Precision.AUTO);
        lines.begin(bytes, bytes.length, bytes.length > DatagramSource.SLOT_BYTES);
        return lines.next() && lines.rejection() == null && !lines.isBlank()
                && Printable.of(line).equals(line);
    }

    @Override
    public String toString() {
        return (MANY.contains(name) ? "these are " : "this is ") + name
                + ", not line protocol: " + remedy;
    }
}
