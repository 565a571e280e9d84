package sensorgate.udp;

import java.util.Arrays;
import sensorgate.address.SourceFilter;

/**
 * One datagram as it was received, with the part of its fate that its bytes do not show: whether
 * its sender is allowed, and which lines found no room in the table. Filled again for each
 * datagram; belongs to one thread.
 */
public final class TappedDatagram {

    private static final int PLACES_WORDS = DatagramSource.SLOT_BYTES / Long.SIZE;

    private final byte[] bytes = new byte[DatagramSource.SLOT_BYTES];
    private final long[] tableFull = new long[PLACES_WORDS];
    private final long[] senderFull = new long[PLACES_WORDS];
    private final long[] partlyStored = new long[PLACES_WORDS];
    private long timeNs;
    private long senderHigh;
    private long senderLow;
    private int senderPort;
    private int length;
    private boolean oversize;
    private Fate fate = Fate.RECEIVED;

    /** An empty datagram, for {@link TapReader#next} to fill. */
    public TappedDatagram() {}

    /** Time of arrival of its batch, nanoseconds since 1970. */
    public long timeNs() {
        return timeNs;
    }

    /** The upper half of the sender's address, see {@link SourceFilter}. */
    public long senderHigh() {
        return senderHigh;
    }

    public long senderLow() {
        return senderLow;
    }

    public int senderPort() {
        return senderPort;
    }

    /** An array that begins with its {@link #length()} bytes. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** True if the sender sent more bytes than were received. */
    public boolean isOversize() {
        return oversize;
    }

    public Fate fate() {
        return fate;
    }

    /** True if the line at {@code from} was rejected because the table is full. */
    public boolean isTableFull(int from) {
        return isSet(tableFull, from);
    }

    /** True if the line at {@code from} was rejected because its sender holds too many readings. */
    public boolean isSenderFull(int from) {
        return isSet(senderFull, from);
    }

    /** True if some readings of the line at {@code from} found no room in the table. */
    public boolean isPartlyStored(int from) {
        return isSet(partlyStored, from);
    }

    void noteTableFull(int from) {
        tableFull[from / Long.SIZE] |= 1L << from;
    }

    void noteSenderFull(int from) {
        senderFull[from / Long.SIZE] |= 1L << from;
    }

    void notePartlyStored(int from) {
        partlyStored[from / Long.SIZE] |= 1L << from;
    }

    void forgetNotes() {
        Arrays.fill(tableFull, 0);
        Arrays.fill(senderFull, 0);
        Arrays.fill(partlyStored, 0);
    }

    void set(DatagramSource source, int slot, long timeNs, Fate fate) {
        this.timeNs = timeNs;
        this.fate = fate;
        senderHigh = source.senderHigh(slot);
        senderLow = source.senderLow(slot);
        senderPort = source.senderPort(slot);
        oversize = source.cutBytes(slot) > 0;
        length = source.copy(slot, bytes);
    }

    void setNotes(TappedDatagram other) {
        System.arraycopy(other.tableFull, 0, tableFull, 0, PLACES_WORDS);
        System.arraycopy(other.senderFull, 0, senderFull, 0, PLACES_WORDS);
        System.arraycopy(other.partlyStored, 0, partlyStored, 0, PLACES_WORDS);
    }

    /** Copies a datagram that may change meanwhile; the lock tells the reader if it did. */
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
