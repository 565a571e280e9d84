package sensorgate.journal;

import java.util.Arrays;
import java.util.List;

/**
 * What is known about the machine's clock, in this boot and in earlier ones. Immutable; any thread.
 *
 * <p>A Pi starts with a wrong clock until a time server answers. An arrival is stamped with the
 * clock as it was, and with the steady clock of its boot. The last entry of a boot dates all that
 * arrived before the clock was set: steady clock plus offset. What arrived later keeps its stamp.
 */
public final class Clocks {

    /** Boots that are remembered; arrivals of older ones keep their stamps. */
    static final int BOOTS_MAX = 250;

    /** A boot that is not known, as of a point of an earlier version. */
    public static final int NO_BOOT = 0;

    /** Times come in steps of this many ns, so that corrected and other times differ. */
    static final long GRAIN_NS = 256;

    /** Set in the time of arrival as it was stamped, clear in a corrected one. */
    static final long STAMPED = 1;

    /**
     * The clock of one boot.
     *
     * @param boot the number of the boot
     * @param untilNs arrivals before this moment of the steady clock are corrected;
     *         {@link Long#MIN_VALUE} for none
     * @param offsetNs the right clock minus the steady clock, a multiple of {@link #GRAIN_NS}
     * @param isRight true once a time server has set the clock: then the entry is final
     */
    record Entry(int boot, long untilNs, long offsetNs, boolean isRight) {

        Entry {
            offsetNs = offsetNs & -GRAIN_NS;
        }

        /** See {@link Clocks#arrivedNs}. */
        long arrivedNs(long ticksNs, long stampedNs) {
            return ticksNs < untilNs ? ticksNs + offsetNs : stampedNs;
        }

        /** See {@link Clocks#timeNs}. */
        long timeNs(long ticksNs, long stampedNs) {
            return ticksNs < untilNs ? (ticksNs & ~STAMPED) + offsetNs : stampedNs;
        }
    }

    private final Entry[] entries;
    private final int boot;
    private final boolean isTrusted;

    /** Entries in the order of their boots. */
    private Clocks(Entry[] entries, int boot, boolean isTrusted) {
        this.entries = entries;
        this.boot = boot;
        this.isTrusted = isTrusted;
    }

    /** Nothing is known; for a boot with this number. */
    public static Clocks unknown(int boot) {
        return new Clocks(new Entry[0], boot, false);
    }

    /** The entries of a file, in the order of their boots; for a boot with this number. */
    static Clocks of(List<Entry> entries, int boot) {
        return new Clocks(entries.toArray(Entry[]::new), boot, false);
    }

    /** This with another entry for its boot, which is the last one. */
    Clocks with(Entry entry) {
        int before = 0;
        while (before < entries.length && entries[before].boot() < entry.boot()) {
            before++;
        }
        int from = Math.max(0, before + 1 - BOOTS_MAX);
        Entry[] more = Arrays.copyOfRange(entries, from, before + 1);
        more[before - from] = entry;
        return new Clocks(more, boot, isTrusted);
    }

    /** This with news of this boot; this itself if they change nothing. */
    Clocks told(long untilNs, long offsetNs, boolean isRightNow) {
        final Entry entry = entry(boot);
        if (entry == null ? untilNs == Long.MIN_VALUE && !isRightNow : entry.isRight()) {
            return this;
        }
        final boolean isSame = entry != null && untilNs <= entry.untilNs();
        if (isSame && !isRightNow) {
            return this;
        }
        return with(new Entry(
                boot,
                isSame ? entry.untilNs() : untilNs,
                isSame ? entry.offsetNs() : offsetNs,
                isRightNow));
    }

    /** This, while the machine's clock now is trusted or not. */
    Clocks trusted(boolean nowTrusted) {
        return new Clocks(entries, boot, nowTrusted);
    }

    /** What a file keeps, in the order of the boots. */
    List<Entry> entries() {
        return List.of(entries);
    }

    /** True if a file with these entries lacks none; allocates nothing. */
    boolean hasEntries(List<Entry> kept) {
        if (kept.size() != entries.length) {
            return false;
        }
        for (int i = 0; i < entries.length; i++) {
            if (!entries[i].equals(kept.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The entry of a boot, {@code null} if nothing is known. */
    Entry entry(int ofBoot) {
        for (int i = entries.length - 1; i >= 0; i--) {
            if (entries[i].boot() == ofBoot) {
                return entries[i];
            }
        }
        return null;
    }

    /** The number of the boot that the machine is in. */
    public int boot() {
        return boot;
    }

    /**
     * True if the machine's clock may be compared with times of earlier boots: it is right, or no
     * time server has answered for so long that nothing better will come.
     */
    boolean isTrusted() {
        return isTrusted;
    }

    /**
     * True if an arrival in the boot may be compared with the clock now: both clocks were right, or
     * neither was, as on a machine without a time server. An arrival of an unknown boot counts as
     * one by a right clock.
     */
    public boolean isComparable(int ofBoot) {
        return isTrusted && (ofBoot == NO_BOOT || isRight(ofBoot) == isRight(boot));
    }

    /** True if the clock of the boot is known to have been right, and its arrivals are final. */
    public boolean isRight(int ofBoot) {
        final Entry entry = entry(ofBoot);
        return entry != null && entry.isRight();
    }

    /**
     * When something arrived, nanoseconds since 1970, as far as is known by now.
     *
     * @param ofBoot the boot of the arrival
     * @param ticksNs the arrival on the steady clock of that boot
     * @param stampedNs the arrival on the machine's clock as it was then
     */
    public long arrivedNs(int ofBoot, long ticksNs, long stampedNs) {
        final Entry entry = entry(ofBoot);
        return entry == null ? stampedNs : entry.arrivedNs(ticksNs, stampedNs);
    }

    /**
     * The time of a point without a time of its own; parameters as for {@link #arrivedNs}. No two
     * such points have the same time: a corrected time has no {@link #STAMPED}.
     */
    public long timeNs(int ofBoot, long ticksNs, long stampedNs) {
        final Entry entry = entry(ofBoot);
        return entry == null ? stampedNs : entry.timeNs(ticksNs, stampedNs);
    }
}
