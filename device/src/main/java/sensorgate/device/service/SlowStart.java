package sensorgate.device.service;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks the service manager for more time while a start is slow, as with a large journal on a slow
 * card. Asks at most {@value #TIMES_MAX} times, since a start may also hang.
 */
public final class SlowStart implements AutoCloseable {

    /** The time between two requests, shorter than the shortest start timeout in use. */
    public static final long EVERY_MS = 10_000;

    private static final int TIMES_MAX = 90;

    private final ServiceNotifier notifier;
    private final long everyMs;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Runnable work = new BackgroundWork("the extension of the start", this::extend);
    private int times;

    public SlowStart(ServiceNotifier notifier, long everyMs) {
        this.notifier = notifier;
        this.everyMs = everyMs;
        if (notifier.isWanted()) {
            Thread.ofPlatform().daemon().name("slow-start").start(this::extendWhileOpening);
        }
    }

    @Override
    public void close() {
        opened.countDown();
    }

    private void extendWhileOpening() {
        try {
            while (times < TIMES_MAX && !opened.await(everyMs, TimeUnit.MILLISECONDS)) {
                times++;
                work.run();
            }
        } catch (InterruptedException _) {
            // no code interrupts this thread, which ends with the process
        }
    }

    private void extend() {
        notifier.extendStart(3 * everyMs);
        notifier.status("opening the journal for " + times * everyMs / 1_000 + " s");
    }
}
