package sensorgate.device.hint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.text.Printable;
import sensorgate.device.text.TimeDoubt;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;

/** Guesses what a sensor did wrong in a line, and says what to send instead. Pure functions. */
public final class LineHint {

    /** A longer line is not shown whole. */
    private static final int SHOWN_MAX = 160;

    static final String LONE_RETURN = "a line ends with \\n or \\r\\n, not with \\r alone";

    private static final String ZERO_BYTE =
            "leave out the zero byte at the end: send strlen(text) bytes";

    private static final String NOT_UTF8 =
            "the text is not UTF-8: have the sensor send UTF-8, or only ASCII letters";

    private static final Pattern TIME = Pattern.compile(" (\\d{1,18}|[1-8]\\d{18}) *+$");

    private LineHint() {}

    /**
     * The hint for a rejected line, or {@code null}.
     *
     * @param datagram the datagram that holds the line
     * @param from start of the line
     * @param to end of the line, without its newline
     * @param precision the unit of timestamps
     */
    public static String ofRejected(
            byte[] datagram, int from, int to, Cause cause, Precision precision) {
        return switch (cause) {
            case OVERSIZE -> (from < to ? "" : "all bytes after the lines above are lost; ")
                    + Oversize.remedy(datagram);
            case RESERVED, TABLE_FULL, PER_SENDER, LENGTH -> null;
            default -> ofFault(Arrays.copyOfRange(datagram, from, to), cause, precision);
        };
    }

    /**
     * The hint for a line that the gateway stores: {@code null} if the sensor may mean it.
     *
     * @param precision the unit of timestamps
     * @param nowNs this machine's clock, nanoseconds since 1970
     */
    public static String ofStored(byte[] bytes, Point point, Precision precision, long nowNs) {
        Doubt doubt = Doubt.of(bytes, point, precision);
        if (doubt == null) {
            return point.isTimed() ? TimeDoubt.of(point.timeNs(), nowNs) : null;
        }
        ReadLine better = doubt.line() == null ? null : ReadLine.of(doubt.line(), precision);
        return withLine(doubt.says(), better != null && better.isGood() ? better : null);
    }

    private static String ofFault(byte[] line, Cause cause, Precision precision) {
        ForeignLanguage language = ForeignLanguage.ofLine(line);
        if (language != null) {
            return language.toString();
        }
        int end = SensorText.withoutCrumbs(line);
        String text = new String(line, 0, end, StandardCharsets.ISO_8859_1);
        String crumb = end == line.length ? null : line[end] == 0 ? ZERO_BYTE : LONE_RETURN;
        if (crumb != null && ReadLine.of(text, precision).cause() == null) {
            return crumb;
        }
        boolean isOfAnotherCode = SensorText.isText(line, false)
                && !SensorText.isUtf8(line, 0, line.length);
        Mender.Found found = Mender.mend(text, precision);
        if (found != null && (found.line() != null || !isOfAnotherCode)) {
            return withLine(found.says(), found.line());
        }
        Matcher time = TIME.matcher(text);
        if (cause == Cause.TIMESTAMP && time.find()) {
            return TimeUnit.hint(Long.parseLong(time.group(1)), precision);
        }
        return isOfAnotherCode ? NOT_UTF8 : SensorText.isText(line, false) ? crumb : null;
    }

    private static String withLine(String says, ReadLine line) {
        if (line == null) {
            return says;
        }
        byte[] bytes = line.bytes();
        String shown = Printable.of(bytes, 0, bytes.length);
        boolean isAsItIs = Arrays.equals(bytes, shown.getBytes(StandardCharsets.UTF_8));
        return isAsItIs && shown.length() <= SHOWN_MAX
                ? says + "; send: " + shown.strip()
                : says;
    }
}
