package sensorgate.udp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import sensorgate.count.SequenceLocks;

/**
 * The latest {@value #SLOTS} datagrams. The UDP thread writes over the oldest and never waits; any
 * number of readers look, each at its own pace, and see from the numbers what they have missed.
 *
 * <p>The release store of {@code written} pairs with its acquire load, so that a reader finds what
 * it counts; that a datagram was not written over while it was copied, the slot's lock tells.
 */
public final class TapRing {

    /** A power of two; ten looks a second miss none of 2,500 datagrams that come evenly. */
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

    /** The next datagram to be put has a line there that the table had no room for. UDP thread. */
    void noteTableFull(int from) {
        notes.noteTableFull(from);
        noted = true;
    }

    /** It has a line there of which some readings found no room. UDP thread. */
    void notePartlyStored(int from) {
        notes.notePartlyStored(from);
        noted = true;
    }

    /** Puts the datagram in the source's slot, with what was noted about it. UDP thread. */
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

    /** How many datagrams have been put. Any thread. */
    long written() {
        return (long) WRITTEN.getAcquire(this);
    }

    /** Copies a datagram by its number; false if it has been written over. Any thread. */
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
