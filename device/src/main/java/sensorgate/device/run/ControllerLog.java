package sensorgate.device.run;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import sensorgate.count.Counted;

/**
 * Logs which controllers come, leave and wait. A controller may open a connection for each value:
 * 23,000 connections a day. So each event of an address is logged once a day, and a line at the end
 * of the day says how many connections there were. Any thread.
 */
final class ControllerLog implements Runnable {

    /** How often the log begins anew. */
    private static final int DAY_MINUTES = 24 * 60;

    /** The most lines of a day, for a network with many addresses. */
    private static final int LINES_MAX = 100;

    private final Consumer<String> log;
    private final Set<String> logged = new HashSet<>();
    private int minutes;
    private long connected;
    private String lastUnlogged;

    ControllerLog(Consumer<String> log) {
        this.log = log;
    }

    synchronized void connected(String address) {
        connected++;
        say("controller connected: ", address, "");
    }

    synchronized void left(String address, String why) {
        say("controller left: ", address, ", " + why);
    }

    synchronized void waits(String address, String servedAddress) {
        say("controller waits: ", address, ", until " + host(servedAddress) + " yields");
    }

    /** Ends a minute. */
    @Override
    public synchronized void run() {
        if (++minutes == DAY_MINUTES) {
            if (lastUnlogged != null) {
                log.accept("controllers connected " + Counted.of(connected, "time")
                        + " in the last day; last event: " + lastUnlogged);
            }
            minutes = 0;
            connected = 0;
            lastUnlogged = null;
            logged.clear();
        }
    }

    /** Logs an event of an address, unless the log of today has the event of this host. */
    private void say(String event, String address, String detail) {
        String text = event + address + detail;
        boolean isNew = logged.size() < LINES_MAX && logged.add(event + host(address) + detail);
        if (isNew) {
            log.accept(text);
        } else {
            lastUnlogged = text;
        }
    }

    /** The address without the port, which each connection has another of. */
    static String host(String address) {
        return address.substring(0, Math.max(0, address.lastIndexOf(':')));
    }
}
