package sensorgate.journal;

import sensorgate.count.SequenceLocks;

/**
 * Where in a journal some of its records stand, one in each {@value #PART_BYTES} bytes, so that a
 * sequence is found without reading the journal through: all other tools would have to wait for a
 * new one's first {@code SINCE}. What opens the journal notes what it has found, then its writer
 * what it writes; any thread looks.
 */
final class JournalPlaces {

    static final int PART_BYTES = 256 * 1024;

    private final SequenceLocks locks;
    private final long[] places;
    private final long[] sequences;

    JournalPlaces(long ringBytes) {
        int parts = (int) (ringBytes / PART_BYTES) + 1;
        locks = new SequenceLocks(parts);
        places = new long[parts];
        sequences = new long[parts];
    }

    /** Notes that a committed record stands there, if it is the first of its part. Writer only. */
    void note(long place, long sequence) {
        final long part = place / PART_BYTES;
        final int row = (int) (part % places.length);
        if (places[row] / PART_BYTES != part) {
            locks.beginWrite(row);
            places[row] = place;
            sequences[row] = sequence;
            locks.endWrite(row);
        }
    }

    /**
     * The last place noted that a sequence is not before, or the oldest if that comes later. Any
     * thread.
     */
    long nearest(long sequence, long oldest) {
        long nearest = oldest;
        for (int row = 0; row < places.length; row++) {
            final int lock = locks.beginRead(row);
            final long place = places[row];
            final boolean isNotBefore = sequences[row] <= sequence;
            if (locks.isUnchanged(row, lock) && isNotBefore && place > nearest) {
                nearest = place;
            }
        }
        return nearest;
    }
}
