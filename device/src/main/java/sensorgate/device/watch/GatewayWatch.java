package sensorgate.device.watch;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import sensorgate.Losses;
import sensorgate.count.Counted;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.Controllers;
import sensorgate.device.client.Counters;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.JournalCursor;
import sensorgate.device.client.ReplyLines;
import sensorgate.device.client.ReplyPoint;
import sensorgate.device.client.SilentReading;
import sensorgate.device.text.ClockStep;
import sensorgate.device.text.NaturalOrder;
import sensorgate.device.text.PastTime;
import sensorgate.device.text.Printable;

/**
 * Looks at a gateway again and again: asks for its readings (DUMP), for the points since the last
 * look (SINCE), for the silence of the readings (LATE) and for its counters (STATS). The first look
 * begins 2,000 points back, so that it has values for the bars and knows the pace. Memory and
 * requests are limited: if too many points arrive, the look skips points. Belongs to one thread
 * at a time; the last one closes it.
 */
final class GatewayWatch implements AutoCloseable {

    interface Connector {
        GatewayConnection open() throws NobodyThereException;
    }

    /** The most readings to keep, half a kilobyte each. */
    static final int READINGS_MAX = 4_000;

    /** How far back in the journal the first look begins; the smallest journal holds as many. */
    static final int LOOK_BACK_POINTS = 2_000;

    /** The points of a request, and the requests of a look, before the look skips the rest. */
    private static final int POINTS_MAX = 2_000;
    private static final int REPLIES_MAX = 5;

    /** After a boot, a time server takes its time: the gateway says so no earlier either. */
    private static final long TIME_SERVER_S = 300;

    private record Latest(WatchedReading reading, String value, long timeNs) {}

    private final Connector connector;
    private final String prefix;
    private final boolean isLateOnly;
    private final LongSupplier steadyNs;
    private final LongSupplier wallNs;
    private final ReplyPoint point = new ReplyPoint();
    private final Set<WatchedReading> heard = new HashSet<>();
    private final List<Latest> latest = new ArrayList<>();
    private TreeMap<String, WatchedReading> readings = new TreeMap<>(new NaturalOrder());
    private Map<String, Long> stats = Map.of();
    private Map<String, Long> firstStats;
    private GatewayConnection connection;
    private String place = "";
    private String controllers = "";
    private String cursor;
    private boolean isFirst = true;
    private long unlisted;

    /**
     * Does not connect before the first {@link #look()}.
     *
     * @param prefix the start of the series' names; empty for all series
     * @param isLateOnly true to show only late readings
     * @param steadyNs the steady clock, for ages
     * @param wallNs this machine's clock, nanoseconds since 1970, for the time of day
     */
    GatewayWatch(
            Connector connector, String prefix, boolean isLateOnly, LongSupplier steadyNs,
            LongSupplier wallNs) {
        this.connector = connector;
        this.prefix = prefix;
        this.isLateOnly = isLateOnly;
        this.steadyNs = steadyNs;
        this.wallNs = wallNs;
    }

    WatchView look() throws NobodyThereException {
        try {
            if (connection == null) {
                connection = connector.open();
                place = connection.at()
                        + (connection.isControl() ? "" : ", as its controller");
            }
            if (cursor == null) {
                cursor = askCursor().back(LOOK_BACK_POINTS);
            }
            askReadings();
            askPoints();
            askSilence();
            askStats();
            if (!connection.isControl()) { // another controller may connect until the next look
                close();
            }
        } catch (NobodyThereException e) {
            close();
            throw e;
        }
        return view(null);
    }

    /** Looks; without an answer, shows the last readings at their present age, and the reason. */
    WatchView lookAgain() {
        try {
            return look();
        } catch (NobodyThereException e) {
            return view(e.getMessage() + "; retrying");
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    // ---- requests

    private JournalCursor askCursor() throws NobodyThereException {
        return JournalCursor.parse(askForAll("SINCE now").cursor(), connection.at());
    }

    private void askReadings() throws NobodyThereException {
        ReplyLines reply = askForAll("DUMP" + prefixWord());
        TreeMap<String, WatchedReading> before = readings;
        readings = new TreeMap<>(new NaturalOrder());
        latest.clear();
        unlisted = 0;
        for (String line : reply.lines()) {
            if (readings.size() == READINGS_MAX || !point.read(line)) {
                unlisted++;
                continue;
            }
            String name = name(0);
            WatchedReading reading = before.getOrDefault(
                    name, new WatchedReading(Printable.of(name)));
            readings.put(name, reading);
            latest.add(new Latest(reading, point.value(0), point.timeNs()));
        }
    }

    private void askPoints() throws NobodyThereException {
        heard.clear();
        int replies = 0;
        while (replies < REPLIES_MAX
                && take(connection.ask("SINCE " + cursor + " " + POINTS_MAX))) {
            replies++;
        }
        if (replies == REPLIES_MAX) { // too many points: leaves out the rest
            cursor = askCursor().toString();
            readings.values().forEach(WatchedReading::gap);
        }
        for (Latest one : latest) {
            if (!heard.contains(one.reading())) {
                one.reading().latest(one.value(), one.timeNs());
            }
        }
    }

    /** Takes the points of a reply and moves the cursor; true if more points may follow. */
    private boolean take(ReplyLines reply) {
        if (reply.isDiskSilent()) { // the next look goes on from here
            return false;
        }
        if (reply.error() != null) { // the journal is another: the next look begins in the new one
            cursor = null;
            return false;
        }
        if (reply.lost() != null || reply.cut() != null) {
            readings.values().forEach(WatchedReading::gap);
        }
        long nowNs = steadyNs.getAsLong();
        for (String line : reply.lines()) {
            if (point.read(line)) {
                hear(nowNs);
            }
        }
        cursor = reply.cursor();
        return reply.lines().size() >= POINTS_MAX;
    }

    /** Takes a point that the gateway got since the last look, or before the first one. */
    private void hear(long nowNs) {
        for (int i = 0; i < point.fieldCount(); i++) {
            WatchedReading reading = readings.get(name(i));
            if (reading != null) {
                if (isFirst) {
                    reading.remember(point.value(i), point.timeNs());
                } else {
                    reading.hear(point.value(i), point.timeNs(), nowNs);
                }
                heard.add(reading);
            }
        }
    }

    /** The gateway knows the silence of each reading; the sensors' clocks may be wrong. */
    private void askSilence() throws NobodyThereException {
        Set<String> late = new HashSet<>();
        for (SilentReading reading : askSilence("")) {
            late.add(reading.name());
        }
        List<SilentReading> all = askSilence(" THAN 0s");
        long nowNs = steadyNs.getAsLong();
        for (SilentReading silence : all) {
            WatchedReading reading = readings.get(silence.name());
            if (reading != null) {
                reading.silent(silence, late.contains(silence.name()), nowNs);
            }
        }
        if (isFirst) {
            readings.values().forEach(WatchedReading::begin);
            isFirst = false;
        }
    }

    private List<SilentReading> askSilence(String than) throws NobodyThereException {
        return askForAll("LATE" + prefixWord() + than).lines().stream()
                .map(SilentReading::parse)
                .filter(Objects::nonNull)
                .toList();
    }

    private String prefixWord() {
        return prefix.isEmpty() ? "" : " " + prefix;
    }

    private void askStats() throws NobodyThereException {
        List<String> lines = askForAll("STATS").lines();
        Map<String, Long> now = Counters.of(lines);
        Controllers all = Controllers.of(lines);
        controllers = all.anyWaits() ? all.text() : "";
        boolean isOther = now.getOrDefault("received", 0L) < stats.getOrDefault("received", 0L);
        firstStats = firstStats == null ? now : isOther ? new HashMap<>() : firstStats;
        stats = now;
    }

    /** Asks a request that a gateway never refuses. */
    private ReplyLines askForAll(String request) throws NobodyThereException {
        ReplyLines reply = connection.ask(request);
        if (reply.error() != null) {
            throw new NobodyThereException(
                    connection.at() + " answered " + Printable.of(reply.error()), null);
        }
        return reply;
    }

    // ---- points

    /** The series and the field, in the gateway's spelling. */
    private String name(int field) {
        return point.series() + " " + point.field(field);
    }

    // ---- the view

    private WatchView view(String trouble) {
        long nowNs = steadyNs.getAsLong();
        List<WatchView.Row> rows = new ArrayList<>(readings.size());
        for (WatchedReading reading : readings.values()) {
            rows.add(new WatchView.Row(
                    reading.name(), reading.value(), reading.ageNs(nowNs), reading.isLeast(),
                    since(reading, nowNs), reading.isLate(), reading.usualNs(),
                    reading.perSecond(), reading.values()));
        }
        return new WatchView(
                title(), trouble, isLateOnly, rows, unlisted, flow(), losses(), clock());
    }

    private String since(WatchedReading reading, long nowNs) {
        long ageNs = reading.ageNs(nowNs);
        return ageNs == WatchedReading.UNKNOWN || reading.isLeast()
                ? ""
                : PastTime.of(ageNs, wallNs.getAsLong(), ZoneId.systemDefault());
    }

    /** What the gateway knows of its clock, and what an age with {@code >} means. */
    private String clock() {
        StringJoiner text = new StringJoiner("; ");
        if (readings.values().stream().anyMatch(WatchedReading::isLeast)) {
            text.add("> is at least: from before a restart, and the clock is not known to be right"
                    + " yet");
        } else if (stats.getOrDefault("clock_synchronised", 1L) == 0
                && stats.getOrDefault("uptime_s", 0L) >= TIME_SERVER_S) {
            text.add("the gateway's clock is not synchronised");
        }
        String step = ClockStep.of(stats.getOrDefault("clock_stepped_ms", 0L));
        if (!step.isEmpty()) {
            text.add("the gateway's clock was set " + step + " since its start");
        }
        return text.toString();
    }

    /** Names the gateway; while a controller waits, its controllers instead. */
    private String title() {
        return place.isEmpty() ? "" : "sensorgate watch" + (isLateOnly ? " --late" : "")
                + (prefix.isEmpty() ? "" : " " + Printable.of(prefix)) + ", "
                + (controllers.isEmpty() ? place : controllers);
    }

    private String flow() {
        return stats.getOrDefault("readings_per_s", 0L) + "/s, "
                + stats.getOrDefault("readings_per_min", 0L) + " in the last minute; "
                + count("received", "datagram") + " received, " + count("stored", "line")
                + " stored";
    }

    private String count(String counter, String what) {
        return Counted.of(stats.getOrDefault(counter, 0L), what);
    }

    private List<WatchView.Loss> losses() {
        List<WatchView.Loss> losses = new ArrayList<>();
        stats.forEach((name, count) -> {
            if (count > 0 && Losses.isLoss(name)) {
                long watched = count - firstStats.getOrDefault(name, 0L);
                losses.add(new WatchView.Loss(name, count, Math.max(0, watched)));
            }
        });
        return losses;
    }
}
