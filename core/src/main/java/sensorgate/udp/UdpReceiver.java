package sensorgate.udp;

import java.util.concurrent.locks.LockSupport;
import sensorgate.count.Counter;
import sensorgate.count.Loop;
import sensorgate.count.Worker;
import sensorgate.journal.Journal;
import sensorgate.store.LatestTable;

/**
 * The UDP thread: receives datagrams in batches, hands each one to {@link Intake}, and commits the
 * journal after each batch. Owns the source; allocates nothing once it runs.
 *
 * <p>The receiver moderates itself as network cards do. Waking up costs more than ten datagrams do.
 * So while datagrams flow and a batch is not full, the thread sleeps for a moment and lets
 * datagrams gather: until most slots would be filled at the latest pace, and never longer than
 * {@code udp.coalesce}. When datagrams come singly, the thread blocks in the kernel and takes each
 * one at once.
 */
public final class UdpReceiver implements Worker {

    /** How many datagrams may gather: most of the slots, so that few batches are full. */
    private static final int GATHER_MAX = DatagramSource.SLOTS * 3 / 4;

    /** Datagrams that gather fill this part of the kernel's buffer; the rest is for a burst. */
    private static final int BUFFER_SHARE = 4;

    /** As many batches as no receive buffer holds. */
    private static final int DRAIN_BATCHES_MAX = 4096;

    private final DatagramSource source;
    private final int gather;
    private final Intake intake;
    private final Journal journal;
    private final LatestTable table;
    private final UdpLedger ledger;
    private final ArrivalClock clock;
    private final Counter rounds = new Counter();
    private final DatagramTap tap;

    /** What {@link #reload} has published; the UDP thread reads the field once a batch. */
    private volatile UdpSettings published;
    private UdpSettings settings;
    private long lastBatchNs;
    private int gathered;
    private volatile boolean stopping;

    /** A receiver that owns {@code source} and closes it. */
    public UdpReceiver(
            DatagramSource source, UdpSettings settings, Journal journal, LatestTable table,
            UdpLedger ledger, ArrivalClock clock) {
        this.source = source;
        this.published = settings;
        this.settings = settings;
        this.gather = Math.min(GATHER_MAX, source.receiveBuffer().datagrams() / BUFFER_SHARE);
        this.intake = new Intake(source, settings, journal, table, ledger, clock);
        this.journal = journal;
        this.table = table;
        this.ledger = ledger;
        this.clock = clock;
        this.tap = new DatagramTap(source.port(), settings.precision());
    }

    /** Receives until {@link #stop()}, and then the datagrams that the kernel holds. */
    @Override
    public void run() {
        try {
            while (!stopping) {
                moderate(poll());
                rounds.increment();
            }
            drain();
        } finally {
            journal.commit(); // if the thread dies amid a batch: polls wait for appended points
        }
    }

    /** Ends {@link #run()} within half a second and {@code udp.coalesce}. */
    @Override
    public void stop() {
        stopping = true;
    }

    /** The loop of {@link #run()}, which wakes by itself at least every quarter of a second. */
    @Override
    public Loop loop(String name) {
        return new Loop(name, rounds::get, () -> {});
    }

    /** Closes the socket. Call it once {@link #run()} has returned. */
    @Override
    public void close() {
        source.close();
    }

    /**
     * Takes over allow-list, precision and moderation: each datagram that is sent after this call
     * is settled by these settings. The other settings are those of the socket and stay. Any
     * thread.
     */
    public void reload(UdpSettings otherSettings) {
        published = otherSettings;
    }

    /** The source, for its address and its counts of the kernel's drops. */
    public DatagramSource source() {
        return source;
    }

    /** Shows each datagram to the tools that look. Any thread. */
    public DatagramTap tap() {
        return tap;
    }

    /** Receives and settles at most one batch; returns its size. UDP thread only. */
    int poll() {
        final int count = source.receive();
        takeOver();
        clock.tick();
        ledger.tick(clock.arrivedNs());
        table.arrive(clock.arrivedNs(), clock.nowNs());
        if (count > 0) {
            final TapRing ring = tap.ring();
            for (int slot = 0; slot < count; slot++) {
                intake.settle(slot, ring);
            }
            journal.commit();
        }
        return count;
    }

    /** After {@code receive()}: a datagram that is sent after a reload is received after it. */
    private void takeOver() {
        final UdpSettings wanted = published;
        if (wanted != settings) {
            settings = wanted;
            intake.reload(wanted);
            tap.precision(wanted.precision());
        }
    }

    /** Settles the datagrams that came before the stop, but ends although more keep coming. */
    private void drain() {
        int batches = 0;
        while (poll() == DatagramSource.SLOTS && batches < DRAIN_BATCHES_MAX) {
            batches++;
        }
    }

    /** Sleeps after a short batch, so that datagrams gather at the latest pace. */
    private void moderate(int count) {
        gathered += count;
        if (count == 0 || count == DatagramSource.SLOTS) {
            return;
        }
        final long coalesceNs = settings.coalesceNs();
        final long batchNs = clock.arrivedNs();
        final long tookNs = batchNs - lastBatchNs;
        if (gathered > 1 || tookNs < coalesceNs) {
            LockSupport.parkNanos(Math.min(coalesceNs, tookNs / gathered * gather));
        }
        lastBatchNs = batchNs;
        gathered = 0;
    }
}
