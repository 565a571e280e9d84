package sensorgate.udp;

import java.util.Locale;
import sensorgate.count.SettingKeys;
import sensorgate.line.Rejection;

/**
 * Why a line was not stored. Each cause has a counter, {@code rejected_<cause>}; STATS prints the
 * counters in this order. The first causes are those of the grammar, in the order of
 * {@link Rejection}.
 */
public enum Cause {
    /** See {@link Rejection#MEASUREMENT}. */
    MEASUREMENT("a line begins with a measurement name, e.g. temp,room=attic value=21.5"),
    /** See {@link Rejection#TAG}. */
    TAG("a tag is name=value after a comma, neither of them empty,"
            + " e.g. temp,room=attic value=21.5"),
    /** See {@link Rejection#DUPLICATE_TAG}. */
    DUPLICATE_TAG("each tag key is given once"),
    /** See {@link Rejection#FIELD}. */
    FIELD("after a space come one or more fields, name=value, e.g. temp,room=attic value=21.5"),
    /** See {@link Rejection#VALUE}. */
    VALUE("a value is a number (21.5, 21i, 21u), a boolean (true, false)"
            + " or a string in double quotes"),
    /** See {@link Rejection#RANGE}. */
    RANGE("a number fits in 64 bits"),
    /** See {@link Rejection#STRING}. */
    STRING("a string ends with a double quote, those inside it are written \\\""),
    /** See {@link Rejection#TIMESTAMP}. */
    TIMESTAMP("a timestamp is an integer at the end of the line, within 64 bits of nanoseconds"),
    /** See {@link Rejection#UTF8}. */
    UTF8("names and strings are UTF-8"),
    /** The end of a datagram of more than 1024 bytes, which was cut off, is part of the line. */
    OVERSIZE("a datagram has at most 1024 bytes"),
    /** The series is named like a line of the poll protocol, see {@link ReservedSeries}. */
    RESERVED("END and ERR are words of the poll protocol:"
            + " give the measurement a tag or another name"),
    /** All readings of the line are new, and the table has no room for a new reading. */
    TABLE_FULL("raise " + SettingKeys.SERIES_MAX);

    private static final Cause[] CAUSES = values();

    private final String remedy;
    private final String counterName;

    Cause(String remedy) {
        this.remedy = remedy;
        this.counterName = "rejected_" + name().toLowerCase(Locale.ROOT);
    }

    /** The cause for a fault of the grammar, {@code null} for none. Allocates nothing. */
    public static Cause of(Rejection rejection) {
        return rejection == null ? null : CAUSES[rejection.ordinal()];
    }

    /** What the sensor or the configuration must change. */
    public String remedy() {
        return remedy;
    }

    /** The name of its counter in STATS. */
    public String counterName() {
        return counterName;
    }
}
