package sensorgate.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A sequence lock for each row of a table: one writer, who never waits, and any number of readers,
 * who read again when the writer came between. A row's number is odd while it is being written.
 *
 * <p>The writer's release store of the even number pairs with the reader's acquire load of it; the
 * fences keep the plain accesses to the row between the two looks at its number.
 */
public final class SequenceLocks {

    private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(int[].class);

    private final int[] numbers;

    /** Locks for so many rows, none of them being written. */
    public SequenceLocks(int rows) {
        numbers = new int[rows];
    }

    /** The row's content is about to change; the writer only. */
    public void beginWrite(int row) {
        NUMBER.setOpaque(numbers, row, numbers[row] + 1);
        VarHandle.storeStoreFence();
    }

    /** The row's content is whole again; the writer only. */
    public void endWrite(int row) {
        NUMBER.setRelease(numbers, row, numbers[row] + 1);
    }

    /** A number for {@link #isUnchanged} after the row has been copied. */
    public int beginRead(int row) {
        return (int) NUMBER.getAcquire(numbers, row);
    }

    /**
     * True if nothing was written to the row since {@code number} was read: the copy is whole. If
     * not, tells the processor that the caller spins.
     */
    public boolean isUnchanged(int row, int number) {
        VarHandle.loadLoadFence();
        boolean isUnchanged = (number & 1) == 0 && (int) NUMBER.getOpaque(numbers, row) == number;
        if (!isUnchanged) {
            Thread.onSpinWait();
        }
        return isUnchanged;
    }
}
