package sensorgate.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A sequence lock for each row of a table. The single writer never waits; a reader reads again if
 * the writer changed the row meanwhile. A row's number is odd while the writer changes the row.
 *
 * <p>The writer's release store of the even number pairs with the reader's acquire load of that
 * number. The fences keep the plain accesses to the row between the two loads of the number.
 */
public final class SequenceLocks {

    private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(int[].class);

    private final int[] numbers;

    public SequenceLocks(int rows) {
        numbers = new int[rows];
    }

    /** Begins a change of the row. Writer only. */
    public void beginWrite(int row) {
        NUMBER.setOpaque(numbers, row, numbers[row] + 1);
        VarHandle.storeStoreFence();
    }

    /** Ends a change of the row. Writer only. */
    public void endWrite(int row) {
        NUMBER.setRelease(numbers, row, numbers[row] + 1);
    }

    /** The number to pass to {@link #isUnchanged} after copying the row. */
    public int beginRead(int row) {
        return (int) NUMBER.getAcquire(numbers, row);
    }

    /**
     * True if the row has not changed since {@code number} was read, so the copy is consistent. If
     * the row has changed, tells the processor that the caller spins.
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
