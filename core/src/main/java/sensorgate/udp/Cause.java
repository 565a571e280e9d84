package sensorgate.udp;

import java.util.Arrays;
import java.util.Locale;
import sensorgate.count.SettingKeys;
import sensorgate.line.LineScanner;
import sensorgate.line.Rejection;

/**
 * Why a line was not stored. Each cause has a counter, {@code rejected_<cause>}; STATS prints the
 * counters in this order. The causes of the grammar are named like their {@link Rejection}.
 */
public enum Cause {
    MEASUREMENT("a line begins with a measurement name, e.g. temp,room=attic value=21.5"),
    TAG("a tag is name=value after a comma, neither of them empty,"
            + " e.g. temp,room=attic value=21.5"),
    DUPLICATE_TAG("give each tag key only once"),
    FIELD("after a space come one or more fields, name=value, e.g. temp,room=attic value=21.5"),
    VALUE("a value is a number (21.5, 21i, 21u), a boolean (true, false)"
            + " or a string in double quotes"),
    RANGE("a number must fit in 64 bits"),
    STRING("a string ends with a double quote; inside a string, write \\\" for a quote"),
    TIMESTAMP("a timestamp is an integer at the end of the line, within 64 bits of nanoseconds"),
    UTF8("send names and strings as UTF-8"),
    /** The end of a datagram of more than 2048 bytes, which was cut off, is part of the line. */
    OVERSIZE("a datagram has at most " + DatagramSource.SLOT_BYTES + " bytes"),
    /** The series is named like a line of the poll protocol, see {@link ReservedSeries}. */
    RESERVED("END, ERR and LOST are words of the poll protocol:"
            + " give the measurement a tag or another name"),
    /** All readings of the line are new, and the table has no room for a new reading. */
    TABLE_FULL("raise " + SettingKeys.SERIES_MAX),
    /** The line has new readings, and its sender holds as many as one sender may. */
    PER_SENDER("this sender holds as many readings as one sender may: raise "
            + SettingKeys.SERIES_PER_SENDER + ", or stop the sender from making up names"),
    LENGTH("a line has at most " + LineScanner.LINE_MAX + " bytes");

    private static final Cause[] OF_REJECTION = Arrays.stream(Rejection.values())
            .map(rejection -> valueOf(rejection.name()))
            .toArray(Cause[]::new);

    private final String remedy;
    private final String counterName;

    Cause(String remedy) {
        this.remedy = remedy;
        this.counterName = "rejected_" + name().toLowerCase(Locale.ROOT);
    }

    /** The cause for a fault of the grammar, {@code null} for none. Allocates nothing. */
    public static Cause of(Rejection rejection) {
        return rejection == null ? null : OF_REJECTION[rejection.ordinal()];
    }

    /** What the sensor or the configuration must change. */
    public String remedy() {
        return remedy;
    }

    public String counterName() {
        return counterName;
    }
}
