package sensorgate.device.watch;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sensorgate.device.cli.NobodyThereException;

/**
 * {@code watch} at a terminal. One thread draws; another looks at the gateway, which may take as
 * long as it likes, and another waits for keys: both tell the first what it is to do.
 */
final class WatchScreen {

    /** How often to see whether the terminal has another size. */
    private static final long SIZE_EVERY_NS = 2_000_000_000;

    /** How long to wait when no gateway answered. */
    private static final long RETRY_NS = 1_000_000_000;

    private final Terminal terminal;
    private final GatewayWatch gateway;
    private final long intervalNs;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Screen screen = new Screen();
    private WatchView view;
    private Terminal.Size size;
    private long sizedNs;
    private int first;
    private boolean quit;

    /** Shows what the first look found. */
    WatchScreen(Terminal terminal, GatewayWatch gateway, long intervalNs, WatchView firstView) {
        this.terminal = terminal;
        this.gateway = gateway;
        this.intervalNs = intervalNs;
        this.view = firstView;
    }

    /** Draws until the person has had enough, or the terminal has gone. */
    void run() {
        Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
        Thread.ofPlatform().daemon().name("looks").start(this::look);
        try {
            while (!quit) {
                seeSize();
                draw();
                await();
            }
        } catch (IOException _) {
            // the terminal has gone
        } catch (InterruptedException _) {
            // nobody does; if somebody did, it would mean the same as q
        }
    }

    private void seeSize() {
        long nowNs = System.nanoTime();
        if (size == null || nowNs - sizedNs >= SIZE_EVERY_NS) {
            Terminal.Size now = terminal.size();
            if (!now.equals(size)) {
                screen.forget();
            }
            size = now;
            sizedNs = nowNs;
        }
    }

    private void draw() throws IOException {
        int last = Math.max(0, view.rows().size() - WatchPage.bodyLines(size.lines()));
        first = Math.clamp(first, 0, last);
        String change = screen.change(
                WatchPage.of(view, first, size.lines(), size.columns()));
        if (!change.isEmpty()) {
            terminal.write(change);
        }
    }

    /** Waits for something to do, and does all there is. */
    private void await() throws InterruptedException {
        Runnable event = events.poll(SIZE_EVERY_NS, TimeUnit.NANOSECONDS);
        while (event != null) {
            event.run();
            event = events.poll();
        }
    }

    private void strike(Key key) {
        int page = Math.max(1, WatchPage.bodyLines(size.lines()));
        switch (key) {
            case QUIT -> quit = true;
            case UP -> first--;
            case DOWN -> first++;
            case PAGE_UP -> first -= page;
            case PAGE_DOWN -> first += page;
            case HOME -> first = 0;
            case REDRAW -> screen.forget();
            case OTHER -> { }
        }
    }

    // ---- the other threads

    private void readKeys() {
        Key.Decoder decoder = new Key.Decoder();
        int b;
        do {
            b = terminal.read();
            Key key = decoder.take(b);
            if (key != null) {
                events.add(() -> strike(key));
            }
        } while (b >= 0);
    }

    private void look() {
        while (true) {
            try {
                LockSupport.parkNanos(intervalNs);
                WatchView now = gateway.look();
                events.add(() -> view = now);
            } catch (NobodyThereException e) {
                WatchView now = gateway.without(e);
                events.add(() -> view = now);
                LockSupport.parkNanos(RETRY_NS);
            }
        }
    }
}
