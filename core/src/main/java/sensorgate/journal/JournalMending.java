package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalScan.State;

/**
 * Tells what a scan found missing between the oldest and the newest block, and mends it, so that
 * the next start does not tell it again: a block that is bad or missing becomes an empty one, and
 * the rest of a torn one becomes zeros. Belongs to the thread that opens the store.
 */
final class JournalMending {

    private final JournalScan scan;
    private final JournalOrigin origin;
    private final boolean wasClean;
    private long damaged;
    private long unwritten;
    private int holes;

    /** @param wasClean the last process ended cleanly: it has counted what it did not write */
    JournalMending(JournalScan scan, JournalOrigin origin, boolean wasClean) {
        this.scan = scan;
        this.origin = origin;
        this.wasClean = wasClean;
        count();
    }

    /** Reports the points that are missing between points that are there. */
    void tell(StoreListener listener) {
        if (damaged > 0) {
            listener.onTrouble("the journal was damaged, as by a power cut or a bad disk: points="
                    + damaged + " are lost, at places=" + holes + "; controllers are told LOST");
        }
        if (unwritten > 0 && !wasClean) {
            listener.onTrouble("points of the journal did not reach the disk before the gateway"
                    + " stopped: points=" + unwritten
                    + " are lost; controllers are told LOST");
        }
    }

    /**
     * Mends the file. A block that the disk does not take stays as it is: readers are told LOST all
     * the same, and so is the next start.
     */
    void mend(JournalFile file) {
        byte[] bytes = new byte[JournalLayout.BLOCK_BYTES];
        BlockKey key = new BlockKey(origin.secret());
        long next = origin.nextSequence();
        long oldest = scan.oldest();
        for (long block = scan.newest(); block >= oldest; block--) {
            try {
                mend(file, block, next, bytes, key);
            } catch (IOException _) {
                // a bad sector
            }
            next = scan.first(block) > 0 ? scan.first(block) : next;
        }
    }

    private void mend(JournalFile file, long block, long next, byte[] bytes, BlockKey key)
            throws IOException {
        State state = scan.state(block);
        if (state == State.TORN) {
            file.read(block, ByteBuffer.wrap(bytes));
            Arrays.fill(bytes, scan.tornAt(block), bytes.length, (byte) 0);
            file.write(block, ByteBuffer.wrap(bytes));
        } else if (state == State.BAD || state == State.MISSING && !wasClean) {
            Arrays.fill(bytes, (byte) 0);
            JournalLayout.setBlockHead(
                    bytes, 0, block, origin.start(), origin.boot(), next, key);
            file.write(block, ByteBuffer.wrap(bytes));
        }
    }

    private void count() {
        long next = 0;
        boolean isBad = false;
        boolean isMissing = false;
        for (long block = scan.oldest(); block <= scan.newest(); block++) {
            if (scan.first(block) > 0) {
                long lost = next == 0
                        ? 0
                        : origin.skipped().pointsBetween(next, scan.first(block));
                damaged += isBad ? lost : 0;
                holes += isBad && lost > 0 ? 1 : 0;
                unwritten += isMissing && !isBad ? lost : 0;
                next = scan.next(block);
                isBad = false;
                isMissing = false;
            }
            State state = scan.state(block);
            isBad |= state == State.BAD || state == State.TORN;
            isMissing |= state == State.MISSING;
        }
    }
}
