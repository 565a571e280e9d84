package sensorgate.device.history;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.Progress;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.client.JournalCursor;
import sensorgate.device.client.PowerCutNote;
import sensorgate.device.client.ReplyLines;
import sensorgate.device.text.Printable;

/**
 * Reads the whole journal of a gateway in pieces, from the oldest point to the point that is the
 * newest at the start. By TCP each piece has a connection of its own, so that a controller that
 * waits gets its turn between two pieces. Memory does not grow with the journal.
 */
final class JournalPieces {

    interface Connector {
        GatewayConnection open() throws NobodyThereException;
    }

    /** The points of a piece: the gateway sends them in about 20 ms. */
    static final int POINTS_MAX = 20_000;

    private final Connector connector;
    private final Progress progress;
    private long lost;
    private PowerCutNote lastCut;
    private boolean full;

    JournalPieces(Connector connector, Progress progress) {
        this.connector = connector;
        this.progress = progress;
    }

    /** How many points the ring overwrote while they were being read, or the disk lost. */
    long lost() {
        return lost;
    }

    /** The last power cut in the journal, {@code null} without one. */
    PowerCutNote lastCut() {
        return lastCut;
    }

    /** True if the ring has overwritten its first points. */
    boolean isFull() {
        return full;
    }

    /** Gives each line to {@code lines}, until the end or until {@code lines} returns false. */
    void read(Predicate<String> lines) throws NobodyThereException {
        GatewayConnection connection = connector.open();
        try {
            ReplyLines now = connection.ask("SINCE now");
            refuse(connection, now.error());
            long end = JournalCursor.parse(now.cursor(), connection.at()).sequence();
            long begin = -1;
            boolean isLast;
            String cursor = JournalCursor.OLDEST;
            do {
                if (connection == null) {
                    connection = connector.open();
                }
                Piece piece = new Piece(lines);
                connection.ask("SINCE " + cursor + " " + POINTS_MAX, piece);
                if (piece.stopped) {
                    return;
                }
                refuse(connection, piece.error);
                JournalCursor next = JournalCursor.parse(piece.cursor, connection.at());
                String asked = cursor;
                cursor = next.toString();
                begin = begin < 0 ? next.sequence() - piece.points : begin;
                full |= begin > 1;
                lost += piece.lost;
                lastCut = piece.cut == null ? lastCut : piece.cut;
                isLast = next.sequence() >= end;
                if (!isLast && next.toString().equals(asked)) {
                    throw unanswered(connection);
                }
                showProgress(next.sequence() - begin, end - begin);
                if (!connection.isControl()) {
                    connection.close();
                    connection = null;
                }
            } while (!isLast);
        } finally {
            if (connection != null) {
                connection.close();
            }
            progress.clear();
        }
    }

    private void showProgress(long done, long all) {
        if (done < all) {
            progress.bar((double) done / all, "reading the journal");
        }
    }

    private static void refuse(GatewayConnection connection, String error)
            throws NobodyThereException {
        if (error != null) {
            throw new NobodyThereException(connection.at() + " answered " + Printable.of(error)
                    + "; run history again", null);
        }
    }

    /** A reply that ends where it began has met a disk that does not answer. */
    private static NobodyThereException unanswered(GatewayConnection connection) {
        return new NobodyThereException("the disk of " + connection.at()
                + " does not answer, so that history cannot read the whole journal;"
                + " run history again", null);
    }

    /** One reply to SINCE. */
    private static final class Piece implements ReplyReader {

        private static final Pattern LOST = Pattern.compile("LOST (\\d{1,18})");

        private final Predicate<String> lines;
        private int points;
        private long lost;
        private PowerCutNote cut;
        private String cursor;
        private String error;
        private boolean stopped;

        Piece(Predicate<String> lines) {
            this.lines = lines;
        }

        @Override
        public void onLine(String line) {
            Matcher losing = LOST.matcher(line);
            if (losing.matches()) {
                lost = Long.parseLong(losing.group(1));
            } else if (PowerCutNote.isComment(line)) {
                cut = PowerCutNote.parse(line);
            } else {
                points++;
                stopped = !lines.test(line);
            }
        }

        @Override
        public boolean hasEnough() {
            return stopped;
        }

        @Override
        public void onEnd(String line) {
            cursor = line.substring("END".length()).strip();
        }

        @Override
        public void onError(String line) {
            error = line;
        }
    }
}
