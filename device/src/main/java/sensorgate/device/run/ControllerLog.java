package sensorgate.device.run;

import java.util.function.Consumer;

/**
 * Logs when the controller connects and leaves: the first {@value #LINES_MAX} events of a minute
 * one by one, the rest as one line at the end of the minute. Any thread.
 */
final class ControllerLog implements Runnable {

    private static final int LINES_MAX = 10;

    private final Consumer<String> log;
    private int lines;
    private int connectedMore;
    private String lastUnlogged;

    ControllerLog(Consumer<String> log) {
        this.log = log;
    }

    synchronized void connected(String address) {
        if (!line("controller connected: " + address)) {
            connectedMore++;
        }
    }

    synchronized void left(String address, String why) {
        line("controller left: " + address + ", " + why);
    }

    /** Ends a minute. */
    @Override
    public synchronized void run() {
        if (connectedMore > 0) {
            log.accept("controller connected " + connectedMore
                    + " more times in the last minute; last event: " + lastUnlogged);
        } else if (lastUnlogged != null) {
            log.accept(lastUnlogged);
        }
        lines = 0;
        connectedMore = 0;
        lastUnlogged = null;
    }

    private boolean line(String text) {
        boolean logged = lines < LINES_MAX;
        if (logged) {
            lines++;
            log.accept(text);
        } else {
            lastUnlogged = text;
        }
        return logged;
    }
}
