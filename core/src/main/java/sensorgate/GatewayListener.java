package sensorgate;

import sensorgate.disk.StoreListener;
import sensorgate.serve.ControllerListener;

/**
 * Receives a gateway's rare events, for a log. The gateway's own threads call the methods: return
 * soon, throw nothing.
 */
public interface GatewayListener extends ControllerListener, StoreListener {

    /** A thread of the gateway died of {@code failure}: the process should end and restart. */
    default void onFailed(Throwable failure) {}
}
