package sensorgate;

import sensorgate.disk.StoreListener;
import sensorgate.serve.ControllerListener;

/**
 * Hears of the rare events of a gateway, so that whoever runs it can log them. Called on the
 * gateway's own threads: return soon, throw nothing.
 */
public interface GatewayListener extends ControllerListener, StoreListener {

    /**
     * One of the gateway's threads died of {@code failure}: the process should end, and be
     * restarted.
     */
    default void onFailed(Throwable failure) {}
}
