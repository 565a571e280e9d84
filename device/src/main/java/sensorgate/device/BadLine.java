package sensorgate.device;

import sensorgate.line.Rejection;

/** Shows a line that is no line protocol, with a caret under the byte at fault and the remedy. */
final class BadLine {

    private static final String INDENT = "  ";
    private static final String CUT = "…";

    /** What is shown on either side of the fault; both fit on a terminal of 80 columns. */
    private static final int SIDE_BYTES = 36;

    private BadLine() {}

    /** Three lines of text; {@code number} is the line's or the argument's. */
    static String describe(
            String number, byte[] bytes, int from, int to, int errorAt, Rejection rejection) {
        return number + " is not sent: " + rejection.remedy() + "\n"
                + show(INDENT, bytes, from, to, errorAt);
    }

    /** Two lines of text: what stands near the fault, and the caret under it. */
    static String show(String indent, byte[] bytes, int from, int to, int errorAt) {
        int shownFrom = errorAt - from > SIDE_BYTES ? errorAt - SIDE_BYTES : from;
        int shownTo = Math.min(to, errorAt + SIDE_BYTES);
        String before = (shownFrom > from ? CUT : "") + Printable.of(bytes, shownFrom, errorAt);
        String behind = Printable.of(bytes, errorAt, shownTo) + (shownTo < to ? CUT : "");
        int column = before.codePointCount(0, before.length());
        return indent + before + behind + "\n"
                + indent + " ".repeat(column) + "^";
    }
}
