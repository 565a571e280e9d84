package sensorgate.device.service;

import java.util.function.BiConsumer;
import org.tinylog.Logger;

/**
 * Work that a background thread repeats. An exception is logged, the first of a row, and leaves the
 * thread alive: the next round does the work again. Belongs to the thread that runs the work.
 */
public final class BackgroundWork implements Runnable {

    private final String name;
    private final Runnable work;
    private final BiConsumer<Throwable, String> log;
    private boolean fails;

    /** Work that the log calls by {@code name}. */
    public BackgroundWork(String name, Runnable work) {
        this(name, work, (failure, text) -> Logger.error(failure, text));
    }

    /** Work that logs elsewhere. */
    BackgroundWork(String name, Runnable work, BiConsumer<Throwable, String> log) {
        this.name = name;
        this.work = work;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            work.run();
            fails = false;
        } catch (RuntimeException | Error failure) {
            if (!fails) {
                log.accept(failure, name + " failed, the next round tries again");
            }
            fails = true;
        }
    }
}
