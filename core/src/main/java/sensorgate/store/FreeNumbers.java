package sensorgate.store;

/**
 * Hands out the numbers from 0 to a limit: the numbers given back first, else the lowest that was
 * never taken. Belongs to the writer of the table.
 */
final class FreeNumbers {

    static final int NONE = -1;

    private final int[] givenBack;
    private int givenBackCount;
    private int everTaken;

    FreeNumbers(int numbers) {
        givenBack = new int[numbers];
    }

    /** A number that nobody has, {@link #NONE} if there is none. */
    int take() {
        if (givenBackCount > 0) {
            return givenBack[--givenBackCount];
        }
        return everTaken < givenBack.length ? everTaken++ : NONE;
    }

    void giveBack(int number) {
        givenBack[givenBackCount++] = number;
    }

    /** How many numbers can be taken. */
    int left() {
        return givenBack.length - everTaken + givenBackCount;
    }

    /** All numbers that were ever taken are below this one. */
    int everTaken() {
        return everTaken;
    }
}
