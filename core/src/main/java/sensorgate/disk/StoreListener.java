package sensorgate.disk;

/**
 * Hears of the rare events of the store. Called by the thread that opens it and by the keeper's:
 * return soon, throw nothing.
 */
public interface StoreListener {

    /** What was found at the start or works again, in words. */
    default void onRestored(String what) {}

    /** What was set aside, given up, or cannot be done at the moment, in words. */
    default void onTrouble(String what) {}
}
