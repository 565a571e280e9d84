package sensorgate.device.send;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sensorgate.count.Counted;
import sensorgate.count.SettingKeys;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.ReplyLines;
import sensorgate.udp.Cause;

/**
 * Compares the gateway's counts of this sender's address before and after: costs a few requests for
 * any number of datagrams. Other programs may send from the same address, and STATS does not tell
 * them apart. So the answer gives the counts and claims nothing about a single point, except that
 * this socket is denied: its port is certain. Belongs to one thread.
 */
final class StatsConfirmation implements Confirmation {

    /** Connects to the gateway. */
    interface Connector {
        GatewayConnection open() throws NobodyThereException;
    }

    /** Who sends, as the gateway writes it: the address alone, and with the port. */
    record Self(String address, String addressAndPort) {}

    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Connector connector;
    private final Self self;
    private final long waitNs;
    private final boolean isHeld;
    private final SenderCounts before;
    private GatewayConnection connection;
    private long datagrams;
    private long points;

    /**
     * Asks for the counts before the first datagram.
     *
     * @param waitMs how long to wait for datagrams that the gateway has not counted
     * @param isHeld false to close the connection while datagrams are sent: others may wait
     */
    StatsConfirmation(Connector connector, Self self, int waitMs, boolean isHeld)
            throws NobodyThereException {
        this.connector = connector;
        this.self = self;
        this.waitNs = TimeUnit.MILLISECONDS.toNanos(waitMs);
        this.isHeld = isHeld;
        try {
            before = ask();
        } catch (NobodyThereException e) {
            close();
            throw e;
        }
        if (!isHeld) {
            close();
        }
    }

    @Override
    public void sent(String name, byte[] bytes, int from, int to, int sentPoints) {
        datagrams++;
        points += sentPoints;
    }

    @Override
    public Answer answer() {
        try {
            return points == 0
                    ? new Answer(true, "", List.of(), ExitCode.GOOD)
                    : answer(settled());
        } catch (NobodyThereException e) {
            return new Answer(
                    false, "; arrival unknown: " + e.getMessage(), List.of(),
                    ExitCode.NOBODY_THERE);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /**
     * The counts a moment after the gateway has counted as many datagrams as were sent, or after
     * the wait: the first of them may be another program's.
     */
    private SenderCounts settled() throws NobodyThereException {
        long deadlineNs = System.nanoTime() + waitNs;
        boolean wasSettled = false;
        SenderCounts after = ask();
        while (!wasSettled && System.nanoTime() - deadlineNs < 0) {
            wasSettled = isSettled(after);
            LockSupport.parkNanos(PAUSE_NS);
            after = ask();
        }
        return after;
    }

    private boolean isSettled(SenderCounts after) {
        long received = after.received() - before.received();
        return isDenied(after)
                || received >= datagrams && after.lines() - before.lines() >= points
                || received < 0; // the gateway has forgotten this sender meanwhile
    }

    private boolean isDenied(SenderCounts after) {
        return isLastOf("denied", after);
    }

    /** True if a datagram of this very socket was counted last since the counts before. */
    private boolean isLastOf(String counter, SenderCounts after) {
        return after.count(counter) > before.count(counter)
                && self.addressAndPort().equals(after.last(counter));
    }

    private SenderCounts ask() throws NobodyThereException {
        if (connection == null) {
            connection = connector.open();
        }
        ReplyLines reply = connection.ask("STATS");
        if (reply.error() != null) {
            throw new NobodyThereException(
                    connection.at() + " answered " + reply.error(), null);
        }
        return SenderCounts.of(reply.lines(), self.address());
    }

    // ---- what the counts say

    private Answer answer(SenderCounts after) {
        if (isDenied(after)) {
            return bad(true, "; stored: 0", List.of("denied: " + plain(self.address())
                    + " is not in " + SettingKeys.UDP_ALLOW + ": add it there, or its network"));
        }
        long received = after.received() - before.received();
        long stored = after.stored() - before.stored();
        long rejected = after.rejected() - before.rejected();
        if (received < 0 || after.count("uptime_s") < before.count("uptime_s")) {
            return Answer.unknown("arrival unknown: the gateway has restarted, or has heard"
                    + " too many senders to keep the counts of this one");
        }
        List<String> problems = new ArrayList<>();
        if (rejected > 0) {
            problems.add(rejected(after, rejected));
        }
        if (isLastOf("readings_rejected", after)) {
            problems.add("stored in part, because the table is full: "
                    + Cause.TABLE_FULL.remedy());
        }
        if (received < datagrams) {
            problems.add(missing(received, dropped(after)));
        }
        String summary = "; the gateway received " + Counted.of(received, "datagram") + " from "
                + plain(self.address()) + " meanwhile and stored " + Counted.of(stored, "point")
                + (received > datagrams ? ": other programs there send, too" : "");
        return problems.isEmpty()
                ? new Answer(true, summary, problems, ExitCode.GOOD)
                : bad(received >= datagrams, summary, problems);
    }

    private static Answer bad(boolean arrived, String summary, List<String> problems) {
        return new Answer(arrived, summary, problems, ExitCode.NOT_STORED);
    }

    private String rejected(SenderCounts after, long rejected) {
        StringJoiner causes = new StringJoiner("; ");
        for (Cause cause : Cause.values()) {
            long count = after.count(cause.counterName()) - before.count(cause.counterName());
            if (count > 0) {
                causes.add(count + " " + cause.counterName() + ": " + cause.remedy());
            }
        }
        return "rejected: " + Counted.of(rejected, "point") + "; the gateway counted meanwhile "
                + causes;
    }

    private String missing(long received, long dropped) {
        String what = "not received: " + Counted.of(datagrams - received, "datagram") + " from "
                + plain(self.address()) + "; ";
        if (dropped > 0) {
            return what + "meanwhile the kernel dropped " + Counted.of(dropped, "datagram")
                    + ", because the gateway's receive buffer was full: send with a lower --rate";
        }
        return what + (received == 0
                ? "a firewall drops them, or the gateway sees another address (NAT, proxy)"
                : "the network lost them: send with a lower --rate");
    }

    private long dropped(SenderCounts after) {
        return after.count("kernel_dropped") - before.count("kernel_dropped");
    }

    private static String plain(String address) {
        return address.replaceAll("[\\[\\]]", "");
    }
}
