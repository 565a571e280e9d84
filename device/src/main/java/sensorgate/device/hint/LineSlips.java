package sensorgate.device.hint;

import java.util.List;

/** Mistakes that may stand anywhere in a line. The first one that mends a line counts. */
final class LineSlips {

    static final List<Slip> ALL = List.of(
            Slip.of(LineHint.LONE_RETURN, "@[-\\d ]*+\\r"),
            Slip.of("the line ends with the letters \\n, not with a newline: leave them out, or"
                    + " write $'…\\n' in bash",
                    "(?:\\\\[rn])++ *+$", ""),
            Slip.of("between the lines are the letters \\n, not a newline: write $'…\\n' in bash",
                    "@[^ \"]*?\\\\n[A-Za-z]\\S*+ [^ =]++="),
            Slip.of("the line has a no-break space or another special space: send plain spaces",
                    "\\xC2?\\xA0|\\xE2\\x80[\\x80-\\x8B\\xAF]|\\xE3\\x80\\x80|\\xEF\\xBB\\xBF",
                    " "),
            Slip.of("a space stands between the parts of a line, not a tab",
                    " *+\\t[ \\t]*+", " "));

    private LineSlips() {}
}
