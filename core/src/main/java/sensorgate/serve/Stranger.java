package sensorgate.serve;

import java.nio.charset.StandardCharsets;

/**
 * Recognises by a connection's first line that its client does not speak the poll protocol. Pure
 * functions.
 */
final class Stranger {

    /** What the first line shows. {@code BINARY}: no text, such as the hello of TLS. */
    enum Kind { NONE, HTTP, SSH, BINARY }

    private static final String HEAD =
            "HTTP/1.1 400 Bad Request\r\n"
            + "Content-Type: text/plain; charset=us-ascii\r\n"
            + "Connection: close\r\n";

    private static final String BODY =
            "This is the poll port of Sensorgate, and no web server. Connect by TCP and send a"
            + " line: HELP lists the requests.\n";

    /** The reply to HTTP (RFC 9112), and its first part, without the text, to the method HEAD. */
    private static final String REFUSAL_HEAD =
            HEAD + "Content-Length: " + BODY.length() + "\r\n\r\n";

    private static final byte[][] METHODS = words(
            "GET /", "GET http", "HEAD ", "POST ", "PUT ", "DELETE ", "CONNECT ", "OPTIONS ",
            "TRACE ", "PATCH ", "PRI ");
    private static final byte[] METHOD_HEAD = ascii("HEAD ");
    private static final byte[] VERSION = ascii("HTTP/");
    private static final byte[] VALUE = ascii("VALUE ");
    private static final byte[] SSH = ascii("SSH-");

    private static final int BACKSPACE = 0x08;
    private static final int TAB = 0x09;
    private static final int ESCAPE = 0x1B;

    private Stranger() {}

    /**
     * Looks at the first line, or at its beginning if the rest has not come.
     *
     * @param isEnded true if no byte follows {@code to}
     */
    static Kind of(byte[] bytes, int from, int to, boolean isEnded) {
        int end = from;
        while (end < to && bytes[end] != '\n' && bytes[end] != '\r') {
            if (!isText(bytes[end] & 0xFF)) {
                return Kind.BINARY;
            }
            end++;
        }
        if (begins(bytes, from, end, SSH)) {
            return Kind.SSH;
        }
        boolean isWhole = end < to || isEnded;
        boolean isHttp = end - from > RequestLines.REQUEST_MAX
                ? isMethod(bytes, from, end)
                : isWhole && hasVersion(bytes, from, end);
        return isHttp ? Kind.HTTP : Kind.NONE;
    }

    /** Appends the reply to an HTTP request: status 400, which says what this port is. */
    static void refuseHttp(byte[] request, int from, int to, ReplyBuffer reply) {
        reply.append(REFUSAL_HEAD);
        if (!begins(request, from, to, METHOD_HEAD)) {
            reply.append(BODY);
        }
    }

    /** A person at a terminal sends backspace and escape; UTF-8 has no bytes C0, C1, F5 to FF. */
    private static boolean isText(int b) {
        boolean isControl = b < ' ' && b != TAB && b != BACKSPACE && b != ESCAPE;
        return !isControl && b != 0xC0 && b != 0xC1 && b < 0xF5;
    }

    private static boolean isMethod(byte[] bytes, int from, int to) {
        for (byte[] method : METHODS) {
            if (begins(bytes, from, to, method)) {
                return true;
            }
        }
        return false;
    }

    /**
     * True for {@code method target HTTP/1.1} (RFC 9112, 3). Not for a VALUE request: that has
     * three words too, and the name of its field may begin with {@code HTTP/}.
     */
    private static boolean hasVersion(byte[] bytes, int from, int end) {
        int last = wordBefore(bytes, from, end);
        return begins(bytes, last, end, VERSION)
                && wordBefore(bytes, from, last - 1) > from
                && !begins(bytes, from, end, VALUE);
    }

    /** Where the word begins that ends at {@code end}; a space behind a backslash is part of it. */
    private static int wordBefore(byte[] bytes, int from, int end) {
        int at = end;
        while (at > from && (bytes[at - 1] != ' ' || at - 2 >= from && bytes[at - 2] == '\\')) {
            at--;
        }
        return at;
    }

    private static boolean begins(byte[] bytes, int from, int to, byte[] word) {
        if (to - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[][] words(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = ascii(words[i]);
        }
        return bytes;
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
