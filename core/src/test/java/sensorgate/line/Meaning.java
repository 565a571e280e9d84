package sensorgate.line;

import java.util.List;

/**
 * What one line means to whoever has read it, scanner or oracle: all that the protocol's
 * description decides, and so neither the cause of a rejection nor its place.
 *
 * @param point the point from its first byte to its last, tags sorted; null if there is none
 * @param fields as they stand in the line, {@code name=value}
 * @param timeNs null without a timestamp
 * @param taken the line's length, with its newline
 */
record Meaning(
        Kind kind,
        String point,
        String series,
        List<String> fields,
        Long timeNs,
        int taken,
        boolean endedByNewline) {

    /** What a line can be: each is exactly one of them. */
    enum Kind { BLANK, POINT, REJECTED }

    /** A line that is no point. */
    static Meaning without(Kind kind, int taken, boolean endedByNewline) {
        return new Meaning(kind, null, null, List.of(), null, taken, endedByNewline);
    }
}
