package sensorgate.device.service;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that reports to the service manager: a status line every {@value #STATUS_S} s if it
 * has changed, and the watchdog's beats. Ends when the gateway is told to stop.
 */
public final class ServiceReports implements Runnable {

    private static final int STATUS_S = 5;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final ServiceNotifier notifier;
    private final StatusLine line;
    private final Heartbeat heartbeat;
    private long secondNs;
    private long seconds;
    private String told = "";
    private volatile boolean stopping;

    /** Reports; {@code heartbeat} is {@code null} where no watchdog is. */
    public ServiceReports(ServiceNotifier notifier, StatusLine line, Heartbeat heartbeat) {
        this.notifier = notifier;
        this.line = line;
        this.heartbeat = heartbeat;
    }

    @Override
    public void run() {
        secondNs = System.nanoTime();
        tell();
        while (!stopping) {
            long nowNs = System.nanoTime();
            long pauseNs = heartbeat == null ? SECOND_NS : heartbeat.turn(nowNs);
            while (nowNs - secondNs >= SECOND_NS) {
                secondNs += SECOND_NS;
                second();
            }
            LockSupport.parkNanos(this, Math.min(pauseNs, secondNs + SECOND_NS - nowNs));
        }
    }

    /** Nothing is told any more, but what is being told. Any thread. */
    public void stop() {
        stopping = true;
    }

    private void second() {
        line.second();
        if (++seconds % STATUS_S == 0) {
            tell();
        }
    }

    private void tell() {
        String text = line.text();
        if (!text.equals(told)) {
            told = text;
            notifier.status(text);
        }
    }
}
