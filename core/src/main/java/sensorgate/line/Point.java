package sensorgate.line;

/**
 * Where the parts of one scanned line stand in the array that it was scanned in. Made once and
 * filled again for every line, so that scanning allocates nothing; belongs to one thread.
 *
 * <p>A tag or a field is kept as one long: {@code start << 32 | equals sign << 16 | end}, which
 * bounds the array to 65,535 bytes and a line to {@value LineScanner#LINE_MAX}.
 */
public final class Point {

    /** More tags or fields than this do not fit in 1024 bytes: each takes four. */
    private static final int PARTS_MAX = 256;

    private static final long POSITION_MASK = 0xFFFF;

    private final long[] tags = new long[PARTS_MAX];
    private final long[] fields = new long[PARTS_MAX];
    private final byte[] ordered = new byte[LineScanner.LINE_MAX];
    private int from;
    private int seriesTo;
    private int measurementTo;
    private int to;
    private int tagCount;
    private int fieldCount;
    private boolean tagsInOrder;
    private boolean blank;
    private boolean endedByNewline;
    private boolean timed;
    private long timeNs;
    private Rejection rejection;
    private int errorAt;

    /** A point for the scanner to fill. */
    public Point() {
        // everything is set by clear()
    }

    /** Where the line's first byte that is no space stands: the series begins there. */
    public int from() {
        return from;
    }

    /**
     * Where the point ends: after its last byte that belongs to it, spaces and newline left out.
     */
    public int to() {
        return to;
    }

    /** Where the series ends; it begins at {@link #from()}. */
    public int seriesTo() {
        return seriesTo;
    }

    /** How many fields the point has, a field given twice counted twice. */
    public int fieldCount() {
        return fieldCount;
    }

    /** Where the name of field {@code i} begins. */
    public int fieldFrom(int i) {
        return startOf(fields[i]);
    }

    /** Where the name of field {@code i} ends. */
    public int fieldTo(int i) {
        return equalsOf(fields[i]);
    }

    /** Where the value of field {@code i} begins, its quote included. */
    public int valueFrom(int i) {
        return equalsOf(fields[i]) + 1;
    }

    /** Where the value of field {@code i} ends, its quote or suffix included. */
    public int valueTo(int i) {
        return endOf(fields[i]);
    }

    /** Ends the value of field {@code i} earlier: restoring a string shortens it. */
    void valueTo(int i, int position) {
        fields[i] = fields[i] & ~POSITION_MASK | position;
    }

    /** True if the line has a timestamp of its own. */
    public boolean isTimed() {
        return timed;
    }

    /** The line's own timestamp, nanoseconds since 1970; meaningful if {@link #isTimed()}. */
    public long timeNs() {
        return timeNs;
    }

    /** True if the line was empty or a comment. */
    public boolean isBlank() {
        return blank;
    }

    /** True if a newline ended the line, false if the array did. */
    public boolean isEndedByNewline() {
        return endedByNewline;
    }

    /** Why the line is no point, or {@code null} if it is one or is blank. */
    public Rejection rejection() {
        return rejection;
    }

    /** Where the fault stands, for a rejected line. */
    public int errorAt() {
        return errorAt;
    }

    /**
     * Writes the tags sorted by key, in place, so that the bytes from {@link #from()} to
     * {@link #seriesTo()} name the series whatever order the sensor keeps. Does nothing to tags
     * that are in order, as most are.
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
        timed = false;
        rejection = null;
    }

    void blank() {
        blank = true;
    }

    void measurementTo(int position) {
        measurementTo = position;
        seriesTo = position;
    }

    void to(int position) {
        to = position;
    }

    void time(long ns) {
        timed = true;
        timeNs = ns;
    }

    void endedByNewline(boolean newline) {
        endedByNewline = newline;
    }

    /** Takes note of the fault and returns {@link LineScanner#REJECTED}. */
    int reject(Rejection cause, int at) {
        rejection = cause;
        errorAt = at;
        return LineScanner.REJECTED;
    }

    /** Adds a field; false if there is no room. */
    boolean addField(int start, int equals, int end) {
        if (fieldCount == PARTS_MAX) {
            return false;
        }
        fields[fieldCount++] = part(start, equals, end);
        return true;
    }

    /**
     * Adds a tag in the order of keys. Returns the cause to reject the line for, or {@code null}.
     * A sensor that sends its tags sorted pays one comparison a tag.
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

    /**
     * Where the key stands among the tags, or {@code ~} where it would; the last is tried first.
     */
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
