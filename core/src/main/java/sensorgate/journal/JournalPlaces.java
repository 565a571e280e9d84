package sensorgate.journal;

import sensorgate.count.SequenceLocks;

/**
 * A sparse index from sequence to place, one entry for each {@value #PART_BYTES} bytes, so that
 * {@code SINCE} need not scan the journal while other tools wait. A start enters the records it
 * finds, then the writer enters the records it writes. Any thread reads.
 */
final class JournalPlaces {

    static final int PART_BYTES = 256 * 1024;

    private final SequenceLocks locks;
    private final long[] places;
    private final long[] sequences;

    JournalPlaces(long ringBytes) {
        int parts = (int) (ringBytes / PART_BYTES) + 2; // the oldest and the newest are not whole
        locks = new SequenceLocks(parts);
        places = new long[parts];
        sequences = new long[parts];
    }

    /** Enters a committed record if it is the first of its part. Writer only. */
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
     * The last place in the index whose sequence is not above the given one, or {@code oldest} if
     * that is later. Any thread.
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
