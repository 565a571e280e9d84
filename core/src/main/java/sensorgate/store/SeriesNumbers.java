package sensorgate.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A number for each series that has a reading. A series keeps its number as long as it has a
 * reading, so a reader that goes through the numbers sees each such series once. One thread writes,
 * any thread asks for the first row of a number.
 */
final class SeriesNumbers {

    static final int NONE = -1;

    private static final VarHandle FIRST = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle EVER_TAKEN = everTakenHandle();

    private final ReadingRows content;
    private final HashIndex index;
    private final FreeNumbers numbers;
    private final RowLists rows;

    /** A row of each series, for readers. */
    private final int[] firstRows;
    private int everTaken;

    SeriesNumbers(int rowsMax, ReadingRows content) {
        this.content = content;
        index = new HashIndex(rowsMax);
        numbers = new FreeNumbers(rowsMax);
        rows = new RowLists(rowsMax, rowsMax);
        firstRows = new int[rowsMax];
        Arrays.fill(firstRows, NONE);
    }

    /** All numbers are below this one. Any thread. */
    int limit() {
        return (int) EVER_TAKEN.getAcquire(this); // pairs with the release in add()
    }

    /** A row of the series, {@link #NONE} if the number is free. Any thread. */
    int firstRow(int number) {
        // pairs with the releases in add() and remove()
        return (int) FIRST.getAcquire(firstRows, number);
    }

    /** The number of the series, {@link #NONE} if the series has no row. Writer only. */
    int find(byte[] key, int from, int to, long seriesHash) {
        int slot = index.firstSlot(seriesHash);
        int number = index.entry(slot);
        while (number != HashIndex.NONE
                && !(index.hasHash(number, seriesHash)
                        && content.isOfSeries(rows.first(number), key, from, to))) {
            slot = index.nextSlot(slot);
            number = index.entry(slot);
        }
        return number == HashIndex.NONE ? NONE : number;
    }

    /** The next row of the series, {@link RowLists#NONE} at the end. Writer only. */
    int rowBehind(int row) {
        return rows.next(row);
    }

    /** A number for a series that has no row yet. Writer only; each series has a row. */
    int take() {
        return numbers.take();
    }

    /** Adds a row, written before, to its series. Writer only. */
    void add(int row, long seriesHash) {
        final int number = content.seriesNumber(row);
        final boolean isFirst = rows.first(number) == RowLists.NONE;
        rows.append(number, row);
        if (isFirst) {
            FIRST.setRelease(firstRows, number, row);
            index.add(number, seriesHash);
            EVER_TAKEN.setRelease(this, numbers.everTaken());
        }
    }

    /** Removes a row from its series, before the row is freed. Writer only. */
    void remove(int row) {
        final int number = content.seriesNumber(row);
        rows.remove(number, row);
        FIRST.setRelease(firstRows, number, rows.first(number));
        if (rows.first(number) == RowLists.NONE) {
            index.remove(number);
            numbers.giveBack(number);
        }
    }

    private static VarHandle everTakenHandle() {
        try {
            return MethodHandles.lookup()
                    .findVarHandle(SeriesNumbers.class, "everTaken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
