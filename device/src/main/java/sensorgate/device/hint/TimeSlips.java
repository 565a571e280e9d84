package sensorgate.device.hint;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.MatchResult;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;

/** Mistakes at a timestamp. The fault is at the first byte behind the fields and a space. */
final class TimeSlips {

    /** Nanoseconds since 1970 have this many digits, seconds nine fewer. */
    private static final int NS_DIGITS = 19;

    private static final Slip.Kind KIND = new Slip.Kind(EnumSet.of(Cause.TIMESTAMP));

    static final List<Slip> ALL = List.of(
            KIND.slip("a comma stands between fields, not a space",
                    " ++@(?=[^ ,=\"\\d][^ ,=\"]{0,256}+=)", ","),
            KIND.slip("a number has no separators between thousands",
                    "(=-?\\d{1,3}) @(\\d{3}\\.\\d{1,20})$", "$1$2"),
            KIND.slip("a number stands without its unit",
                    "(?<=\\d) ++@" + Slip.UNIT + "(?=$| " + Slip.TIME + ")", ""),
            KIND.slip("this date command knows no %N: send the seconds, $(date +%s), or no"
                    + " timestamp",
                    "@(\\d{10})%?N$", TimeSlips::ticks),
            KIND.slip("a timestamp is an integer: leave out the decimal places"
                    + " (Python: int(time.time()))",
                    "@(\\d{10,19})\\.\\d{0,20}$", TimeSlips::ticks),
            KIND.slip("a timestamp has neither quotes nor a unit",
                    "@\"?(\\d{10,19})(?:[A-Za-z]{1,2}|\")$", TimeSlips::ticks),
            KIND.slip("a timestamp is no date, but the time since 1970 as an integer, e.g."
                    + " $(date +%s); or send none",
                    "@\"?(?:\\d{4}-\\d\\d-\\d\\d|\\d\\d?[:./]\\d\\d[:./]).*"),
            KIND.slip("a timestamp is an integer without exponent; or send none",
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
}
