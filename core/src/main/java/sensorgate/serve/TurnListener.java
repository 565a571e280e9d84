package sensorgate.serve;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sensorgate.address.IpAddress;
import sensorgate.address.SendQueue;
import sensorgate.count.Counter;
import sensorgate.count.SettingKeys;
import sensorgate.port.TcpPort;

/**
 * Serves a few controllers at a time; the others wait for their turn. Each connection that was
 * accepted waits, is served, or is counted by one of the endings in {@link TcpLedger}.
 *
 * <pre>
 *  accept ---&gt; waiting ------------------------&gt; served ---&gt; closed, unread for
 *                 |      first those that asked     |         tcp.write-timeout, ...
 *                 |                                 |
 *                 +--&gt; closed, silent for tcp.idle  +---&gt; yields while another waits: silent
 *                                                         for tcp.idle, or tcp.turn is over
 * </pre>
 *
 * <p>The turn of an address ends {@code tcp.turn} after another began to wait, and the reply
 * under way is read within {@code tcp.write-timeout} or given up. So a connection that waits is
 * served after at most {@code tcp.turn + tcp.write-timeout} for each address in front, divided by
 * the number of places. All connections of an address share its turn: Home Assistant opens one for
 * each value. After its turn, an address waits behind all others. It takes no place from an
 * address that has fewer places.
 */
public final class TurnListener extends ConnectionListener {

    /** The number of connections that wait. */
    static final int WAITING_MAX = 64;

    /** The number of waiting connections that an address may keep if no more may wait. */
    static final int SHARE = 8;

    /** The time in which a new connection may send its first request, before it gives way. */
    static final long TO_ASK_NS = 1_000_000_000;

    private static final byte[] BUSY = (
            "ERR busy " + WAITING_MAX + " connections wait for their turn: close some, or raise "
            + SettingKeys.TCP_CONTROLLERS + "\n").getBytes(StandardCharsets.US_ASCII);

    private final TcpLedger ledger;
    private final ControllerListener listener;
    private final SendQueue sendQueue;
    private final ArrayList<Connection> served;
    private final ArrayList<Connection> waiting = new ArrayList<>(WAITING_MAX + 1);

    /** What {@link #reload} has published; the listener's thread reads the field once an event. */
    private volatile TcpSettings published;
    private TcpSettings settings;

    /**
     * A listener at a bound port; nothing is accepted before {@link #run()}.
     *
     * @param dialogues makes a dialogue for each connection that is served at the same time
     */
    public TurnListener(
            TcpPort port, TcpSettings settings, Supplier<Dialogue> dialogues, TcpLedger ledger,
            ControllerListener listener, LongSupplier ticksNs) {
        super(port, dialogues, ledger.acceptFailures, ticksNs);
        this.published = settings;
        this.settings = settings;
        this.ledger = ledger;
        this.listener = listener;
        sendQueue = new SendQueue(port.number());
        served = new ArrayList<>(TcpSettings.CONTROLLERS_LIMIT);
    }

    /**
     * Takes over allow-list, number of controllers and times, and ends the connections that the
     * list denies. With fewer controllers, each one served goes on until it yields. Any thread.
     */
    public void reload(TcpSettings otherSettings) {
        published = otherSettings;
        wake();
    }

    @Override
    void takeOver() {
        final TcpSettings wanted = published;
        if (wanted != settings) {
            settings = wanted;
            endDenied();
        }
    }

    /** The waiting first: they must not take the places of those served. */
    private void endDenied() {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Connection each = waiting.get(i);
            if (isDenied(each, settings.allow(), ledger.offenders())) {
                waiting.remove(i);
                refuse(each, ledger.denied, deniedReply(each));
            }
        }
        for (int i = served.size() - 1; i >= 0; i--) {
            Connection each = served.get(i);
            if (isDenied(each, settings.allow(), ledger.offenders())) {
                part(each, ledger.denied, SettingKeys.TCP_ALLOW + " does not name it any more");
            }
        }
    }

    // ---- who waits

    /** Every connection is accepted: in the kernel's queue one address could keep out the rest. */
    @Override
    void onAccepted(SocketChannel channel) {
        ledger.accepted.increment();
        Connection connection = connection(channel);
        try {
            connection.open();
            if (isDenied(connection, settings.allow(), ledger.offenders())) {
                refuse(connection, ledger.denied, deniedReply(connection));
            } else {
                connection.register(socket.selector());
                waiting.add(connection);
                tellWhoWaits(connection);
                keepRoom();
                publish();
            }
        } catch (IOException _) {
            discard(connection, ledger.lost);
        }
    }

    private void tellWhoWaits(Connection connection) {
        if (served.size() >= settings.controllersMax()
                && countOfAddress(served, connection) == 0) {
            listener.onControllerWaits(connection.toString(), served.getFirst().toString());
        }
    }

    private static byte[] deniedReply(Connection connection) {
        byte[] address = new byte[IpAddress.TEXT_BYTES_MAX];
        int to = IpAddress.write(connection.peer().high(), connection.peer().low(), address, 0);
        String text = "ERR denied " + new String(address, 0, to, StandardCharsets.US_ASCII)
                + " is not in " + SettingKeys.TCP_ALLOW + " of the gateway: add it there\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void keepRoom() {
        if (served.size() + waiting.size() > settings.controllersMax() + WAITING_MAX) {
            Connection tooMany = tooMany();
            waiting.remove(tooMany);
            refuse(tooMany, ledger.busy, BUSY);
        }
    }

    /**
     * The connection that gives way if too many wait: the oldest that has sent nothing, but had
     * time to. If there is none, or an address has more than {@value #SHARE} connections waiting:
     * the newest connection of the address that has most.
     */
    private Connection tooMany() {
        Connection newestOfMost = waiting.getFirst();
        Connection silent = null;
        int most = 0;
        for (int i = 0; i < waiting.size(); i++) { // an iterator would be allocated
            Connection each = waiting.get(i);
            int count = countOfAddress(waiting, each);
            newestOfMost = count >= most ? each : newestOfMost;
            most = Math.max(most, count);
            silent = silent == null && hasNotAskedInTime(each) ? each : silent;
        }
        return most > SHARE || silent == null ? newestOfMost : silent;
    }

    private boolean hasNotAskedInTime(Connection connection) {
        return !connection.hasAsked() && nowNs() - connection.openedNs() >= TO_ASK_NS;
    }

    private static int countOfAddress(ArrayList<Connection> connections, Connection like) {
        int count = 0;
        for (int i = 0; i < connections.size(); i++) { // an iterator would be allocated
            count += connections.get(i).isSameAddress(like) ? 1 : 0;
        }
        return count;
    }

    private void dropSilentWaiters(long nowNs) {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Connection each = waiting.get(i);
            if (!each.hasAsked() && nowNs - each.openedNs() >= settings.idleNs()) {
                waiting.remove(i);
                publish();
                dismiss(each, ledger.yielded);
            }
        }
    }

    // ---- whose turn it is

    private void fillPlaces() {
        while (served.size() < settings.controllersMax() && !waiting.isEmpty()) {
            serve(waiting.remove(next()));
        }
    }

    /** The first that has asked for something, or else the first. */
    private int next() {
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).hasAsked()) {
                return i;
            }
        }
        return 0;
    }

    private void serve(Connection connection) {
        begin(connection);
        served.add(connection);
        publish();
        listener.onControllerConnected(connection.toString());
        settle(connection, connection.serve()); // it may have sent requests while it waited
    }

    /** Forgets a connection that ends. */
    private void forget(Connection connection, String why) {
        if (!served.remove(connection)) {
            waiting.remove(connection);
            publish();
            return;
        }
        passTurn(connection);
        publish();
        listener.onControllerLeft(connection.toString(), why);
    }

    /**
     * The other connections of the address go on with the turn of the connection that ended. Once
     * the turn is over, they wait behind all other addresses.
     */
    private void passTurn(Connection ended) {
        long usedNs = nowNs() - ended.turnBegunNs();
        boolean isOver = usedNs >= settings.turnNs();
        int i = 0;
        for (int left = waiting.size(); left > 0; left--) {
            Connection each = waiting.get(i);
            boolean isSame = each.isSameAddress(ended);
            if (isSame) {
                each.setTurnUsedNs(isOver ? 0 : usedNs);
            }
            if (isSame && isOver) {
                waiting.add(waiting.remove(i));
            } else {
                i++;
            }
        }
    }

    /** Ends a connection whose client has gone, or does not read. */
    private void drop(Connection connection, Counter cause, String why) {
        forget(connection, why);
        discard(connection, cause);
    }

    /** Ends a connection whose client may still read its last reply. */
    private void part(Connection connection, Counter cause, String why) {
        forget(connection, why);
        dismiss(connection, cause);
    }

    /** Shows other threads who is served and who waits. */
    private void publish() {
        ledger.queue().publish(served, waiting);
    }

    // ---- when a turn ends

    @Override
    void settle(Connection connection, Connection.State state) {
        switch (state) {
            case OPEN -> {
                // the connection goes on
            }
            case QUIT -> {
                if (connection.isLeaving()) {
                    part(connection, ledger.yielded, "its turn was over while another waited");
                } else {
                    part(connection, ledger.closed, "it asked to quit");
                }
            }
            case ENDED -> drop(connection, ledger.closed, "it closed the connection");
            case LOST -> drop(connection, ledger.lost, "the connection was lost");
            case FOREIGN -> {
                noteForeign(connection, ledger.offenders());
                part(connection, ledger.foreign, "it does not speak the poll protocol");
            }
        }
    }

    @Override
    void keepDeadlines(long nowNs) {
        fillPlaces();
        dropSilentWaiters(nowNs);
        int i = 0;
        while (i < served.size()) {
            Connection connection = served.get(i);
            keepDeadlines(connection, nowNs);
            if (connection.isEnded()) {
                fillPlaces();
            } else {
                i++;
            }
        }
    }

    private void keepDeadlines(Connection connection, long nowNs) {
        if (untilDeadlineNs(connection, nowNs) <= 0) {
            endLate(connection, nowNs);
        }
        if (!connection.isEnded() && untilTurnEndsNs(connection, nowNs) <= 0) {
            settle(connection, connection.leave());
        }
    }

    private void endLate(Connection connection, long nowNs) {
        if (connection.isUnread()) {
            if (isStillUnread(connection) && untilDeadlineNs(connection, nowNs) <= 0) {
                drop(connection, ledger.writeTimeouts, "it did not read its reply");
            }
        } else if (connection.isRequestBegun()
                && nowNs - connection.requestSinceNs() >= settings.idleNs()) {
            part(connection, ledger.requestTimeouts, "its request did not end in time");
        } else if (isUnacknowledged(connection, nowNs)) {
            drop(connection, ledger.writeTimeouts, "it did not read its reply");
        } else if (isSilent(connection, nowNs)) {
            yieldSilent(connection);
        }
    }

    /** Asks the kernel at most once after each reply. */
    private boolean isUnacknowledged(Connection connection, long nowNs) {
        if (!connection.isUnconfirmed()
                || nowNs - connection.activeNs() < settings.writeTimeoutNs()) {
            return false;
        }
        connection.confirm();
        return sendQueue.bytesTo(connection.peer()) > 0;
    }

    private boolean isSilent(Connection connection, long nowNs) {
        return !waiting.isEmpty() && nowNs - connection.activeNs() >= settings.idleNs();
    }

    private void yieldSilent(Connection connection) {
        if (countOfAddress(waiting, connection) > 0) {
            part(connection, ledger.replaced, "it connected again");
        } else {
            part(connection, ledger.yielded, "it was silent while another waited");
        }
    }

    @Override
    long untilDeadlineNs(long nowNs) {
        long untilNs = NEVER_NS;
        for (int i = 0; i < waiting.size(); i++) { // an iterator would be allocated
            Connection each = waiting.get(i);
            if (!each.hasAsked()) {
                untilNs = Math.min(untilNs, each.openedNs() + settings.idleNs() - nowNs);
            }
        }
        for (int i = 0; i < served.size(); i++) {
            Connection each = served.get(i);
            untilNs = Math.min(untilNs, untilDeadlineNs(each, nowNs));
            untilNs = Math.min(untilNs, untilTurnEndsNs(each, nowNs));
        }
        return untilNs;
    }

    private long untilDeadlineNs(Connection connection, long nowNs) {
        if (connection.isUnread()) {
            return connection.unreadSinceNs() + settings.writeTimeoutNs() - nowNs;
        }
        long untilNs = NEVER_NS;
        if (connection.isRequestBegun()) {
            untilNs = connection.requestSinceNs() + settings.idleNs() - nowNs;
        }
        long silentNs = nowNs - connection.activeNs();
        if (connection.isUnconfirmed()) {
            untilNs = Math.min(untilNs, settings.writeTimeoutNs() - silentNs);
        }
        return waiting.isEmpty() ? untilNs : Math.min(untilNs, settings.idleNs() - silentNs);
    }

    /** A turn lasts from its beginning, or from when another began to wait, if that is later. */
    private long untilTurnEndsNs(Connection connection, long nowNs) {
        if (connection.isLeaving() || leaving() >= waiting.size()) {
            return NEVER_NS;
        }
        long waitedNs = waitedLongestNs(connection, nowNs);
        long hadNs = Math.min(waitedNs, nowNs - connection.turnBegunNs());
        return waitedNs < 0 ? NEVER_NS : settings.turnNs() - hadNs;
    }

    /** The connections that end with their reply: each makes room for a connection that waits. */
    private int leaving() {
        int count = 0;
        for (int i = 0; i < served.size(); i++) { // an iterator would be allocated
            count += served.get(i).isLeaving() ? 1 : 0;
        }
        return count;
    }

    /** The longest time that a connection has waited which may take this place, -1 if none may. */
    private long waitedLongestNs(Connection connection, long nowNs) {
        int places = countOfAddress(served, connection);
        long longestNs = -1;
        for (int i = 0; i < waiting.size(); i++) { // an iterator would be allocated
            Connection each = waiting.get(i);
            if (each.isSameAddress(connection) || countOfAddress(served, each) < places) {
                longestNs = Math.max(longestNs, nowNs - each.openedNs());
            }
        }
        return longestNs;
    }

    @Override
    void closeConnections() {
        while (!served.isEmpty()) {
            drop(served.getLast(), ledger.closed, "the gateway stops");
        }
        while (!waiting.isEmpty()) {
            discard(waiting.removeLast(), ledger.closed);
        }
        publish();
    }
}
