package sensorgate.disk;

/**
 * Receives the rare events of the store. Its callers are the thread that opens the store, the
 * keeper's thread, the threads of named cursors, and those that ask to forget readings. A listener
 * returns soon and throws nothing.
 */
public interface StoreListener {

    /** Reports what a start has found, what works again, or what was forgotten on request. */
    default void onRestored(String what) {}

    /** Reports what was set aside, what is lost, or what fails at the moment. */
    default void onTrouble(String what) {}
}
