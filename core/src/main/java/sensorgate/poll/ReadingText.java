package sensorgate.poll;

import sensorgate.line.OneLine;
import sensorgate.serve.ReplyBuffer;
import sensorgate.store.Reading;
import sensorgate.udp.ReservedSeries;

/** Writes readings into replies. */
final class ReadingText {

    private ReadingText() {}

    /** One line of line protocol, with its time in nanoseconds. */
    static void appendLine(Reading reading, ReplyBuffer reply) {
        reply.appendedTo(reading.writeLine(reply.bytes(), reply.length())).append('\n');
    }

    /** The series alone. */
    static void appendSeries(Reading reading, ReplyBuffer reply) {
        reply.append(reading.bytes(), 0, reading.seriesTo()).append('\n');
    }

    /**
     * The bare value: a number as the sender wrote it without the suffix of its type, a boolean as
     * it was sent, a string without quotes and escapes. A string that a controller could mistake
     * keeps its quotes and escapes, as GET gives it: see {@link #isMistakable}.
     */
    static void appendValue(Reading reading, ReplyBuffer reply) {
        byte[] bytes = reading.bytes();
        int from = reading.fieldTo();
        int to = reading.valueTo();
        if (bytes[from] == '"' && isMistakable(bytes, from + 1, to - 1)) {
            reply.appendedTo(OneLine.write(bytes, from, to, reply.bytes(), reply.length()));
        } else if (bytes[from] == '"') {
            appendText(bytes, from + 1, to - 1, reply);
        } else {
            boolean suffixed = bytes[to - 1] == 'i' || bytes[to - 1] == 'u';
            reply.append(bytes, from, suffixed ? to - 1 : to);
        }
        reply.append('\n');
    }

    /**
     * True for a string that bare would read as nothing, as an error, or as another string: an
     * empty one, one that begins or ends with a blank or invisible character, one that begins with
     * a quote, {@code ERR}, {@code END} or {@code LOST}, and one with a newline, carriage return or
     * tab.
     */
    private static boolean isMistakable(byte[] bytes, int from, int to) {
        return from == to
                || bytes[from] == '\\' && bytes[from + 1] == '"'
                || ReservedSeries.beginsWithWord(bytes, from, to)
                || isBlank(codePointAt(bytes, from))
                || isBlank(codePointAt(bytes, lastFrom(bytes, to)))
                || hasLineControl(bytes, from, to);
    }

    private static boolean hasLineControl(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t') {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(int codePoint) {
        return Character.isSpaceChar(codePoint)
                || Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.FORMAT;
    }

    /** Where the last character of valid UTF-8 begins. */
    private static int lastFrom(byte[] bytes, int to) {
        int at = to - 1;
        while ((bytes[at] & 0xC0) == 0x80) {
            at--;
        }
        return at;
    }

    /** Decodes one character of valid UTF-8. */
    private static int codePointAt(byte[] bytes, int at) {
        int lead = bytes[at];
        if (lead >= 0) {
            return lead;
        }
        int more = (lead & 0xE0) == 0xC0 ? 1 : (lead & 0xF0) == 0xE0 ? 2 : 3;
        int codePoint = lead & 0x3F >> more;
        for (int i = 1; i <= more; i++) {
            codePoint = codePoint << 6 | bytes[at + i] & 0x3F;
        }
        return codePoint;
    }

    private static void appendText(byte[] bytes, int from, int to, ReplyBuffer reply) {
        int at = from;
        while (at < to) {
            boolean escape = bytes[at] == '\\' && at + 1 < to
                    && (bytes[at + 1] == '"' || bytes[at + 1] == '\\');
            at += escape ? 1 : 0;
            reply.append((char) bytes[at]);
            at++;
        }
    }
}
