package sensorgate.line;

/** Why a line is not a point: the faults that the grammar knows. */
public enum Rejection {
    /** The measurement is missing, or holds a byte that is not allowed. */
    MEASUREMENT,
    /** A tag has no name or no value, or holds a byte that is not allowed. */
    TAG,
    DUPLICATE_TAG,
    /** The field is missing, or has no name. */
    FIELD,
    /** A value is neither float, integer, unsigned, boolean nor string. */
    VALUE,
    RANGE,
    STRING,
    /** The timestamp is not an integer, does not fit, or is followed by more. */
    TIMESTAMP,
    UTF8,
    /** The line has more than {@value LineScanner#LINE_MAX} bytes. */
    LENGTH
}
