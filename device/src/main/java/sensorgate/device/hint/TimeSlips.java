package sensorgate.device.hint;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;

/** Mistakes at a timestamp. The fault is at the first byte behind the fields and a space. */
final class TimeSlips {

    /** Nanoseconds since 1970 have this many digits, seconds nine fewer. */
    private static final int NS_DIGITS = 19;

    private static final Set<Cause> CAUSES = EnumSet.of(Cause.TIMESTAMP);

    static final List<Slip> ALL = List.of(
            slip("a comma stands between fields, not a space",
                    " ++@(?=[^ ,=\"\\d][^ ,=\"]{0,256}+=)", ","),
            slip("a number has no separators between thousands",
                    "(=-?\\d{1,3}) @(\\d{3}\\.\\d{1,20})$", "$1$2"),
            slip("a number stands without its unit",
                    "(?<=\\d) ++@" + Slip.UNIT + "(?=$| " + Slip.TIME + ")", ""),
            slip("this date command knows no %N: send the seconds, $(date +%s), or no timestamp",
                    "@(\\d{10})%?N$", TimeSlips::ticks),
            slip("a timestamp is an integer: leave out the decimal places"
                    + " (Python: int(time.time()))",
                    "@(\\d{10,19})\\.\\d{0,20}$", TimeSlips::ticks),
            slip("a timestamp has neither quotes nor a unit",
                    "@\"?(\\d{10,19})(?:[A-Za-z]{1,2}|\")$", TimeSlips::ticks),
            slip("a timestamp is no date, but the time since 1970 as an integer, e.g."
                    + " $(date +%s); or send none",
                    "@\"?(?:\\d{4}-\\d\\d-\\d\\d|\\d\\d?[:./]\\d\\d[:./]).*"),
            slip("a timestamp is an integer without exponent; or send none",
                    "@\\d{1,20}(?:\\.\\d{0,20})?[eE]\\+?\\d{1,2}$"));

    private TimeSlips() {}

    /** A time in s, ms, us or ns, told apart by its number of digits, in the configured unit. */
    private static String ticks(MatchResult match, Precision precision) {
        String digits = match.group(1);
        if (precision == Precision.AUTO) {
            return digits;
        }
        int more = NS_DIGITS - digits.length();
        BigInteger ns = new BigInteger(digits).multiply(BigInteger.TEN.pow(more - more % 3));
        return ns.divide(BigInteger.valueOf(precision.nsPerTick(0))).toString();
    }

    /** A slip that may mean several lines. */
    private static Slip slip(String says, String pattern) {
        return new Slip(says, CAUSES, Slip.compile(pattern), null);
    }

    private static Slip slip(String says, String pattern, String mended) {
        return Slip.of(says, CAUSES, pattern, mended);
    }

    private static Slip slip(String says, String pattern, Slip.Mending mending) {
        return Slip.of(says, CAUSES, pattern, mending);
    }
}
