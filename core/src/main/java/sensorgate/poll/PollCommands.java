package sensorgate.poll;

import java.util.function.LongSupplier;
import sensorgate.count.Counter;
import sensorgate.count.SettingKeys;
import sensorgate.journal.Journal;
import sensorgate.line.Point;
import sensorgate.serve.ReplyBuffer;
import sensorgate.serve.RequestLedger;
import sensorgate.serve.Responder;
import sensorgate.store.LatestTable;
import sensorgate.store.Reading;
import sensorgate.store.Store;
import sensorgate.udp.DatagramTap;

/**
 * The poll protocol. A request is one line. The reply is one line, or lines and then {@code END},
 * or {@code ERR <code> <what is wrong, and what is right>}. One thread and one connection at a
 * time; allocates nothing.
 */
public final class PollCommands implements Responder {

    private static final String[] HELP = {
        "VALUE <series> <field> [<max age>]  the bare value, e.g. VALUE temp,room=attic value 90s",
        "GET <series>                        a line of line protocol for each of its readings",
        "LIST [<prefix>]                     every series with a reading",
        "DUMP [<prefix>]                     every reading as line protocol",
        "LATE [<prefix>] [THAN <age>]        the readings without a point for three usual"
                + " intervals, or for the age",
        "SINCE <cursor> [<limit>]            points from a cursor on; 0: the oldest, now: a cursor",
        "STATS                               every counter and gauge",
        "SNIFF [<count>]                     datagrams as they arrive; at the control socket only",
        "FORGET [SHOW] SERIES <series> [<field>] | SILENT <age>  removes readings, or shows which;"
                + " at the control socket only",
        "CONFIG                              the settings in use; at the control socket only",
        "PING                                PONG",
        "HELP                                this list",
        "QUIT                                closes the connection",
    };

    private static final String VALUE_USAGE = "VALUE <series> <field> [<max age>]; a space within"
            + " a name is written \\ and a space";

    private static final String UNKNOWN_SERIES =
            "no reading of this series; LIST shows every series";

    /** An error about a field names no more fields after this many bytes of names. */
    private static final int FIELDS_BYTES = 200;

    /** How much of the journal is read at a time: there may be many tools. */
    private static final int CONTROLLER_WINDOW_BYTES = 64 * 1024;
    private static final int TOOL_WINDOW_BYTES = 16 * 1024;

    /** The content of the reply under way. */
    private enum Reply {
        NONE, HELP, STATS, SERIES, READINGS, READINGS_OF_SERIES, LATE, POINTS, DATAGRAMS,
        FORGETTING, SETTINGS
    }

    private final LatestTable table;
    private final StatsText stats;
    private final Journal journal;
    private final LateReply late;
    private final SinceReply since;
    private final SniffReply sniff;
    private final ForgetReply forget;
    private final SettingsText settings;
    private final LongSupplier ticksNs;
    private final LongSupplier wallMs;
    private final Counter failed;
    private final Request request = new Request();
    private final Point series = new Point();
    private final Reading reading = new Reading();
    private Reply underWay = Reply.NONE;
    private byte[] settingsReply;
    private int next;
    private long seriesHash;
    private boolean quit;

    /** True if the reply tells points that must outlive the process first. */
    private boolean tellsPoints;

    /**
     * Answers one controller or one local tool from a store and counters.
     *
     * @param stats the text of the listener's thread
     * @param ledger counts the requests answered with ERR, and the points reported LOST
     * @param tap shows datagrams to a local tool; {@code null} for a controller
     * @param settings the settings for a local tool; {@code null} for a controller
     * @param ticksNs the clock of the table's arrivals, nanoseconds
     * @param wallMs the clock for readings from before this process, milliseconds since 1970
     */
    public PollCommands(
            Store store, StatsText stats, RequestLedger ledger, DatagramTap tap,
            SettingsText settings, LongSupplier ticksNs, LongSupplier wallMs) {
        this.table = store.table();
        this.journal = store.journal();
        this.late = new LateReply(table, ticksNs, wallMs);
        this.since = new SinceReply(
                journal, ledger.pointsLost(),
                tap == null ? CONTROLLER_WINDOW_BYTES : TOOL_WINDOW_BYTES);
        this.sniff = tap == null ? null : new SniffReply(tap);
        this.forget = tap == null ? null : new ForgetReply(store, ticksNs, wallMs);
        this.settings = settings;
        this.stats = stats;
        this.failed = ledger.failed();
        this.ticksNs = ticksNs;
        this.wallMs = wallMs;
    }

    @Override
    public void settle() {
        if (tellsPoints) {
            journal.awaitSaved();
            tellsPoints = underWay != Reply.NONE;
        }
    }

    @Override
    public boolean isQuit() {
        return quit;
    }

    @Override
    public void reset() {
        underWay = Reply.NONE;
        quit = false;
        tellsPoints = false;
        if (sniff != null) {
            sniff.end();
            forget.end();
        }
    }

    @Override
    public boolean isStreaming() {
        return underWay == Reply.DATAGRAMS || isWaiting();
    }

    @Override
    public boolean isWaiting() {
        return underWay == Reply.FORGETTING && forget.isWaiting();
    }

    @Override
    public boolean isEndless() {
        return underWay == Reply.DATAGRAMS && sniff.isEndless();
    }

    @Override
    public void beginTooLong(ReplyBuffer reply) {
        error("length", "a request has at most 1024 bytes", reply);
    }

    @Override
    public void begin(byte[] bytes, int from, int to, ReplyBuffer reply) {
        request.set(bytes, from, to);
        if (request.is("VALUE")) {
            tellsPoints = true;
            value(reply);
        } else if (request.is("GET")) {
            tellsPoints = true;
            get(reply);
        } else if (request.is("LIST")) {
            all(Reply.SERIES, "LIST [<prefix>]", reply);
        } else if (request.is("DUMP")) {
            all(Reply.READINGS, "DUMP [<prefix>]", reply);
        } else if (request.is("LATE")) {
            begin(Reply.LATE, late.begin(request), reply);
        } else if (request.is("SINCE")) {
            begin(Reply.POINTS, since.begin(request, reply), reply);
        } else if (request.is("SNIFF")) {
            sniff(reply);
        } else if (request.is("FORGET")) {
            forget(reply);
        } else if (request.is("CONFIG")) {
            settings(reply);
        } else if (request.is("STATS")) {
            plain(Reply.STATS, reply);
        } else if (request.is("HELP")) {
            plain(Reply.HELP, reply);
        } else if (request.is("PING")) {
            ping(reply);
        } else if (request.is("QUIT")) {
            quit = isAlone(reply);
        } else {
            error("verb", "unknown request; HELP lists the requests", reply);
        }
    }

    @Override
    public boolean resume(ReplyBuffer reply) {
        boolean isComplete = switch (underWay) {
            case NONE -> true;
            case LATE -> late.resume(reply);
            case POINTS -> since.resume(reply);
            case DATAGRAMS -> sniff.resume(reply);
            case FORGETTING -> forget.resume(reply);
            case SETTINGS -> resumeSettings(reply);
            case HELP, STATS, SERIES, READINGS, READINGS_OF_SERIES -> resumeLines(reply);
        };
        underWay = isComplete ? Reply.NONE : underWay;
        return isComplete;
    }

    private boolean resumeLines(ReplyBuffer reply) {
        final int lines = lines();
        while (next < lines && reply.hasRoomForLine()) {
            appendLine(next++, reply);
        }
        if (!reply.hasRoomForLine()) {
            return false;
        }
        reply.append("END\n");
        return true;
    }

    private boolean resumeSettings(ReplyBuffer reply) {
        final byte[] all = settingsReply;
        while (next < all.length && reply.hasRoomForLine()) {
            final int to = Math.min(all.length, next + ReplyBuffer.LINE_BYTES);
            reply.append(all, next, to);
            next = to;
        }
        return next == all.length;
    }

    // ---- requests

    private void value(ReplyBuffer reply) {
        if (!nextSeries(VALUE_USAGE, reply)) {
            return;
        }
        if (!request.next()) {
            usage(VALUE_USAGE, reply);
            return;
        }
        int fieldFrom = request.from();
        int fieldTo = request.to();
        boolean isAnyAge = request.isLast();
        request.next(); // the max age, which may be missing
        if (!request.isLast()) {
            usage(VALUE_USAGE, reply);
            return;
        }
        long maxAgeNs = isAnyAge
                ? Long.MAX_VALUE
                : Age.parseNs(request.bytes, request.from(), request.to());
        if (maxAgeNs == Age.NONE) {
            error("age", "unreadable max age: write a number and a unit, e.g. 90s or 5m;"
                    + " a space within a name is written \\ and a space", reply);
            return;
        }
        boolean isThere = table.find(
                request.bytes, series.from(), series.seriesTo(), fieldFrom, fieldTo, reading);
        if (!isThere) {
            unknownField(reply);
            return;
        }
        if (isAnyAge) {
            ReadingText.appendValue(reading, reply);
        } else {
            valueOfAge(maxAgeNs, reply);
        }
    }

    private void valueOfAge(long maxAgeNs, ReplyBuffer reply) {
        long wallNs = wallMs.getAsLong() * 1_000_000;
        long ageNs = reading.ageNs(ticksNs.getAsLong(), wallNs);
        boolean isKnown = reading.isAgeKnown(wallNs);
        if (isKnown && ageNs <= maxAgeNs) {
            ReadingText.appendValue(reading, reply);
        } else {
            stale(ageNs, isKnown, reply);
        }
    }

    /** Says that the series has no reading, or which fields the series has. */
    private void unknownField(ReplyBuffer reply) {
        seriesHash = table.seriesHash(request.bytes, series.from(), series.seriesTo());
        if (!hasReading()) {
            error("unknown", UNKNOWN_SERIES, reply);
            return;
        }
        failed.increment();
        reply.append("ERR unknown no such field; the series has the fields ");
        int textFrom = reply.length();
        for (int row = 0; row < table.rows(); row++) {
            if (readOfSeries(row)) {
                boolean isFirst = reply.length() == textFrom;
                if (reply.length() - textFrom > FIELDS_BYTES) {
                    reply.append(", ...");
                    break;
                }
                reply.append(isFirst ? "" : ", ")
                        .append(reading.bytes(), reading.seriesTo(), reading.fieldTo());
            }
        }
        reply.append('\n');
    }

    private void stale(long ageNs, boolean isKnown, ReplyBuffer reply) {
        failed.increment();
        reply.append("ERR stale the reading ");
        if (isKnown) {
            reply.append("is ").append(Math.ceilDiv(ageNs, 1_000_000_000)).append(" s old");
        } else {
            reply.append("came before a restart, and its age is not known yet");
        }
        reply.append(", asked for at most ")
                .append(request.bytes, request.from(), request.to()).append('\n');
    }

    private void settings(ReplyBuffer reply) {
        if (settings == null) {
            localOnly("CONFIG", reply);
        } else {
            settingsReply = settings.reply();
            plain(Reply.SETTINGS, reply);
        }
    }

    private void forget(ReplyBuffer reply) {
        if (forget == null) {
            localOnly("FORGET", reply);
        } else {
            begin(Reply.FORGETTING, forget.begin(request), reply);
        }
    }

    private void sniff(ReplyBuffer reply) {
        if (sniff == null) {
            localOnly("SNIFF", reply);
        } else {
            begin(Reply.DATAGRAMS, sniff.begin(request, reply), reply);
        }
    }

    /** Begins a reply, or answers the error if that is not {@code null}. */
    private void begin(Reply kind, String error, ReplyBuffer reply) {
        if (error == null) {
            tellsPoints |= kind == Reply.POINTS;
            underWay = kind;
        } else {
            fail(error, reply);
        }
    }

    private void get(ReplyBuffer reply) {
        if (!nextSeries("GET <series>", reply)) {
            return;
        }
        if (!request.isLast()) {
            usage("GET <series>; a space within a name is written \\ and a space", reply);
            return;
        }
        seriesHash = table.seriesHash(request.bytes, series.from(), series.seriesTo());
        if (!hasReading()) {
            error("unknown", UNKNOWN_SERIES, reply);
            return;
        }
        start(Reply.READINGS_OF_SERIES);
    }

    private void all(Reply kind, String usage, ReplyBuffer reply) {
        request.next(); // the prefix, which may be empty
        if (!request.isLast()) {
            usage(usage, reply);
            return;
        }
        tellsPoints = true;
        start(kind);
    }

    private void ping(ReplyBuffer reply) {
        if (isAlone(reply)) {
            reply.append("PONG\n");
        }
    }

    private void plain(Reply kind, ReplyBuffer reply) {
        if (isAlone(reply)) {
            start(kind);
        }
    }

    private boolean isAlone(ReplyBuffer reply) {
        if (!request.isLast()) {
            usage("the verb alone", reply);
            return false;
        }
        return true;
    }

    private void start(Reply kind) {
        underWay = kind;
        next = 0;
    }

    /** Goes to the next word and reads it as a series, with its tags in any order. */
    private boolean nextSeries(String usage, ReplyBuffer reply) {
        if (!request.next()) {
            usage(usage, reply);
            return false;
        }
        if (!request.isSeries(series)) {
            fail(Request.NO_SERIES, reply);
            return false;
        }
        return true;
    }

    // ---- replies of several lines

    private int lines() {
        return switch (underWay) {
            case HELP -> HELP.length;
            case STATS -> stats.lines();
            case SERIES -> table.seriesLimit();
            case READINGS, READINGS_OF_SERIES -> table.rows();
            case NONE, LATE, POINTS, DATAGRAMS, FORGETTING, SETTINGS ->
                    throw new AssertionError("not a reply of rows");
        };
    }

    private void appendLine(int line, ReplyBuffer reply) {
        switch (underWay) {
            case HELP -> reply.append(HELP[line]).append('\n');
            case STATS -> stats.append(line, reply);
            case SERIES -> appendSeries(line, reply);
            case READINGS -> appendReading(line, reply);
            case READINGS_OF_SERIES -> appendReadingOfSeries(line, reply);
            case NONE, LATE, POINTS, DATAGRAMS, FORGETTING, SETTINGS ->
                    throw new AssertionError("not a reply of rows");
        }
    }

    private void appendSeries(int number, ReplyBuffer reply) {
        if (table.readSeries(number, reading) && hasPrefix()) {
            ReadingText.appendSeries(reading, reply);
        }
    }

    private void appendReading(int row, ReplyBuffer reply) {
        if (table.read(row, reading) && hasPrefix()) {
            ReadingText.appendLine(reading, reply);
        }
    }

    private void appendReadingOfSeries(int row, ReplyBuffer reply) {
        if (readOfSeries(row)) {
            ReadingText.appendLine(reading, reply);
        }
    }

    private boolean hasPrefix() {
        return reading.hasSeriesPrefix(request.bytes, request.from(), request.to());
    }

    private boolean readOfSeries(int row) {
        return table.readOfSeries(
                row, request.bytes, series.from(), series.seriesTo(), seriesHash, reading);
    }

    private boolean hasReading() {
        for (int row = 0; row < table.rows(); row++) {
            if (readOfSeries(row)) {
                return true;
            }
        }
        return false;
    }

    // ---- errors

    private void localOnly(String verb, ReplyBuffer reply) {
        failed.increment();
        reply.append("ERR local ").append(verb).append(" works at the control socket only, see ")
                .append(SettingKeys.CONTROL_SOCKET).append('\n');
    }

    private void usage(String usage, ReplyBuffer reply) {
        failed.increment();
        reply.append("ERR usage too few or too many words: write ").append(usage).append('\n');
    }

    /** Answers ERR with an error that begins with its code. */
    private void fail(String error, ReplyBuffer reply) {
        failed.increment();
        reply.append("ERR ").append(error).append('\n');
    }

    private void error(String code, String message, ReplyBuffer reply) {
        failed.increment();
        reply.append("ERR ").append(code).append(' ').append(message).append('\n');
    }
}
