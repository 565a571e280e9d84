package sensorgate.udp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sensorgate.line.Point;

/**
 * Series that the poll protocol cannot name. A reply ends with {@value #END}, and {@value #ERR}
 * begins an error: a controller could not tell a series of that name from either.
 */
public final class ReservedSeries {

    /** The first word of the line that ends a reply. */
    public static final String END = "END";

    /** The first word of a reply that is an error. */
    public static final String ERR = "ERR";

    private static final byte[] END_BYTES = END.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERR_BYTES = ERR.getBytes(StandardCharsets.US_ASCII);

    private ReservedSeries() {}

    /** True if the series of a point is a reserved word. A tag makes any name a free one. */
    public static boolean contains(byte[] line, Point point) {
        return is(END_BYTES, line, point) || is(ERR_BYTES, line, point);
    }

    private static boolean is(byte[] word, byte[] line, Point point) {
        return point.seriesTo() - point.from() == word.length
                && Arrays.equals(line, point.from(), point.seriesTo(), word, 0, word.length);
    }
}
