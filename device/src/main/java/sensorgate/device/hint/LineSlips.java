package sensorgate.device.hint;

import java.util.EnumSet;
import java.util.List;
import sensorgate.udp.Cause;

/** Mistakes that may stand anywhere in a line. The first one that mends a line counts. */
final class LineSlips {

    private static final Slip.Kind KIND = new Slip.Kind(EnumSet.allOf(Cause.class));

    static final List<Slip> ALL = List.of(
            KIND.slip(LineHint.LONE_RETURN, "@[-\\d ]*+\\r"),
            KIND.slip("the line ends with the letters \\n or \\r\\n, not with a newline: leave them"
                    + " out, or write $'…\\n' in bash",
                    "(?:\\\\[rn])++ *+$", ""),
            KIND.slip("between the lines are the letters \\n, not a newline: write $'…\\n' in bash",
                    "@[^ \"]*?\\\\n[A-Za-z]\\S*+ [^ =]++="),
            KIND.slip("the line has a no-break space or another special space: send plain spaces",
                    "\\xC2?\\xA0|\\xE2\\x80[\\x80-\\x8B\\xAF]|\\xE3\\x80\\x80|\\xEF\\xBB\\xBF",
                    " "),
            KIND.slip("a space stands between the parts of a line, not a tab",
                    " *+\\t[ \\t]*+", " "));

    private LineSlips() {}
}
