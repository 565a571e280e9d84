package sensorgate.store;

import java.util.Arrays;

/**
 * Lists of rows, each row in at most one of the lists: appending and removing cost no search.
 * Belongs to the writer of the table; the constructor allocates everything.
 */
final class RowLists {

    static final int NONE = -1;

    private final int[] first;
    private final int[] last;
    private final int[] next;
    private final int[] previous;

    /** Empty lists, numbered from 0, for the rows 0 to {@code rowsMax - 1}. */
    RowLists(int lists, int rowsMax) {
        first = new int[lists];
        last = new int[lists];
        next = new int[rowsMax];
        previous = new int[rowsMax];
        Arrays.fill(first, NONE);
        Arrays.fill(last, NONE);
    }

    /** The first row of the list, {@link #NONE} if the list is empty. */
    int first(int list) {
        return first[list];
    }

    /** The row behind another row of its list, {@link #NONE} at the end. */
    int next(int row) {
        return next[row];
    }

    void append(int list, int row) {
        final int before = last[list];
        previous[row] = before;
        next[row] = NONE;
        last[list] = row;
        if (before == NONE) {
            first[list] = row;
        } else {
            next[before] = row;
        }
    }

    void remove(int list, int row) {
        final int before = previous[row];
        final int after = next[row];
        if (before == NONE) {
            first[list] = after;
        } else {
            next[before] = after;
        }
        if (after == NONE) {
            last[list] = before;
        } else {
            previous[after] = before;
        }
    }

    void moveToEnd(int list, int row) {
        if (last[list] != row) {
            remove(list, row);
            append(list, row);
        }
    }
}
