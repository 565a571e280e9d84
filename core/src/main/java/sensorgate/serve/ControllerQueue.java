package sensorgate.serve;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.function.LongSupplier;
import sensorgate.address.SocketPlace;
import sensorgate.count.SequenceLocks;

/**
 * The connections of controllers that are served, then those that wait, the oldest first. The TCP
 * thread writes and allocates nothing, any thread reads.
 *
 * <pre>
 *  row | address high | address low | port | since |
 * </pre>
 *
 * <p>Each row is consistent. A reader that goes through the rows while connections come and go may
 * miss a connection or see it twice.
 */
public final class ControllerQueue {

    /** The number of rows: the most places that the configuration allows, and those that wait. */
    public static final int MAX = 8 + TurnListener.WAITING_MAX + 1;

    private static final int ROW_LONGS = 4;
    private static final int HIGH = 0;
    private static final int LOW = 1;
    private static final int PORT = 2;
    private static final int SINCE = 3;
    private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

    /** A reader's copy of a row. Belongs to one thread. */
    public static final class Entry {

        private boolean served;
        private long addressHigh;
        private long addressLow;
        private int port;
        private long forNs;

        /** An empty copy, for {@link ControllerQueue#read} to fill. */
        public Entry() {}

        /** True if the controller is served, false if it waits. */
        public boolean isServed() {
            return served;
        }

        public long addressHigh() {
            return addressHigh;
        }

        public long addressLow() {
            return addressLow;
        }

        public int port() {
            return port;
        }

        /** How long the address has had its turn, or the connection has waited; nanoseconds. */
        public long forNs() {
            return forNs;
        }
    }

    private final SequenceLocks locks = new SequenceLocks(MAX);
    private final long[] rows = new long[MAX * ROW_LONGS];
    private final LongSupplier ticksNs;

    /** The rows that are served in the upper half, those that wait in the lower half. */
    private volatile long counts;

    /** An empty queue; {@code ticksNs} is the clock of its listener. */
    ControllerQueue(LongSupplier ticksNs) {
        this.ticksNs = ticksNs;
    }

    /** The number of connections that are served. Any thread. */
    public long served() {
        return counts >>> Integer.SIZE;
    }

    /** The number of connections that wait. Any thread. */
    public long waiting() {
        return (int) counts;
    }

    /** Copies one of the {@value #MAX} rows; false if the row is free. Any thread. */
    public boolean read(int row, Entry into) {
        final long now = counts;
        final int served = (int) (now >>> Integer.SIZE);
        if (row >= served + (int) now || row >= MAX) {
            return false;
        }
        long sinceNs;
        int number;
        do {
            number = locks.beginRead(row);
            into.addressHigh = value(row, HIGH);
            into.addressLow = value(row, LOW);
            into.port = (int) value(row, PORT);
            sinceNs = value(row, SINCE);
        } while (!locks.isUnchanged(row, number));
        into.served = row < served;
        into.forNs = Math.max(0, ticksNs.getAsLong() - sinceNs);
        return true;
    }

    /** Writes all rows. TCP thread only. */
    void publish(ArrayList<Connection> served, ArrayList<Connection> waiting) {
        final int first = served.size();
        for (int i = 0; i < first; i++) { // an iterator would be allocated
            write(i, served.get(i), served.get(i).turnBegunNs());
        }
        for (int i = 0; i < waiting.size(); i++) {
            write(first + i, waiting.get(i), waiting.get(i).openedNs());
        }
        counts = (long) first << Integer.SIZE | waiting.size();
    }

    private void write(int row, Connection connection, long sinceNs) {
        if (row >= MAX) {
            return;
        }
        final SocketPlace peer = connection.peer();
        final int at = row * ROW_LONGS;
        locks.beginWrite(row);
        VALUE.setOpaque(rows, at + HIGH, peer.high());
        VALUE.setOpaque(rows, at + LOW, peer.low());
        VALUE.setOpaque(rows, at + PORT, (long) peer.port());
        VALUE.setOpaque(rows, at + SINCE, sinceNs);
        locks.endWrite(row);
    }

    private long value(int row, int which) {
        return (long) VALUE.getOpaque(rows, row * ROW_LONGS + which);
    }
}
