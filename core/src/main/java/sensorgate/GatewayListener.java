package sensorgate;

import sensorgate.disk.StoreListener;
import sensorgate.serve.ControllerListener;

/**
 * Receives a gateway's rare events, for a log. The gateway's own threads call the methods: return
 * soon, throw nothing.
 */
public interface GatewayListener extends ControllerListener, StoreListener {

    /** Reports a change of this machine's networks that matters to senders. */
    default void onNetworks(String what) {}

    /** Reports that this machine's clock was set. */
    default void onClock(String what) {}

    /** A thread of the gateway died of {@code failure}: the process should end and restart. */
    default void onFailed(Throwable failure) {}
}
