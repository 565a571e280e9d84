package sensorgate.device.service;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that reports to the service manager: a status line every {@value #STATUS_S} s if the
 * line has changed, and the watchdog's beats. Ends when the gateway stops.
 */
public final class ServiceReports implements Runnable {

    private static final int STATUS_S = 5;
    private static final long STATUS_NS = TimeUnit.SECONDS.toNanos(STATUS_S);
    private static final long FAILURE_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final ServiceNotifier notifier;
    private final StatusLine line;
    private final Heartbeat heartbeat;
    private final Runnable work = new BackgroundWork(
            "the report to the service manager", () -> pauseNs = round(System.nanoTime()));
    private long lookedNs = System.nanoTime() - STATUS_NS;
    private long pauseNs;
    private String sent = "";
    private volatile boolean stopping;

    /** Reports; {@code heartbeat} is {@code null} if no watchdog is set. */
    public ServiceReports(ServiceNotifier notifier, StatusLine line, Heartbeat heartbeat) {
        this.notifier = notifier;
        this.line = line;
        this.heartbeat = heartbeat;
    }

    @Override
    public void run() {
        while (!stopping) {
            pauseNs = FAILURE_PAUSE_NS;
            work.run();
            LockSupport.parkNanos(this, pauseNs);
        }
    }

    /** Ends the reports after the current one. Any thread. */
    public void stop() {
        stopping = true;
    }

    /** Does everything due now; returns the time until something is due again. */
    long round(long nowNs) {
        long beatPauseNs = heartbeat == null ? STATUS_NS : heartbeat.turn(nowNs);
        if (nowNs - lookedNs >= STATUS_NS) {
            lookedNs = nowNs;
            sendStatus();
        }
        return Math.min(beatPauseNs, lookedNs + STATUS_NS - nowNs);
    }

    private void sendStatus() {
        String text = line.text();
        if (!text.equals(sent)) {
            sent = text;
            notifier.status(text);
        }
    }
}
