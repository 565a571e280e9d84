package sensorgate.device.poll;

import java.io.PrintStream;
import java.time.ZoneId;
import java.util.function.LongConsumer;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UntilSignal;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.JournalCursor;
import sensorgate.device.client.ReplyLines;

/**
 * {@code sensorgate poll --follow}: prints points as they arrive. Belongs to one thread; a signal's
 * thread reads the cursor.
 *
 * <p>Only a complete reply is printed, and then the cursor moves: so a lost connection neither
 * repeats nor omits a point. If the gateway has another journal, the oldest point of that journal
 * is next.
 */
final class Follower {

    /** The cursor to begin with, unless {@code --from} gives another. */
    static final String CURSOR_DEFAULT = "now";

    static final long IDLE_NS = 250_000_000;
    static final long RETRY_NS = 1_000_000_000;

    /** The most points of a reply, which limits its memory: a point takes at most 2 KiB. */
    static final int POINTS_MAX = 1_000;

    private final GatewayPlace place;
    private final int timeoutMs;
    private final PrintStream out;
    private final PrintStream err;
    private final LongConsumer pauseNs;
    private final UntilSignal output;

    /** Written while {@link #output} prints: a signal sees points and their cursor together. */
    private volatile String cursor;
    private boolean isAway;
    private boolean hasConnected;
    private boolean isDiskSilent;

    Follower(
            GatewayPlace place, int timeoutMs, String cursor, Streams streams,
            LongConsumer pauseNs) {
        this.place = place;
        this.timeoutMs = timeoutMs;
        this.cursor = cursor;
        this.out = streams.out();
        this.err = streams.err();
        this.pauseNs = pauseNs;
        output = new UntilSignal(streams, this::howToContinue);
    }

    /** Follows until a signal comes, nobody reads the points, or the gateway refuses the cursor. */
    int run() throws NobodyThereException {
        int exitCode = ExitCode.FAILED;
        output.begin();
        try {
            exitCode = followAndRetry();
        } finally {
            output.end(exitCode == ExitCode.GOOD);
        }
        return exitCode;
    }

    /** A user who may not ask is told at once. A socket that is just bound is closed to all. */
    private int followAndRetry() throws NobodyThereException {
        while (true) {
            try (GatewayConnection connection = GatewayConnection.open(place, timeoutMs)) {
                hasConnected = true;
                return follow(connection);
            } catch (NobodyThereException e) {
                if (!hasConnected && e.exitCode() == ExitCode.NO_PERMISSION) {
                    throw e;
                }
                sayAway(e);
                pauseNs.accept(RETRY_NS);
            }
        }
    }

    private int follow(GatewayConnection connection) throws NobodyThereException {
        while (true) {
            ReplyLines reply = connection.ask("SINCE " + cursor + " " + POINTS_MAX);
            sayBack(connection);
            if (reply.isDiskSilent()) {
                sayDiskSilent();
                pauseNs.accept(RETRY_NS);
                continue;
            }
            isDiskSilent = false;
            if (reply.error() != null && whyOldest(reply.error()) == null) {
                err.println(reply.error());
                return ExitCode.REFUSED;
            }
            if (!output.whole(() -> take(reply))) {
                return ExitCode.GOOD;
            }
            if (reply.error() == null && reply.lines().isEmpty()) {
                pauseNs.accept(IDLE_NS);
            }
        }
    }

    /** Why the oldest point is next; {@code null} if the error has another reason. */
    private static String whyOldest(String error) {
        if (error.startsWith("ERR replaced ")) {
            return "the gateway has begun another journal";
        }
        return error.startsWith("ERR future ")
                ? "the gateway has lost the newest points of its journal"
                : null;
    }

    /** Prints a whole reply and moves the cursor; false if nobody reads the points. */
    private boolean take(ReplyLines reply) {
        if (reply.error() != null) {
            say(whyOldest(reply.error()) + "; continuing with its oldest point");
        }
        if (reply.lost() != null) {
            say("lost points, overwritten before they were read or not on the disk: "
                    + reply.lost());
        }
        if (reply.cut() != null) {
            say(reply.cut().text(ZoneId.systemDefault()));
        }
        reply.lines().forEach(out::println);
        if (!reply.lines().isEmpty() && out.checkError()) {
            return false;
        }
        cursor = reply.error() == null ? reply.cursor() : JournalCursor.OLDEST;
        return true;
    }

    private void sayAway(NobodyThereException cause) {
        if (!isAway) {
            isAway = true;
            say(cause.getMessage() + "; retrying until the gateway answers");
        }
    }

    private void sayDiskSilent() {
        if (!isDiskSilent) {
            isDiskSilent = true;
            say("the disk of the gateway does not answer; asking again");
        }
    }

    private void sayBack(GatewayConnection connection) {
        if (isAway) {
            isAway = false;
            say(connection.at() + " answers; continuing from " + cursor);
        }
    }

    private String howToContinue() {
        return cursor.equals(CURSOR_DEFAULT)
                ? ""
                : "to continue: sensorgate poll --follow" + place.option() + " --from " + cursor;
    }

    private void say(String message) {
        err.println("sensorgate: " + message);
    }
}
