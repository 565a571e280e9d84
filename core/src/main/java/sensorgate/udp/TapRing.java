package sensorgate.udp;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import sensorgate.count.SequenceLocks;

/**
 * The latest {@value #SLOTS} datagrams. The UDP thread overwrites the oldest and never waits. Any
 * number of readers copy datagrams, each at its own pace; a gap in the numbers shows a reader how
 * many it missed.
 *
 * <p>The release store of {@code written} pairs with its acquire load: every datagram below
 * {@code written} is complete. The slot's lock tells whether the UDP thread overwrote a datagram
 * while a reader copied it.
 */
public final class TapRing {

    /** A power of two. A tool that reads ten times a second misses none of 2,500 a second. */
    static final int SLOTS = 256;

    private final TappedDatagram[] slots = new TappedDatagram[SLOTS];
    private final long[] numbers = new long[SLOTS];
    private final SequenceLocks locks = new SequenceLocks(SLOTS);
    private final TappedDatagram notes = new TappedDatagram();
    private final AtomicLong written = new AtomicLong();

    TapRing() {
        Arrays.setAll(slots, _ -> new TappedDatagram());
    }

    /** Notes about the lines of the datagram of the next {@link #put}. UDP thread. */
    TappedDatagram notes() {
        return notes;
    }

    /** Puts the datagram in the source's slot, and the notes about it. UDP thread. */
    public void put(DatagramSource source, int sourceSlot, long timeNs, Fate fate) {
        final long number = written.getPlain();
        final int index = (int) number & SLOTS - 1;
        locks.beginWrite(index);
        numbers[index] = number;
        slots[index].set(source, sourceSlot, timeNs, fate);
        slots[index].setNotes(notes);
        locks.endWrite(index);
        written.setRelease(number + 1);
        notes.forgetNotes();
    }

    /** How many datagrams were put since the ring was made. Any thread. */
    long written() {
        return written.getAcquire();
    }

    /** Copies a datagram by its number; false if it was overwritten. Any thread. */
    boolean read(long number, TappedDatagram into) {
        final int index = (int) number & SLOTS - 1;
        final int lock = locks.beginRead(index);
        final boolean isThere = numbers[index] == number;
        into.set(slots[index]);
        return isThere && locks.isUnchanged(index, lock);
    }
}
