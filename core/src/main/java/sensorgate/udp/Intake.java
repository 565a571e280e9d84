package sensorgate.udp;

import sensorgate.address.SourceFilter;
import sensorgate.journal.Journal;
import sensorgate.line.PlausibleTime;
import sensorgate.line.Point;
import sensorgate.store.LatestTable;

/**
 * Decides what becomes of each datagram and of each of its lines. Belongs to the UDP thread, is the
 * writing side of journal, table and ledger, and allocates nothing after the constructor.
 *
 * <pre>
 *  slot --&gt; allow-list --&gt; ?time --&gt; lines --&gt; Journal.append --&gt; LatestTable.put
 *               |            |         |
 *            DENIED       TIME_…    rejected by Cause, or blank
 * </pre>
 */
final class Intake {

    private final DatagramSource source;
    private SourceFilter allow;
    private final DatagramLines lines;
    private final Journal journal;
    private final LatestTable table;
    private final UdpLedger ledger;
    private final ArrivalClock clock;
    private final TimeAnswers times;
    private final byte[] bytes = new byte[DatagramSource.SLOT_BYTES];
    private int slot;
    private int length;
    private TapRing ring;

    Intake(
            DatagramSource source, UdpSettings settings, Journal journal, LatestTable table,
            UdpLedger ledger, ArrivalClock clock) {
        this.source = source;
        allow = settings.allow();
        lines = new DatagramLines(settings.precision());
        this.journal = journal;
        this.table = table;
        this.ledger = ledger;
        this.clock = clock;
        times = new TimeAnswers(source, clock);
    }

    /** Settles the next datagrams by other settings. */
    void reload(UdpSettings settings) {
        allow = settings.allow();
        lines.precision(settings.precision());
    }

    /**
     * Settles the datagram in a slot of the source: it ends in the counter of one {@link Fate},
     * each of its lines in one counter.
     *
     * @param tapRing shows the datagram and its fate to tools; {@code null} while no tool looks
     */
    void settle(int sourceSlot, TapRing tapRing) {
        slot = sourceSlot;
        ring = tapRing;
        length = source.copy(slot, bytes);
        final Fate fate = fate();
        if (ring != null) {
            ring.put(source, slot, clock.nowNs(), fate);
        }
    }

    private Fate fate() {
        final long senderHigh = source.senderHigh(slot);
        final long senderLow = source.senderLow(slot);
        if (!allow.allows(senderHigh, senderLow)) {
            ledger.denied.increment();
            note(UdpLedger.OFFENDER_DENIED, 0, length);
            return Fate.DENIED;
        }
        ledger.countReceived(senderHigh, senderLow, clock.nowNs());
        table.sender(senderHigh, senderLow);
        if (bytes[0] == TimeAnswers.FIRST && isQuestion()) {
            return answerTime();
        }
        settleLines();
        return Fate.RECEIVED;
    }

    /** False if the datagram is empty: its first byte is another datagram's. */
    private boolean isQuestion() {
        return TimeAnswers.isQuestion(bytes, length) && source.cutBytes(slot) == 0;
    }

    private Fate answerTime() {
        final Fate fate = times.answer(slot, length);
        ledger.countTime(fate);
        return fate;
    }

    private void settleLines() {
        final int cutBytes = source.cutBytes(slot);
        if (cutBytes > 0) {
            ledger.oversize.increment();
            ledger.oversizeBytes.add(cutBytes);
        }
        lines.begin(bytes, length, cutBytes > 0);
        while (lines.next()) {
            if (lines.isBlank()) {
                ledger.blank.increment();
            } else if (lines.rejection() != null) {
                reject(lines.rejection());
            } else {
                store(lines.point());
            }
        }
    }

    /** The journal comes first: a point that a poll has seen must outlive the process. */
    private void store(Point point) {
        point.sortTags(bytes);
        final long seriesHash = table.seriesHash(bytes, point.from(), point.seriesTo());
        switch (table.admit(bytes, point, seriesHash)) {
            case ROOM -> store(point, seriesHash);
            case TABLE_FULL -> {
                reject(Cause.TABLE_FULL);
                if (ring != null) {
                    ring.notes().noteTableFull(lines.from());
                }
            }
            case SENDER_FULL -> {
                reject(Cause.PER_SENDER);
                if (ring != null) {
                    ring.notes().noteSenderFull(lines.from());
                }
            }
        }
    }

    private void store(Point point, long seriesHash) {
        final long timeNs = point.isTimed() ? point.timeNs() : clock.nextNs();
        final long ticksNs = clock.nextTicksNs();
        journal.append(bytes, point, timeNs, clock.nowNs(), ticksNs);
        final int readings = table.put(bytes, point, seriesHash, timeNs, ticksNs);
        ledger.countStored(readings, table.late());
        if (point.isTimed() && !PlausibleTime.isPlausible(timeNs, clock.nowNs())) {
            ledger.timesImplausible.increment();
            note(UdpLedger.OFFENDER_OF_TIMES, lines.from(), lines.to());
        }
        if (readings < point.fieldCount()) {
            countWithoutRoom(point.fieldCount() - readings);
        }
    }

    private void countWithoutRoom(int readings) {
        ledger.readingsRejected.add(readings);
        note(UdpLedger.OFFENDER_OF_READINGS, lines.from(), lines.to());
        if (ring != null) {
            ring.notes().notePartlyStored(lines.from());
        }
    }

    private void reject(Cause cause) {
        ledger.countRejected(cause);
        // a line that was cut off whole has no bytes: show the beginning of the datagram instead
        final int from = lines.from() < length ? lines.from() : 0;
        note(cause.ordinal(), from, lines.to());
    }

    private void note(int offender, int from, int to) {
        ledger.offenders().put(
                offender, source.senderHigh(slot), source.senderLow(slot), source.senderPort(slot),
                clock.nowNs(), bytes, from, to);
    }
}
