package sensorgate.udp;

import java.net.InetAddress;
import java.util.concurrent.locks.LockSupport;
import sensorgate.address.SourceFilter;
import sensorgate.count.Counter;
import sensorgate.count.Loop;
import sensorgate.count.Worker;
import sensorgate.journal.Journal;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.store.LatestTable;

/**
 * The UDP thread: takes datagrams in batches, scans their lines, appends their points to the
 * journal and puts their readings into the table. It owns the source, the writing side of journal
 * and table, and the ledger's counters, and allocates nothing once it runs.
 *
 * <p>It moderates itself as network cards do. Waking up costs more than ten datagrams do, so while
 * datagrams flow and a batch comes back less than full, it sleeps for a moment and lets them
 * gather: until most slots are filled at the latest pace, and never longer than
 * {@code udp.coalesce}. When they come singly it blocks in the kernel and takes each at once.
 */
public final class UdpReceiver implements Worker {

    /** What moderation lets gather: most of the slots, so that few batches are full. */
    private static final int GATHER_MAX = DatagramSource.SLOTS * 3 / 4;

    /** At least three quarters of the kernel's buffer stay free for a burst. */
    private static final int BUFFER_SHARE = 4;

    /** More than any receive buffer holds. */
    private static final int DRAIN_BATCHES_MAX = 4096;

    private final DatagramSource source;
    private final SourceFilter allow;
    private final long coalesceNs;
    private final int gather;
    private final long nsPerTick;
    private final Journal journal;
    private final LatestTable table;
    private final UdpLedger ledger;
    private final ArrivalClock clock;
    private final Point point = new Point();
    private final byte[] line = new byte[DatagramSource.SLOT_BYTES];
    private final Counter rounds = new Counter();
    private final DatagramTap tap;
    private TapRing tapRing;
    private long lastBatchNs;
    private int gathered;
    private volatile boolean stopping;

    /** A receiver that owns an open source. */
    public UdpReceiver(
            DatagramSource source, UdpSettings settings, Journal journal, LatestTable table,
            UdpLedger ledger, ArrivalClock clock) {
        this.source = source;
        this.allow = settings.allow();
        this.coalesceNs = settings.coalesceNs();
        this.gather = Math.min(GATHER_MAX, source.receiveBuffer().datagrams() / BUFFER_SHARE);
        this.nsPerTick = settings.nsPerTick();
        this.journal = journal;
        this.table = table;
        this.ledger = ledger;
        this.clock = clock;
        this.tap = new DatagramTap(source.port(), nsPerTick);
    }

    /** Receives until {@link #stop()}, and then what the kernel holds by that time. */
    @Override
    public void run() {
        try {
            while (!stopping) {
                moderate(poll());
                rounds.increment();
            }
            drain();
        } finally {
            journal.commit(); // should it have died amid a batch: polls wait for what was appended
        }
    }

    /** Ends {@link #run()} within half a second and {@code udp.coalesce}. */
    @Override
    public void stop() {
        stopping = true;
    }

    /** {@link #run()} as a loop: it wakes by itself, at least every quarter of a second. */
    @Override
    public Loop loop(String name) {
        return new Loop(name, rounds::get, () -> {});
    }

    /** Closes the socket, once {@link #run()} has returned. */
    @Override
    public void close() {
        source.close();
    }

    /** The address datagrams are received at, {@code null} for every one. */
    public InetAddress address() {
        return source.address();
    }

    /** The port datagrams are received at. */
    public int port() {
        return source.port();
    }

    /** The call that receives them, for people. */
    public String sourceName() {
        return source.name();
    }

    /** The kernel's receive buffer. */
    public ReceiveBuffer receiveBuffer() {
        return source.receiveBuffer();
    }

    /** How many datagrams the kernel has dropped for want of room. Any thread. */
    public long kernelDropped() {
        return source.kernelDropped();
    }

    /** How many it had dropped at an inherited socket before this process took it over. */
    public long kernelDroppedBefore() {
        return source.kernelDroppedBefore();
    }

    /** Where whoever is curious sees each datagram. Any thread. */
    public DatagramTap tap() {
        return tap;
    }

    /** Receives and settles one batch; returns its size, 0 if none came. UDP thread only. */
    int poll() {
        final int count = source.receive();
        clock.tick();
        ledger.tick(clock.arrivedNs());
        if (count > 0) {
            tapRing = tap.ring();
            for (int slot = 0; slot < count; slot++) {
                settle(slot);
                if (tapRing != null) {
                    show(slot);
                }
            }
            journal.commit();
        }
        return count;
    }

    /** What came before the stop is settled; what comes on and on is not waited for. */
    private void drain() {
        int batches = 0;
        while (poll() == DatagramSource.SLOTS && batches < DRAIN_BATCHES_MAX) {
            batches++;
        }
    }

    /** Sleeps after a short batch, for as long as what is to gather takes at the latest pace. */
    private void moderate(int count) {
        gathered += count;
        if (count == 0 || count == DatagramSource.SLOTS) {
            return;
        }
        final long batchNs = clock.arrivedNs();
        final long tookNs = batchNs - lastBatchNs;
        if (gathered > 1 || tookNs < coalesceNs) {
            LockSupport.parkNanos(Math.min(coalesceNs, tookNs / gathered * gather));
        }
        lastBatchNs = batchNs;
        gathered = 0;
    }

    /** After it has been settled: what became of it is known then. */
    private void show(int slot) {
        boolean isDenied = !allow.allows(source.senderHigh(slot), source.senderLow(slot));
        tapRing.put(source, slot, clock.nowNs(), isDenied);
    }

    /** Every datagram ends in one counter. */
    private void settle(int slot) {
        final int length = source.copy(slot, line);
        final long senderHigh = source.senderHigh(slot);
        final long senderLow = source.senderLow(slot);
        if (!allow.allows(senderHigh, senderLow)) {
            ledger.denied.increment();
            note(UdpLedger.offenderDenied(), slot, 0, length);
            return;
        }
        ledger.countReceived(senderHigh, senderLow, clock.nowNs());
        if (source.isOversize(slot)) {
            ledger.oversize.increment();
            int cutFrom = settleLines(slot, length, true);
            // seen or not, one line is lost; of one that was not, the datagram's beginning tells
            reject(Cause.OVERSIZE, slot, cutFrom < length ? cutFrom : 0, length);
        } else {
            settleLines(slot, length, false);
        }
    }

    /** Settles the lines; returns where it stopped: at the line that the datagram's end cut. */
    private int settleLines(int slot, int length, boolean oversize) {
        int from = 0;
        while (from < length) {
            int next = LineScanner.scan(line, from, length, nsPerTick, point);
            if (oversize && point.isCut()) {
                return from;
            }
            settleLine(slot, from, next);
            from = next;
        }
        return from;
    }

    private void settleLine(int slot, int from, int next) {
        final int to = point.isEndedByNewline() ? next - 1 : next;
        if (point.isBlank()) {
            ledger.blank.increment();
        } else if (point.rejection() != null) {
            reject(Cause.of(point.rejection()), slot, from, to);
        } else if (ReservedSeries.contains(line, point)) {
            reject(Cause.RESERVED, slot, from, to);
        } else {
            store(slot, from, to);
        }
    }

    /** The journal comes first: what a poll has seen outlives the process. */
    private void store(int slot, int from, int to) {
        point.sortTags(line);
        final int seriesHash = table.seriesHash(line, point.from(), point.seriesTo());
        if (!table.hasRoomFor(line, point, seriesHash)) {
            reject(Cause.TABLE_FULL, slot, from, to);
            if (tapRing != null) {
                tapRing.noteTableFull(from);
            }
            return;
        }
        final long timeNs = point.isTimed() ? point.timeNs() : clock.nextNs();
        journal.append(line, point, timeNs, clock.nowNs());
        final int readings =
                table.put(line, point, seriesHash, timeNs, clock.arrivedNs());
        final int withoutRoom = point.fieldCount() - readings;
        ledger.countStored(readings);
        if (withoutRoom > 0) {
            ledger.readingsRejected.add(withoutRoom);
            note(UdpLedger.offenderOfReadings(), slot, from, to);
            if (tapRing != null) {
                tapRing.notePartlyStored(from);
            }
        }
    }

    private void reject(Cause cause, int slot, int from, int to) {
        ledger.countRejected(cause);
        note(UdpLedger.offenderOf(cause), slot, from, to);
    }

    private void note(int offender, int slot, int from, int to) {
        ledger.offenders().put(
                offender, source.senderHigh(slot), source.senderLow(slot), source.senderPort(slot),
                clock.nowNs(), line, from, to);
    }
}
