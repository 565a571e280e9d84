package sensorgate.line;

/** Why a line is no point of line protocol. */
public enum Rejection {
    /** No measurement name, or a byte in it that may not be there. */
    MEASUREMENT,
    /** A tag without name or value, or with a byte in it that may not be there. */
    TAG,
    /** A tag key given twice. */
    DUPLICATE_TAG,
    /** No field, or one without name or value. */
    FIELD,
    /** A value that is no float, integer, unsigned, boolean or string. */
    VALUE,
    /** A number too large for its 64 bits. */
    RANGE,
    /** A string without its closing quote. */
    STRING,
    /** A timestamp that is no integer, or does not fit, or has something behind it. */
    TIMESTAMP,
    /** A name or a string that is not valid UTF-8. */
    UTF8
}
