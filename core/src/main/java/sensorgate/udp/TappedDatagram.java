package sensorgate.udp;

import java.util.Arrays;
import sensorgate.address.SourceFilter;

/**
 * One datagram as it was received, and what of its fate its bytes alone do not tell. Filled again
 * and again; belongs to whoever made it.
 */
public final class TappedDatagram {

    private static final int PLACES_WORDS = DatagramSource.SLOT_BYTES / Long.SIZE;

    private final byte[] bytes = new byte[DatagramSource.SLOT_BYTES];
    private final long[] tableFull = new long[PLACES_WORDS];
    private final long[] partlyStored = new long[PLACES_WORDS];
    private long timeNs;
    private long senderHigh;
    private long senderLow;
    private int senderPort;
    private int length;
    private boolean oversize;
    private Fate fate = Fate.RECEIVED;

    /** A datagram of nothing, to be filled. */
    public TappedDatagram() {
        // filled by set()
    }

    /** When its batch came, nanoseconds since 1970. */
    public long timeNs() {
        return timeNs;
    }

    /** The upper half of the sender's address, see {@link SourceFilter}. */
    public long senderHigh() {
        return senderHigh;
    }

    /** The lower half of the sender's address. */
    public long senderLow() {
        return senderLow;
    }

    /** The sender's port. */
    public int senderPort() {
        return senderPort;
    }

    /** Its bytes, as they were sent. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many of them there are. */
    public int length() {
        return length;
    }

    /** True if it was longer than what was read of it. */
    public boolean isOversize() {
        return oversize;
    }

    /** What became of it as a whole. */
    public Fate fate() {
        return fate;
    }

    /** True if the line that begins at {@code from} was rejected since the table is full. */
    public boolean isTableFull(int from) {
        return isSet(tableFull, from);
    }

    /** True if some readings of the line that begins at {@code from} found no room. */
    public boolean isPartlyStored(int from) {
        return isSet(partlyStored, from);
    }

    void noteTableFull(int from) {
        tableFull[from / Long.SIZE] |= 1L << from;
    }

    void notePartlyStored(int from) {
        partlyStored[from / Long.SIZE] |= 1L << from;
    }

    void forgetNotes() {
        Arrays.fill(tableFull, 0);
        Arrays.fill(partlyStored, 0);
    }

    void set(DatagramSource source, int slot, long timeNs, Fate fate) {
        this.timeNs = timeNs;
        this.fate = fate;
        senderHigh = source.senderHigh(slot);
        senderLow = source.senderLow(slot);
        senderPort = source.senderPort(slot);
        oversize = source.isOversize(slot);
        length = source.copy(slot, bytes);
    }

    void setNotes(TappedDatagram other) {
        System.arraycopy(other.tableFull, 0, tableFull, 0, PLACES_WORDS);
        System.arraycopy(other.partlyStored, 0, partlyStored, 0, PLACES_WORDS);
    }

    /** Takes a copy, of what may be changing meanwhile: the reader's lock tells if it was. */
    void set(TappedDatagram other) {
        timeNs = other.timeNs;
        senderHigh = other.senderHigh;
        senderLow = other.senderLow;
        senderPort = other.senderPort;
        oversize = other.oversize;
        fate = other.fate;
        length = other.length;
        System.arraycopy(other.bytes, 0, bytes, 0, length);
        setNotes(other);
    }

    private static boolean isSet(long[] places, int from) {
        return (places[from / Long.SIZE] & 1L << from) != 0;
    }
}
