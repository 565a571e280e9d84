package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Every overlap of a write and a read, step by step. */
final class SequenceLocksTest {

    private final SequenceLocks locks = new SequenceLocks(2);

    @Test
    void aReadWithoutAWriteIsWhole() {
        assertTrue(locks.isUnchanged(0, locks.beginRead(0)));
    }

    @Test
    void aReadAfterAWriteIsWhole() {
        write(0);
        assertTrue(locks.isUnchanged(0, locks.beginRead(0)));
    }

    @Test
    void aReadDuringAWriteIsNot() {
        locks.beginWrite(0);
        assertFalse(locks.isUnchanged(0, locks.beginRead(0)));
        locks.endWrite(0);
    }

    @Test
    void aWriteThatBeginsDuringAReadIsSeen() {
        int number = locks.beginRead(0);
        locks.beginWrite(0);
        assertFalse(locks.isUnchanged(0, number));
        locks.endWrite(0);
        assertFalse(locks.isUnchanged(0, number));
    }

    @Test
    void aWriteThatEndsDuringAReadIsSeen() {
        locks.beginWrite(0);
        int number = locks.beginRead(0);
        locks.endWrite(0);
        assertFalse(locks.isUnchanged(0, number));
    }

    @Test
    void aWriteThatBeginsAndEndsDuringAReadIsSeen() {
        int number = locks.beginRead(0);
        write(0);
        assertFalse(locks.isUnchanged(0, number));
        write(0);
        assertFalse(locks.isUnchanged(0, number));
    }

    @Test
    void aWriteToAnotherRowDisturbsNobody() {
        int number = locks.beginRead(0);
        locks.beginWrite(1);
        assertTrue(locks.isUnchanged(0, number));
        locks.endWrite(1);
        assertTrue(locks.isUnchanged(0, number));
    }

    private void write(int row) {
        locks.beginWrite(row);
        locks.endWrite(row);
    }
}
