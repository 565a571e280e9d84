package sensorgate.device.service;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import sensorgate.count.Loop;

/**
 * Sends beats to the service manager's watchdog at half the watchdog's interval, if each of the
 * gateway's loops (keeper, udp, tcp, control, networks) has run since the last beat. The heartbeat
 * wakes a loop that waits. While a loop hangs, no beat is sent, and the watchdog ends the process.
 * Belongs to one thread.
 *
 * <pre>
 *    beat                  half: all ran? beat.     3/4: the log names       1: the watchdog
 *     |                      no: wake, look again      the hanging loops        acts
 *  ---+----------------------+------------+------------+-----------------------+--&gt;
 * </pre>
 */
public final class Heartbeat {

    private static final String US_VARIABLE = "WATCHDOG_USEC";
    private static final long PAUSE_NS = 50_000_000;

    private final long intervalNs;
    private final List<Loop> loops;
    private final BooleanSupplier beat;
    private final Consumer<String> log;
    private final long[] rounds;
    private long beatNs;
    private long wokenNs;
    private boolean isWoken;
    private boolean isLate;

    /** The first interval begins now. {@code beat} sends a beat; false if sending failed. */
    public Heartbeat(
            long intervalNs, List<Loop> loops, BooleanSupplier beat, Consumer<String> log,
            long nowNs) {
        this.intervalNs = intervalNs;
        this.loops = loops;
        this.beat = beat;
        this.log = log;
        this.rounds = new long[loops.size()];
        this.beatNs = nowNs;
        noteRounds();
    }

    /**
     * The watchdog's interval for this process from WATCHDOG_USEC, see sd_watchdog_enabled(3); 0 if
     * there is no watchdog.
     */
    public static long intervalNs(Map<String, String> environment, long pid) {
        String forPid = environment.getOrDefault("WATCHDOG_PID", String.valueOf(pid));
        String us = environment.getOrDefault(US_VARIABLE, "");
        boolean isAsked = forPid.equals(String.valueOf(pid)) && us.matches("[0-9]{1,15}");
        return isAsked ? TimeUnit.MICROSECONDS.toNanos(Long.parseLong(us)) : 0;
    }

    /** The watchdog's interval for this process; 0 if there is no watchdog. */
    public static long intervalNs() {
        Map<String, String> environment = System.getenv();
        return environment.containsKey(US_VARIABLE)
                ? intervalNs(environment, ProcessHandle.current().pid())
                : 0;
    }

    /** Does the work due now; returns the time until more work is due. */
    long turn(long nowNs) {
        long sinceNs = nowNs - beatNs;
        if (sinceNs < intervalNs / 2) {
            return intervalNs / 2 - sinceNs;
        }
        String waitedFor = wakeThoseWaitedFor();
        if (waitedFor.isEmpty() && beat.getAsBoolean()) {
            begin(nowNs);
            return intervalNs / 2;
        }
        if (!isWoken) {
            isWoken = true;
            wokenNs = nowNs; // later than half the interval if the whole process was stopped
        }
        if (!isLate && !waitedFor.isEmpty() && nowNs - wokenNs >= intervalNs / 4) {
            isLate = true;
            log.accept("no beat for the watchdog: loops that have not run for "
                    + TimeUnit.NANOSECONDS.toMillis(sinceNs) + " ms: " + waitedFor);
        }
        return Math.min(PAUSE_NS, intervalNs / 16);
    }

    /** Begins the interval to the next beat. */
    private void begin(long nowNs) {
        if (isLate) {
            log.accept("every loop runs again, after "
                    + TimeUnit.NANOSECONDS.toMillis(nowNs - beatNs) + " ms");
        }
        isLate = false;
        isWoken = false;
        beatNs = nowNs;
        noteRounds();
    }

    private void noteRounds() {
        for (int i = 0; i < rounds.length; i++) {
            rounds[i] = loops.get(i).rounds().getAsLong();
        }
    }

    /** Wakes the loops that have not run since the last beat; returns their names. */
    private String wakeThoseWaitedFor() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < rounds.length; i++) {
            if (loops.get(i).rounds().getAsLong() == rounds[i]) {
                names.append(names.isEmpty() ? "" : ", ").append(loops.get(i).name());
                loops.get(i).wake().run();
            }
        }
        return names.toString();
    }
}
