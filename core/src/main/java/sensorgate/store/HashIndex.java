package sensorgate.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import sensorgate.count.SequenceLocks;

/**
 * Leads from a hash to the numbers of the entries with that hash. One thread adds and removes, any
 * thread probes. Open addressing, at most two thirds full; the constructor allocates everything.
 *
 * <pre>
 *  hash --&gt; slot | entry + 1 | entry + 1 | 0 |     probe from the hash's slot up to a free slot
 * </pre>
 *
 * <p>To remove an entry, the writer moves later entries back, so that no free slot parts an entry
 * from the slot of its hash. A reader that probes meanwhile may miss an entry: a reader that finds
 * nothing probes again unless {@link #isUndisturbed}. What a reader does find it must check.
 */
final class HashIndex {

    static final int NONE = -1;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);

    private final int[] slots;

    /** The lower half of each hash: the slot depends on no other bits. */
    private final int[] hashes;
    private final SequenceLocks removals = new SequenceLocks(1);

    /** An index for the entries 0 to {@code entriesMax - 1}. */
    HashIndex(int entriesMax) {
        slots = new int[Integer.highestOneBit(entriesMax + entriesMax / 2) * 2];
        hashes = new int[entriesMax];
    }

    /** The slot in which a probe for the hash begins. Any thread. */
    int firstSlot(long hash) {
        return (int) hash & slots.length - 1;
    }

    /** The slot behind another. Any thread. */
    int nextSlot(int slot) {
        return slot + 1 & slots.length - 1;
    }

    /** The entry in the slot, {@link #NONE} if the slot is free: the probe ends. Any thread. */
    int entry(int slot) {
        return (int) SLOT.getAcquire(slots, slot) - 1; // pairs with the release in add()
    }

    /** True if the entry has this hash. Any thread; a reader must check the entry's key too. */
    boolean hasHash(int entry, long hash) {
        return hashes[entry] == (int) hash;
    }

    /** The number to pass to {@link #isUndisturbed} after a probe. Any thread. */
    int beginProbe() {
        return removals.beginRead(0);
    }

    /** True if the probe has seen every entry that was there all the time. Any thread. */
    boolean isUndisturbed(int number) {
        return removals.isUnchanged(0, number);
    }

    /** Adds an entry, after the content of the entry is written. Writer only. */
    void add(int entry, long hash) {
        hashes[entry] = (int) hash;
        int slot = firstSlot(hash);
        while (slots[slot] != 0) {
            slot = nextSlot(slot);
        }
        SLOT.setRelease(slots, slot, entry + 1); // pairs with the acquire in entry()
    }

    /** Removes an entry that was added (Knuth, volume 3, section 6.4, algorithm R). Writer only. */
    void remove(int entry) {
        int free = firstSlot(hashes[entry]);
        while (slots[free] != entry + 1) {
            free = nextSlot(free);
        }
        removals.beginWrite(0);
        int slot = nextSlot(free);
        while (slots[slot] != 0) {
            if (distance(firstSlot(hashes[slots[slot] - 1]), slot) >= distance(free, slot)) {
                SLOT.setRelease(slots, free, slots[slot]);
                free = slot;
            }
            slot = nextSlot(slot);
        }
        SLOT.setRelease(slots, free, 0);
        removals.endWrite(0);
    }

    /** The most slots that a probe for an entry reads; reads all slots. Writer only, for tests. */
    int probeMax() {
        int longest = 0;
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] != 0) {
                int first = firstSlot(hashes[slots[slot] - 1]);
                longest = Math.max(longest, 1 + distance(first, slot));
            }
        }
        return longest;
    }

    private int distance(int from, int to) {
        return to - from & slots.length - 1;
    }
}
