package sensorgate.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import sensorgate.GatewayListener;

/** Keeps what a gateway tells, in order. */
public final class RecordedEvents implements GatewayListener {

    private final List<String> events = new CopyOnWriteArrayList<>();

    /** Nothing told yet. */
    public RecordedEvents() {
        // nothing to set up
    }

    @Override
    public void onControllerConnected(String address) {
        events.add("connected " + address);
    }

    @Override
    public void onControllerLeft(String address, String why) {
        events.add("left " + address + ": " + why);
    }

    @Override
    public void onFailed(Throwable failure) {
        events.add("failed " + failure);
    }

    /** A copy of what was told so far. */
    public List<String> list() {
        return List.copyOf(events);
    }
}
