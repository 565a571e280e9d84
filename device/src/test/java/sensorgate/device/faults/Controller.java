package sensorgate.device.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.support.WholeReply;

/**
 * A controller that asks for readings, statistics and, with its cursor, for all points, again and
 * again. It notes how long the gateway took.
 */
final class Controller {

    /** Nobody waits longer for a reply; the gateway hangs. */
    private static final int TIMEOUT_MS = 12_000;

    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Pattern LOST = Pattern.compile("LOST (\\d+)( .*)?");

    /** A reply: its lines, its last line, and how long it took. */
    record Reply(List<String> lines, String end, long tookNs) {}

    private final GatewayConnection connection;
    private final Sensors sensors;
    private final Thread thread;

    private final List<String> points = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lostLines = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Map<String, Long> worstNs = new ConcurrentHashMap<>();
    private volatile Map<String, String> stats = Map.of();
    private final AtomicLongArray values = new AtomicLongArray(new long[] {-1, -1, -1, -1});
    private volatile String cursor;
    private volatile long lost;
    private volatile long lostAtFirst;
    private volatile long rounds;
    private volatile long outdatedNsMax;
    private volatile boolean isStopped;

    /** Goes on from the cursor. */
    Controller(HostAndPort gateway, Sensors sensors, String cursor) throws NobodyThereException {
        this.sensors = sensors;
        this.cursor = cursor;
        connection = GatewayConnection.open(gateway, TIMEOUT_MS);
        thread = Thread.ofPlatform().daemon().name("controller").start(this::poll);
    }

    /** Asks once, on a connection of the caller's own. */
    static Reply ask(GatewayConnection connection, String request) throws NobodyThereException {
        WholeReply reply = new WholeReply();
        long begunNs = System.nanoTime();
        connection.ask(request, reply);
        return new Reply(
                reply.lines(), reply.error() == null ? reply.end() : reply.error(),
                System.nanoTime() - begunNs);
    }

    /** How many points a line tells as lost, 0 if the number is unknown; -1 for a point. */
    static long lostBy(String line) {
        if (!line.startsWith("LOST") && !line.startsWith("#")) {
            return -1;
        }
        Matcher matcher = LOST.matcher(line);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Every point of a reply until now, in order. */
    List<String> points() {
        return List.copyOf(points);
    }

    long lost() {
        return lost;
    }

    /** What the first reply told: lost before this life. */
    long lostAtFirst() {
        return lostAtFirst;
    }

    /** Every line LOST until now. */
    List<String> lostLines() {
        return lostLines;
    }

    /** What went wrong with polls: errors, connections that broke. */
    List<String> failures() {
        return failures;
    }

    String cursor() {
        return cursor;
    }

    /** How often it has asked for everything. */
    long rounds() {
        return rounds;
    }

    /** The longest time a reply took, by request, ms. */
    Map<String, Long> worstMs() {
        Map<String, Long> worst = new TreeMap<>();
        worstNs.forEach((verb, ns) -> worst.put(verb, TimeUnit.NANOSECONDS.toMillis(ns)));
        return worst;
    }

    long worstOfAllMs() {
        return worstMs().values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** The latest reading of a sensor that it got, -1 if none. */
    long value(int sensor) {
        return values.get(sensor);
    }

    /** How long a reading that it got had been outdated, at most, ms. */
    long outdatedMsMax() {
        return TimeUnit.NANOSECONDS.toMillis(outdatedNsMax);
    }

    /** A number of the latest STATS, 0 if there is none of this name. */
    long stat(String name) {
        return Long.parseLong(stats.getOrDefault(name, "0"));
    }

    void stop() throws InterruptedException {
        isStopped = true;
        thread.join();
    }

    void close() throws InterruptedException {
        stop();
        connection.close();
    }

    private void poll() {
        try {
            while (!isStopped) {
                goOn();
                readValue((int) (rounds % Sensors.COUNT));
                timed("PING");
                readStats();
                rounds++;
                LockSupport.parkNanos(PAUSE_NS);
            }
        } catch (NobodyThereException e) {
            failures.add(e.getMessage());
        } catch (RuntimeException e) {
            failures.add(e.toString()); // a reply that is none
        }
    }

    private void goOn() throws NobodyThereException {
        Reply reply = timed("SINCE " + cursor);
        if (reply.end().startsWith("ERR")) {
            failures.add(reply.end());
            if (reply.end().startsWith("ERR replaced")) {
                cursor = "0";
            }
            return;
        }
        for (String line : reply.lines()) {
            long here = lostBy(line);
            if (here < 0) {
                points.add(line);
            } else {
                lostLines.add(line);
                lost += here;
            }
        }
        cursor = reply.end();
        if (rounds == 0) {
            lostAtFirst = lost;
        }
    }

    private void readValue(int sensor) throws NobodyThereException {
        long sentFirst = sensors.sent();
        Reply reply = timed("VALUE " + Sensors.series(sensor) + " n");
        if (reply.lines().size() == 1) {
            long number = Long.parseLong(reply.lines().getFirst());
            values.set(sensor, number);
            long outdatedNs = sensors.outdatedNs(number, System.nanoTime());
            outdatedNsMax = Math.max(outdatedNsMax, outdatedNs);
        } else if (sentFirst > Sensors.PER_S) {
            failures.add("VALUE: " + reply.end());
        }
    }

    private void readStats() throws NobodyThereException {
        Map<String, String> read = new TreeMap<>();
        for (String line : timed("STATS").lines()) {
            int blank = line.indexOf(' ');
            if (!line.startsWith("last_") && !line.startsWith("sender ")) {
                read.put(line.substring(0, blank), line.substring(blank + 1));
            }
        }
        stats = read;
    }

    private Reply timed(String request) throws NobodyThereException {
        long begunNs = System.nanoTime();
        try {
            return ask(connection, request);
        } finally {
            worstNs.merge(
                    request.split(" ")[0], System.nanoTime() - begunNs, Math::max);
        }
    }
}
