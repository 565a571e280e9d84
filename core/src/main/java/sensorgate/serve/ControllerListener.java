package sensorgate.serve;

/** Hears which controller is served. Called on the TCP thread: return soon, throw nothing. */
public interface ControllerListener {

    /** A controller's connection is served from now on. */
    default void onControllerConnected(String address) {}

    /** A connection waits until the controller at {@code servedAddress} yields. */
    default void onControllerWaits(String address, String servedAddress) {}

    /** The controller's connection has ended; {@code why} is the reason in a few words. */
    default void onControllerLeft(String address, String why) {}
}
