package sensorgate.udp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

    private static final VarHandle WRITTEN = writtenHandle();

    private final TappedDatagram[] slots = new TappedDatagram[SLOTS];
    private final long[] numbers = new long[SLOTS];
    private final SequenceLocks locks = new SequenceLocks(SLOTS);
    private final TappedDatagram notes = new TappedDatagram();
    private boolean noted;
    private long written;

    TapRing() {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new TappedDatagram();
        }
    }

    /** Notes for the next {@link #put}: the table has no room for the line at {@code from}. */
    void noteTableFull(int from) {
        notes.noteTableFull(from);
        noted = true;
    }

    /** Notes for the next {@link #put}: some readings of the line at {@code from} found no room. */
    void notePartlyStored(int from) {
        notes.notePartlyStored(from);
        noted = true;
    }

    /** Puts the datagram in the source's slot, and the notes about it. UDP thread. */
    public void put(DatagramSource source, int sourceSlot, long timeNs, Fate fate) {
        final long number = written;
        final int index = (int) number & SLOTS - 1;
        locks.beginWrite(index);
        numbers[index] = number;
        slots[index].set(source, sourceSlot, timeNs, fate);
        slots[index].setNotes(notes);
        locks.endWrite(index);
        WRITTEN.setRelease(this, number + 1);
        if (noted) {
            notes.forgetNotes();
            noted = false;
        }
    }

    /** How many datagrams were put since the ring was made. Any thread. */
    long written() {
        return (long) WRITTEN.getAcquire(this);
    }

    /** Copies a datagram by its number; false if it was overwritten. Any thread. */
    boolean read(long number, TappedDatagram into) {
        final int index = (int) number & SLOTS - 1;
        final int lock = locks.beginRead(index);
        final boolean isThere = numbers[index] == number;
        into.set(slots[index]);
        return isThere && locks.isUnchanged(index, lock);
    }

    private static VarHandle writtenHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(TapRing.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
