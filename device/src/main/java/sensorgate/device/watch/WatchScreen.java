package sensorgate.device.watch;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sensorgate.device.cli.TerminalSize;

/**
 * {@code watch} at a terminal. The thread that calls {@link #run()} draws. The thread "looks" asks
 * the gateway and closes it, the thread "keys" waits for keys: both hand events to the drawing
 * thread. An exception in one of them is thrown on the drawing thread and ends the command.
 */
final class WatchScreen {

    /** How often to check the terminal's size. */
    private static final long SIZE_EVERY_NS = 2_000_000_000;

    /** The extra pause after a look without an answer. */
    private static final long RETRY_NS = 1_000_000_000;

    private final Terminal terminal;
    private final GatewayWatch gateway;
    private final long intervalNs;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Screen screen = new Screen(wantsColours());
    private WatchView view;
    private TerminalSize size;
    private long sizedNs;
    private int first;
    private volatile boolean quit;

    /** Shows the first look; {@link #run()} takes the gateway over and closes it. */
    WatchScreen(Terminal terminal, GatewayWatch gateway, long intervalNs, WatchView firstView) {
        this.terminal = terminal;
        this.gateway = gateway;
        this.intervalNs = intervalNs;
        this.view = firstView;
    }

    /** Draws until the person quits or the terminal has gone. */
    void run() {
        start("keys", this::readKeys);
        Thread looks = start("looks", this::look);
        try {
            while (!quit) {
                seeSize();
                draw();
                await();
            }
        } catch (IOException _) {
            // the terminal has gone
        } catch (InterruptedException _) {
            // nobody interrupts this thread; an interrupt would mean the same as q
        } finally {
            quit = true;
            LockSupport.unpark(looks);
        }
    }

    /** False if NO_COLOR is set and not empty, see https://no-color.org. */
    private static boolean wantsColours() {
        String noColor = System.getenv("NO_COLOR");
        return noColor == null || noColor.isEmpty();
    }

    private void seeSize() {
        long nowNs = System.nanoTime();
        if (size == null || nowNs - sizedNs >= SIZE_EVERY_NS) {
            TerminalSize now = TerminalSize.now();
            if (!now.equals(size)) {
                screen.forget();
            }
            size = now;
            sizedNs = nowNs;
        }
    }

    private void draw() throws IOException {
        int last = Math.max(0, view.shown().size() - WatchPage.bodyLines(view, size.lines()));
        first = Math.clamp(first, 0, last);
        String change = screen.change(
                WatchPage.of(view, first, size.lines(), size.columns()));
        if (!change.isEmpty()) {
            terminal.write(change);
        }
    }

    /** Waits for an event, then runs all waiting events. */
    private void await() throws InterruptedException {
        Runnable event = events.poll(SIZE_EVERY_NS, TimeUnit.NANOSECONDS);
        while (event != null) {
            event.run();
            event = events.poll();
        }
    }

    private void strike(Key key) {
        int page = Math.max(1, WatchPage.bodyLines(view, size.lines()));
        switch (key) {
            case QUIT -> quit = true;
            case UP -> first--;
            case DOWN -> first++;
            case PAGE_UP -> first -= page;
            case PAGE_DOWN -> first += page;
            case HOME -> first = 0;
            case REDRAW -> screen.forget();
            case SUSPEND -> {
                terminal.suspend();
                size = null; // it may have changed; also draws all lines again
            }
            case OTHER -> { }
        }
    }

    // ---- the other threads

    private Thread start(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name)
                .uncaughtExceptionHandler((_, cause) -> events.add(() -> fail(name, cause)))
                .start(work);
    }

    private static void fail(String thread, Throwable cause) {
        throw new IllegalStateException("the thread '" + thread + "' has died", cause);
    }

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
        try (gateway) {
            LockSupport.parkNanos(intervalNs);
            while (!quit) {
                WatchView now = gateway.lookAgain();
                events.add(() -> view = now);
                LockSupport.parkNanos(intervalNs + (now.trouble() == null ? 0 : RETRY_NS));
            }
        }
    }
}
