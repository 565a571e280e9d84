package sensorgate.device.text;

import sensorgate.udp.Cause;

/** Shows a line that is not line protocol, with the remedy and a caret under the wrong byte. */
public final class BadLine {

    private static final String INDENT = "  ";
    private static final String CUT = "…";

    /** How much of the line is shown on each side of the fault: both fit into 80 columns. */
    private static final int SIDE_BYTES = 36;

    private BadLine() {}

    /** Three lines of text; {@code number} names the line or the argument, as in "line 7". */
    public static String describe(
            String number, byte[] bytes, int from, int to, int errorAt, Cause rejection) {
        return number + " is not sent: " + rejection.remedy() + "\n"
                + show(INDENT, bytes, from, to, errorAt);
    }

    /** Two lines of text: the part of the line around the fault, and a caret under the fault. */
    public static String show(String indent, byte[] bytes, int from, int to, int errorAt) {
        int shownFrom = shownFrom(bytes, from, errorAt);
        int shownTo = shownTo(bytes, to, errorAt);
        String before = (shownFrom > from ? CUT : "") + Printable.of(bytes, shownFrom, errorAt);
        String behind = Printable.of(bytes, errorAt, shownTo) + (shownTo < to ? CUT : "");
        return indent + before + behind + "\n"
                + indent + " ".repeat(Columns.of(before)) + "^";
    }

    private static int shownFrom(byte[] bytes, int from, int errorAt) {
        int at = errorAt - from > SIDE_BYTES ? errorAt - SIDE_BYTES : from;
        while (at > from && at < errorAt && isInLetter(bytes[at])) {
            at++;
        }
        return at;
    }

    private static int shownTo(byte[] bytes, int to, int errorAt) {
        int at = Math.min(to, errorAt + SIDE_BYTES);
        while (at > errorAt && at < to && isInLetter(bytes[at])) {
            at--;
        }
        return at;
    }

    /** True inside a letter of several bytes: a cut letter would be shown as several wrong ones. */
    private static boolean isInLetter(byte b) {
        return (b & 0xC0) == 0x80;
    }
}
