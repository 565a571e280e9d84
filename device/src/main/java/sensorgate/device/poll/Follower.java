package sensorgate.device.poll;

import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UntilSignal;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.client.ReplyLines;

/**
 * {@code sensorgate poll --follow}: prints points as they come. Belongs to one thread;
 * a signal's thread reads the cursor.
 *
 * <p>A reply is printed once it is whole, and then the cursor moves on: whatever happens to the
 * connection, no point is printed twice and none is left out. But where the gateway refuses the
 * cursor, it begins with the oldest of the journal that is there.
 */
final class Follower {

    /** Where it begins unless told otherwise. */
    static final String CURSOR_DEFAULT = "now";

    private static final String CURSOR_OLDEST = "0";

    /** How long it waits when there was nothing new. */
    static final long IDLE_NS = 250_000_000;

    /** How long it waits when no gateway answered. */
    static final long RETRY_NS = 1_000_000_000;

    /** Bounds the memory that a reply takes: a point has little more than a kilobyte. */
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

    Follower(GatewayPlace place, int timeoutMs, String cursor, Streams streams) {
        this(place, timeoutMs, cursor, streams, LockSupport::parkNanos);
    }

    Follower(
            GatewayPlace place, int timeoutMs, String cursor, Streams streams,
            LongConsumer pauseNs) {
        this.place = place;
        this.timeoutMs = timeoutMs;
        this.cursor = cursor;
        this.out = streams.out();
        this.err = streams.err();
        this.pauseNs = pauseNs;
        output = new UntilSignal(streams, this::whereToGoOn);
    }

    /** Follows until a signal comes, nobody reads the points, or the gateway refuses the cursor. */
    int run() {
        int exitCode = ExitCode.FAILED;
        output.begin();
        try {
            exitCode = followOn();
        } finally {
            output.end(exitCode == ExitCode.GOOD);
        }
        return exitCode;
    }

    private int followOn() {
        while (true) {
            try (GatewayConnection connection = GatewayConnection.open(place, timeoutMs)) {
                return follow(connection);
            } catch (NobodyThereException e) {
                sayAway(e);
                pauseNs.accept(RETRY_NS);
            }
        }
    }

    private int follow(GatewayConnection connection) throws NobodyThereException {
        while (true) {
            ReplyLines reply = connection.ask("SINCE " + cursor + " " + POINTS_MAX);
            sayBack(connection);
            if (reply.error() != null && !isOfAnotherJournal(reply.error())) {
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

    /** True if the gateway has begun another journal, or lost the end of this one. */
    private static boolean isOfAnotherJournal(String error) {
        return error.startsWith("ERR replaced ") || error.startsWith("ERR future ");
    }

    /** Prints a whole reply and moves the cursor; false if nobody reads the points. */
    private boolean take(ReplyLines reply) {
        if (reply.error() != null) {
            say(reply.error());
        }
        if (reply.lost() != null) {
            say("points that are lost, overwritten before they were read: " + reply.lost());
        }
        reply.lines().forEach(out::println);
        if (!reply.lines().isEmpty() && out.checkError()) {
            return false;
        }
        cursor = reply.error() == null ? reply.cursor() : CURSOR_OLDEST;
        return true;
    }

    private void sayAway(NobodyThereException cause) {
        if (!isAway) {
            isAway = true;
            say(cause.getMessage() + "; tries again until it answers");
        }
    }

    private void sayBack(GatewayConnection connection) {
        if (isAway) {
            isAway = false;
            say(connection.at() + " answers, goes on from " + cursor);
        }
    }

    private String whereToGoOn() {
        return cursor.equals(CURSOR_DEFAULT)
                ? ""
                : "go on with: sensorgate poll --follow" + place.option() + " --from " + cursor;
    }

    private void say(String message) {
        err.println("sensorgate: " + message);
    }
}
