package sensorgate.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The result of scanning one line, with its tags sorted. Tests write lines as strings in which each
 * char is one byte; {@link #utf8} converts text beyond ASCII to such a string.
 *
 * @param errorAt offset of the fault from the beginning of the line; 0 for a good line
 */
record Scan(Meaning meaning, Rejection cause, int errorAt) {

    /** {@link LineScanner#scan}, or a control in its place. */
    interface Scanner {
        int scan(byte[] bytes, int from, int limit, Precision precision, Point point);
    }

    /** Scans the first line, timestamps in nanoseconds. */
    static Scan of(String text) {
        return of(text, Precision.NS);
    }

    /** Scans the first line. */
    static Scan of(String text, Precision precision) {
        byte[] bytes = bytes(text);
        return of(LineScanner::scan, bytes, 0, bytes.length, precision, new Point());
    }

    /** Scans the first line, which the gateway wrote. */
    static Scan ofWritten(String text) {
        byte[] bytes = bytes(text);
        return of(
                (line, from, limit, _, point) ->
                        LineScanner.scanWritten(line, from, limit, point),
                bytes, 0, bytes.length, Precision.NS, new Point());
    }

    /** Scans every line into one point. */
    static List<Scan> all(String text) {
        byte[] bytes = bytes(text);
        Point point = new Point();
        return all(LineScanner::scan, bytes, 0, bytes.length, Precision.NS, () -> point);
    }

    static List<Scan> all(
            Scanner scanner, byte[] bytes, int from, int limit, Precision precision,
            Supplier<Point> points) {
        List<Scan> scans = new ArrayList<>();
        int at = from;
        while (at < limit) {
            Scan scan = of(scanner, bytes, at, limit, precision, points.get());
            scans.add(scan);
            at += scan.taken();
        }
        return scans;
    }

    private static Scan of(
            Scanner scanner, byte[] bytes, int from, int limit, Precision precision, Point point) {
        int next = scanner.scan(bytes, from, limit, precision, point);
        boolean rejected = point.rejection() != null;
        int errorAt = rejected ? point.errorAt() - from : 0;
        check(next > from && next <= limit || next == limit && from == limit,
                "the scanner did not advance, or beyond the lines");
        check(!rejected || !point.isBlank(), "the line is rejected and blank");
        check(errorAt >= 0 && errorAt <= next - from, "the fault is not in the line");
        return new Scan(meaning(bytes, from, next, point), point.rejection(), errorAt);
    }

    private static Meaning meaning(byte[] bytes, int from, int next, Point point) {
        if (point.rejection() != null || point.isBlank()) {
            return Meaning.without(
                    point.isBlank() ? Meaning.Kind.BLANK : Meaning.Kind.REJECTED,
                    next - from, point.isEndedByNewline());
        }
        point.sortTags(bytes);
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < point.fieldCount(); i++) {
            fields.add(text(bytes, point.fieldFrom(i), point.fieldTo(i))
                    + "=" + text(bytes, point.valueFrom(i), point.valueTo(i)));
        }
        return new Meaning(
                Meaning.Kind.POINT,
                text(bytes, point.from(), point.to()),
                text(bytes, point.from(), point.seriesTo()),
                fields,
                point.isTimed() ? point.timeNs() : null,
                next - from,
                point.isEndedByNewline());
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    String series() {
        return meaning.series();
    }

    List<String> fields() {
        return meaning.fields();
    }

    Long timeNs() {
        return meaning.timeNs();
    }

    int taken() {
        return meaning.taken();
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    /** The UTF-8 of the text as a string, one char for each byte. */
    static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
