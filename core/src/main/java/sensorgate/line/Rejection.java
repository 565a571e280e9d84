package sensorgate.line;

/** Why a line was not stored. Each is a counter of its own, {@code rejected_<cause>}. */
public enum Rejection {
    /** No measurement name, or a byte in it that may not be there. */
    MEASUREMENT("a line begins with a measurement name, e.g. temp,room=attic value=21.5"),
    /** A tag without name or value, or with a byte in it that may not be there. */
    TAG("a tag is name=value after a comma, neither of them empty,"
            + " e.g. temp,room=attic value=21.5"),
    /** A tag key given twice. */
    DUPLICATE_TAG("each tag key is given once"),
    /** No field, or one without name or value. */
    FIELD("after a space come one or more fields, name=value, e.g. temp,room=attic value=21.5"),
    /** A value that is no float, integer, unsigned, boolean or string. */
    VALUE("a value is a number (21.5, 21i, 21u), a boolean (true, false)"
            + " or a string in double quotes"),
    /** A number too large for its 64 bits. */
    RANGE("a number fits in 64 bits"),
    /** A string without its closing quote. */
    STRING("a string ends with a double quote, those inside it are written \\\""),
    /** A timestamp that is no integer, or does not fit, or has something behind it. */
    TIMESTAMP("a timestamp is an integer at the end of the line, within 64 bits of nanoseconds"),
    /** A name or a string that is not valid UTF-8. */
    UTF8("names and strings are UTF-8"),
    /** A line that was cut at the end of a datagram of more than 1024 bytes. */
    OVERSIZE("a datagram has at most 1024 bytes"),
    /** A series named like a line of the poll protocol. */
    RESERVED("END and ERR are words of the poll protocol:"
            + " give the measurement a tag or another name"),
    /** Only new readings, and no room for them. */
    TABLE_FULL("raise series.max");

    private final String remedy;
    private final String counterName;

    Rejection(String remedy) {
        this.remedy = remedy;
        this.counterName = "rejected_" + name().toLowerCase(java.util.Locale.ROOT);
    }

    /** What would be right. */
    public String remedy() {
        return remedy;
    }

    /** The name of its counter in STATS. */
    public String counterName() {
        return counterName;
    }
}
