package sensorgate.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of the times of points, told in true times: the plain model of {@link ClockMachine}.
 * No steady clock, no file. An offset is the machine's clock minus the true time.
 */
final class ClockModel {

    static final long NO_TIME = Long.MIN_VALUE;
    private static final long STEP_MIN_NS = 100 * ClockMachine.MS;

    /** What is known about the clock of one boot. */
    static final class Boot {

        private final int number;
        private long untilNs = Long.MIN_VALUE;
        private long offsetNs;
        private boolean isFinal;

        Boot(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        /** True once a gateway has heard from a time server. */
        boolean isFinal() {
            return isFinal;
        }

        private void step(long trueNs, long newOffsetNs) {
            if (!isFinal) {
                untilNs = trueNs;
                offsetNs = newOffsetNs;
            }
        }
    }

    /**
     * A point that the file has, or memory.
     *
     * @param trueNs when the point arrived
     * @param offsetNs how wrong the clock was then
     * @param ownNs its own time or {@link #NO_TIME}
     */
    record Arrival(long sequence, Boot boot, long trueNs, long offsetNs, long ownNs) {

        boolean isTimed() {
            return ownNs != NO_TIME;
        }

        /** True if a step that a gateway noticed dates the point. */
        boolean isDated() {
            return trueNs < boot.untilNs;
        }

        /** True if the point is dated by a clock that a time server has set. */
        boolean isRight() {
            return isDated() && boot.isFinal && boot.offsetNs == 0;
        }

        /** The arrival on the clock that is believed. */
        long arrivedNs() {
            return trueNs + believedOffsetNs();
        }

        private long believedOffsetNs() {
            return isDated() ? boot.offsetNs : offsetNs;
        }
    }

    private final List<Arrival> arrivals = new ArrayList<>();
    private int writtenCount;
    private Boot boot = new Boot(1);
    private boolean wasStarted;
    private long lookedOffsetNs;
    private int stepsBack;
    private long offsetNs;

    /** All points that were not lost, in the order of arrival. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    int boot() {
        return boot.number;
    }

    /** How often the clock was set back since the last start. */
    int stepsBack() {
        return stepsBack;
    }

    void booted() {
        if (wasStarted) {
            boot = new Boot(boot.number + 1);
            wasStarted = false;
        }
    }

    /** A start compares the clock with the newest point of this boot, as it is dated by now. */
    void started(long trueNs, long nowOffsetNs) {
        Arrival newest = arrivals.isEmpty() ? null : arrivals.getLast();
        if (newest != null && newest.boot == boot
                && Math.abs(nowOffsetNs - newest.believedOffsetNs()) >= STEP_MIN_NS) {
            boot.step(trueNs, nowOffsetNs);
        }
        wasStarted = true;
        lookedOffsetNs = nowOffsetNs;
        offsetNs = nowOffsetNs;
        stepsBack = 0;
    }

    void stepped(long newOffsetNs) {
        if (newOffsetNs < offsetNs) {
            stepsBack++;
        }
        offsetNs = newOffsetNs;
    }

    void looked(long trueNs, long nowOffsetNs, boolean isServed) {
        if (Math.abs(nowOffsetNs - lookedOffsetNs) >= STEP_MIN_NS) {
            boot.step(trueNs, nowOffsetNs);
            lookedOffsetNs = nowOffsetNs;
        }
        boot.isFinal |= isServed;
    }

    void arrived(long sequence, long trueNs, long nowOffsetNs, long ownNs) {
        arrivals.add(new Arrival(sequence, boot, trueNs, nowOffsetNs, ownNs));
    }

    void written() {
        writtenCount = arrivals.size();
    }

    /** The number of points that only memory has. */
    int unwritten() {
        return arrivals.size() - writtenCount;
    }

    void killed() {
        arrivals.subList(writtenCount, arrivals.size()).clear();
    }

    /** The number of points from this sequence on, up to another one, exclusive. */
    int countBetween(long from, long to) {
        return Math.max(0, indexOf(to) - indexOf(from));
    }

    /** The index of the first point that has this sequence or a later one. */
    int indexOf(long sequence) {
        int low = 0;
        int high = arrivals.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (arrivals.get(middle).sequence < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
