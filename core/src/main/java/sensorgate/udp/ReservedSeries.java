package sensorgate.udp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import sensorgate.line.Point;

/**
 * Series that the poll protocol cannot name. A reply ends with {@value #END}, {@value #ERR} begins
 * an error, and {@value #LOST} tells of lost points: a controller could not tell a series of that
 * name from any of them.
 */
public final class ReservedSeries {

    /** The first word of the line that ends a reply. */
    public static final String END = "END";

    /** The first word of a reply that is an error. */
    public static final String ERR = "ERR";

    /** The first word of the line that tells how many points are lost. */
    public static final String LOST = "LOST";

    private static final byte[][] WORDS = Stream.of(END, ERR, LOST)
            .map(word -> word.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private ReservedSeries() {}

    /** True if the series of a point is a reserved word. A tag makes any name a free one. */
    public static boolean contains(byte[] line, Point point) {
        for (byte[] word : WORDS) {
            if (Arrays.equals(line, point.from(), point.seriesTo(), word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }

    /** True if a text begins with a reserved word. */
    public static boolean beginsWithWord(byte[] bytes, int from, int to) {
        for (byte[] word : WORDS) {
            if (to - from >= word.length
                    && Arrays.equals(bytes, from, from + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }
}
