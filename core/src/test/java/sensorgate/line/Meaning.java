package sensorgate.line;

import java.util.List;

/**
 * The meaning of one line, as scanner and oracle must agree on it. The cause and the position of a
 * rejection are not part of it: the description of the protocol leaves them open.
 *
 * @param point the point from first to last byte, tags sorted; null for other lines
 * @param fields the fields as in the line, {@code name=value}
 * @param timeNs null without a timestamp
 * @param taken the length of the line with its newline
 */
record Meaning(
        Kind kind,
        String point,
        String series,
        List<String> fields,
        Long timeNs,
        int taken,
        boolean endedByNewline) {

    /** The kinds of line; each line has exactly one. */
    enum Kind { BLANK, POINT, REJECTED }

    /** A line that is not a point. */
    static Meaning without(Kind kind, int taken, boolean endedByNewline) {
        return new Meaning(kind, null, null, List.of(), null, taken, endedByNewline);
    }
}
