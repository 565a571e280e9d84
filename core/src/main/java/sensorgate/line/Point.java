package sensorgate.line;

/**
 * The positions of one scanned line's parts in the array of the line. The scanner fills the same
 * object for every line, so that scanning allocates nothing. Belongs to one thread.
 *
 * <p>One long holds a tag or a field: {@code start << 32 | equals sign << 16 | end}. So a part ends
 * within the first 65,535 bytes of the array, and a point has at most
 * {@value LineScanner#LINE_MAX} bytes.
 */
public final class Point {

    /** A line of 1024 bytes has fewer tags and fewer fields: each takes four bytes. */
    private static final int PARTS_MAX = 256;

    private static final long POSITION_MASK = 0xFFFF;

    private final long[] tags = new long[PARTS_MAX];
    private final long[] fields = new long[PARTS_MAX];
    private final byte[] ordered = new byte[LineScanner.LINE_MAX];
    private int from;
    int seriesTo;
    int measurementTo;
    int to;
    private int tagCount;
    private int fieldCount;
    private boolean tagsInOrder;
    boolean blank;
    boolean endedByNewline;
    boolean reachesEnd;
    boolean openString;
    int stringFrom;
    int stringNewline;
    boolean timed;
    long timeNs;
    private Rejection rejection;
    private int errorAt;

    /** A point for the scanner to fill. */
    public Point() {}

    /** Position of the line's first byte that is not a space: the series begins there. */
    public int from() {
        return from;
    }

    /** End of the point (exclusive), without trailing spaces and newline. */
    public int to() {
        return to;
    }

    /** End of the series, which begins at {@link #from()}. */
    public int seriesTo() {
        return seriesTo;
    }

    /** Number of fields. A field given twice counts twice. */
    public int fieldCount() {
        return fieldCount;
    }

    /** Start of the name of field {@code i}. */
    public int fieldFrom(int i) {
        return startOf(fields[i]);
    }

    /** End of the name of field {@code i}. */
    public int fieldTo(int i) {
        return equalsOf(fields[i]);
    }

    /** Start of the value of field {@code i}, at its opening quote if it is a string. */
    public int valueFrom(int i) {
        return equalsOf(fields[i]) + 1;
    }

    /** End of the value of field {@code i}, behind its closing quote or suffix. */
    public int valueTo(int i) {
        return endOf(fields[i]);
    }

    /** Moves the end of the value of field {@code i}: a restored string is shorter. */
    void valueTo(int i, int position) {
        fields[i] = fields[i] & ~POSITION_MASK | position;
    }

    public boolean isTimed() {
        return timed;
    }

    /** The timestamp, nanoseconds since 1970. Only valid if {@link #isTimed()}. */
    public long timeNs() {
        return timeNs;
    }

    /** True if the line is empty or a comment. */
    public boolean isBlank() {
        return blank;
    }

    /** True if a newline ends the line, false if the array does. */
    public boolean isEndedByNewline() {
        return endedByNewline;
    }

    /**
     * True if the line, or a string of a rejected line, reaches the limit of the scan: bytes behind
     * the limit might be part of the line.
     */
    public boolean reachesEnd() {
        return !endedByNewline || reachesEnd;
    }

    /** Why the line is not a point; {@code null} if the line is a point or blank. */
    public Rejection rejection() {
        return rejection;
    }

    /** Position of the fault in a rejected line. */
    public int errorAt() {
        return errorAt;
    }

    /**
     * Sorts the tags by key, in place. Then the bytes from {@link #from()} to {@link #seriesTo()}
     * name the series, whatever order the sensor uses. Tags in order, as most are, stay untouched.
     */
    public void sortTags(byte[] bytes) {
        if (tagsInOrder) {
            return;
        }
        int length = 0;
        for (int i = 0; i < tagCount; i++) {
            int start = startOf(tags[i]) - 1; // with its comma
            int tagBytes = endOf(tags[i]) - start;
            System.arraycopy(bytes, start, ordered, length, tagBytes);
            length += tagBytes;
        }
        System.arraycopy(ordered, 0, bytes, measurementTo, length);
        tagsInOrder = true;
    }

    void clear(int lineFrom) {
        from = lineFrom;
        to = lineFrom;
        tagCount = 0;
        fieldCount = 0;
        tagsInOrder = true;
        blank = false;
        endedByNewline = false;
        reachesEnd = false;
        openString = false;
        stringNewline = -1;
        timed = false;
        rejection = null;
    }

    /** Notes a newline within the string at {@code quoteAt}; keeps the first of the line. */
    void noteNewline(int quoteAt, int newlineAt) {
        if (stringNewline < 0) {
            stringFrom = quoteAt;
            stringNewline = newlineAt;
        }
    }

    /** Records the fault and returns {@link LineScanner#REJECTED}. */
    int reject(Rejection cause, int at) {
        rejection = cause;
        errorAt = at;
        return LineScanner.REJECTED;
    }

    /** Adds a field; false if the point holds no more fields. */
    boolean addField(int start, int equals, int end) {
        if (fieldCount == PARTS_MAX) {
            return false;
        }
        fields[fieldCount++] = part(start, equals, end);
        return true;
    }

    /**
     * Inserts a tag in the order of keys. Returns the fault of the line, or {@code null}. Sorted
     * tags cost one comparison each.
     */
    Rejection addTag(byte[] bytes, int start, int equals, int end) {
        if (tagCount == PARTS_MAX) {
            return Rejection.TAG;
        }
        seriesTo = end;
        int place = tagCount == 0 ? -1 : search(bytes, start, equals);
        if (place >= 0) {
            return Rejection.DUPLICATE_TAG;
        }
        int index = ~place;
        if (index < tagCount) {
            System.arraycopy(tags, index, tags, index + 1, tagCount - index);
            tagsInOrder = false;
        }
        tags[index] = part(start, equals, end);
        tagCount++;
        return null;
    }

    /** Index of the key among the tags, or {@code ~index} to insert it. Tries the last first. */
    private int search(byte[] bytes, int start, int equals) {
        int low = 0;
        int high = tagCount - 1;
        int middle = high;
        while (low <= high) {
            int order = Names.compare(
                    bytes, startOf(tags[middle]), equalsOf(tags[middle]), start, equals);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
            middle = (low + high) >>> 1;
        }
        return ~low;
    }

    private static long part(int start, int equals, int end) {
        assert start <= equals && equals <= end && end <= POSITION_MASK : end;
        return (long) start << 32 | (long) equals << 16 | end;
    }

    private static int startOf(long part) {
        return (int) (part >>> 32);
    }

    private static int equalsOf(long part) {
        return (int) (part >>> 16 & POSITION_MASK);
    }

    private static int endOf(long part) {
        return (int) (part & POSITION_MASK);
    }
}
