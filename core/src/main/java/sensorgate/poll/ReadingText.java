package sensorgate.poll;

import sensorgate.serve.ReplyBuffer;
import sensorgate.store.Reading;

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
     * The bare value: a number as the sender wrote it without the suffix of its type, a string
     * without quotes and escapes, a boolean as it was sent.
     */
    static void appendValue(Reading reading, ReplyBuffer reply) {
        byte[] bytes = reading.bytes();
        int from = reading.fieldTo();
        int to = reading.valueTo();
        if (bytes[from] == '"') {
            appendText(bytes, from + 1, to - 1, reply);
        } else {
            boolean suffixed = bytes[to - 1] == 'i' || bytes[to - 1] == 'u';
            reply.append(bytes, from, suffixed ? to - 1 : to);
        }
        reply.append('\n');
    }

    private static void appendText(byte[] bytes, int from, int to, ReplyBuffer reply) {
        int at = from;
        while (at < to) {
            boolean escape = bytes[at] == '\\' && at + 1 < to
                    && (bytes[at + 1] == '"' || bytes[at + 1] == '\\');
            at += escape ? 1 : 0;
            reply.appendOnOneLine(bytes, at, at + 1);
            at++;
        }
    }
}
