package sensorgate.device.hint;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;

/**
 * A mistake that sensors make often: how to recognise it in a rejected line, what to say of it, and
 * how to mend it.
 *
 * <p>The pattern sees the line as Latin-1, one character a byte, so that no byte is lost. In the
 * pattern, {@code @} stands for the position of the fault. Each pattern is bounded, so that a
 * hostile line cannot keep the program busy.
 *
 * @param says what the sensor did wrong, and what is right
 * @param causes the causes of rejection that the mistake leads to
 * @param mending {@code null} if several lines may be meant: then the slip only says what is wrong
 */
record Slip(String says, Set<Cause> causes, Pattern pattern, Mending mending) {

    static final String NUMBER = "-?(?!0[xX])(?:\\d{1,20}+(?:\\.\\d{0,20}+)?|\\.\\d{1,20}+)";

    /** A unit behind a number: letters, signs, bytes beyond ASCII; no exponent. */
    static final String UNIT = "(?:(?![eE][-+]?\\d)[A-Za-z%\\x80-\\xFF]{1,12}+[23]?"
            + "(?:/[A-Za-z\\x80-\\xFF]{1,12}+[23]?)?)";

    /** A timestamp at the end of the line. */
    static final String TIME = "-?\\d{10,19}$";

    /** The end of a value. */
    static final String END = "(?=$|[, \\r\\x00])";

    private static final char AT = '\uE000'; // no Latin-1

    /** What stands instead of a match. */
    @FunctionalInterface
    interface Mending {

        /** The replacement; {@code precision} is the unit of timestamps. */
        String of(MatchResult match, Precision precision);
    }

    /** Makes the slips that lead to {@code causes}. */
    record Kind(Set<Cause> causes) {

        /** A slip that may mean several lines. */
        Slip slip(String says, String pattern) {
            return new Slip(says, causes, compile(pattern), null);
        }

        /** A slip whose match is replaced by {@code mended}, which may name groups, as $1. */
        Slip slip(String says, String pattern, String mended) {
            return slip(says, pattern, (match, _) -> expanded(match, mended));
        }

        Slip slip(String says, String pattern, Mending mending) {
            return new Slip(says, causes, compile(pattern), mending);
        }
    }

    /**
     * The line without this mistake: {@code null} if the line does not have it, the line as it was
     * if the slip cannot mend it.
     */
    String mend(String line, int errorAt, Precision precision) {
        String marked = line.substring(0, errorAt) + AT + line.substring(errorAt);
        Matcher matcher = pattern.matcher(marked);
        if (!matcher.find()) {
            return null;
        }
        return mending == null
                ? line
                : matcher.replaceAll(
                        match -> Matcher.quoteReplacement(mending.of(match, precision)))
                        .replace(String.valueOf(AT), "");
    }

    /** Compiles a pattern in which {@code @} stands for the position of the fault. */
    private static Pattern compile(String pattern) {
        return Pattern.compile(pattern.replace('@', AT), Pattern.DOTALL);
    }

    private static String expanded(MatchResult match, String mended) {
        String text = mended;
        for (int i = match.groupCount(); i > 0; i--) {
            text = text.replace("$" + i, match.group(i) == null ? "" : match.group(i));
        }
        return text;
    }
}
