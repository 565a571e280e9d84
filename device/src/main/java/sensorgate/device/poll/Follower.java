package sensorgate.device.poll;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Streams;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.client.GatewayPlace;

/**
 * {@code sensorgate poll --follow}: prints points as they come. Belongs to one thread, apart from
 * {@link #stop()}.
 *
 * <p>A reply is printed once it is whole, and then the cursor moves on: whatever happens to the
 * connection, no point is printed twice and none is left out. But where the gateway refuses the
 * cursor, it begins with the oldest of the journal that is there.
 */
final class Follower {

    /** Where it begins unless told otherwise. */
    static final String CURSOR_DEFAULT = "now";

    /** How long it waits when there was nothing new. */
    static final long IDLE_NS = 250_000_000;

    /** How long it waits when no gateway answered. */
    static final long RETRY_NS = 1_000_000_000;

    /** Bounds the memory that a reply takes: a point has little more than a kilobyte. */
    static final int POINTS_MAX = 1_000;

    /** How long a signal waits for a reader that does not read. */
    private static final long STOP_WAIT_MS = 1_000;

    private final GatewayPlace place;
    private final int timeoutMs;
    private final PrintStream out;
    private final PrintStream err;
    private final LongConsumer pauseNs;

    /** Held while points are printed and the cursor moves on: nobody sees one without the other. */
    private final ReentrantLock printing = new ReentrantLock();

    /** Written under {@link #printing}. */
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
    }

    /** Follows as the process's main task: a signal is the usual way to end it. */
    int runUntilEnded() {
        Thread hook = new Thread(this::stop, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return run();
        } finally {
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // a signal came first, and ends the process
        }
    }

    /** Follows until nobody reads what it prints, or the gateway refuses the cursor. */
    int run() {
        while (true) {
            try (GatewayConnection connection = GatewayConnection.open(place, timeoutMs)) {
                return follow(connection);
            } catch (NobodyThereException e) {
                sayAway(e);
                pauseNs.accept(RETRY_NS);
            }
        }
    }

    /** Runs when a signal has come. Nothing is printed after the cursor that it says. */
    private void stop() {
        try {
            printing.tryLock(STOP_WAIT_MS, TimeUnit.MILLISECONDS); // kept until the process ends
        } catch (InterruptedException _) {
            // nobody does; the cursor is good in any case
        }
        sayWhereToGoOn();
        Runtime.getRuntime().halt(ExitCode.GOOD);
    }

    private int follow(GatewayConnection connection) throws NobodyThereException {
        while (true) {
            Reply reply = new Reply();
            connection.ask("SINCE " + cursor + " " + POINTS_MAX, reply);
            sayBack(connection);
            if (reply.error != null && !reply.isOfAnotherJournal()) {
                err.println(reply.error);
                return ExitCode.REFUSED;
            }
            if (!take(reply)) {
                sayWhereToGoOn();
                return ExitCode.GOOD;
            }
            if (reply.isIdle()) {
                pauseNs.accept(IDLE_NS);
            }
        }
    }

    /** Prints a whole reply and moves on; false if nobody reads it. */
    private boolean take(Reply reply) {
        printing.lock();
        try {
            if (reply.error != null) {
                say(reply.error);
            }
            if (reply.lost != null) {
                say("points that are lost, overwritten before they were read: " + reply.lost);
            }
            reply.points.forEach(out::println);
            if (!reply.points.isEmpty() && out.checkError()) {
                return false;
            }
            cursor = reply.next;
            return true;
        } finally {
            printing.unlock();
        }
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

    private void sayWhereToGoOn() {
        if (!cursor.equals(CURSOR_DEFAULT)) {
            err.println("go on with: sensorgate poll --follow" + place.option()
                    + " --from " + cursor);
        }
    }

    private void say(String message) {
        err.println("sensorgate: " + message);
    }

    /** A reply to SINCE. */
    private static final class Reply implements ReplyReader {

        private final List<String> points = new ArrayList<>();
        private String lost;
        private String error;
        private String next = "0";

        @Override
        public void onLine(String line) {
            // a point of a measurement named LOST has an equals sign
            if (line.startsWith("LOST ") && line.indexOf('=') < 0) {
                lost = line.substring("LOST ".length());
            } else {
                points.add(line);
            }
        }

        @Override
        public void onEnd(String line) {
            next = line.substring("END".length()).strip();
        }

        @Override
        public void onError(String line) {
            error = line;
        }

        /** The gateway has begun a journal, or lost the end of one: what there is now is new. */
        boolean isOfAnotherJournal() {
            return error.startsWith("ERR replaced ") || error.startsWith("ERR future ");
        }

        boolean isIdle() {
            return error == null && points.isEmpty();
        }
    }
}
