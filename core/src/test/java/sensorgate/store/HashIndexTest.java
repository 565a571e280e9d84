package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries found by their hash, while entries come and go. */
final class HashIndexTest {

    /** Few hashes, so that most entries share their slots, also around the end of the array. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 100})
    void agreesWithAMapWhateverIsAddedAndRemoved(int entriesMax) {
        Random random = new Random(7);
        HashIndex index = new HashIndex(entriesMax);
        Map<Integer, Long> map = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int entry = random.nextInt(entriesMax);
            if (map.containsKey(entry)) {
                index.remove(entry);
                map.remove(entry);
            } else {
                long hash = random.nextInt(8) - 4;
                index.add(entry, hash);
                map.put(entry, hash);
            }
            if (i % 50 == 0) {
                for (long hash = -5; hash < 5; hash++) {
                    assertEquals(entriesOf(map, hash), entriesOf(index, hash));
                }
            }
        }
    }

    @Test
    void aProbeDuringARemovalIsDisturbed() {
        HashIndex index = new HashIndex(4);
        index.add(0, 1);
        int number = index.beginProbe();
        assertTrue(index.isUndisturbed(number));
        index.add(1, 1);
        assertTrue(index.isUndisturbed(number), "adding hides nothing");
        index.remove(0);
        assertFalse(index.isUndisturbed(number));
    }

    @Test
    void tellsTheLongestProbe() {
        HashIndex index = new HashIndex(8);
        assertEquals(0, index.probeMax());
        for (int entry = 0; entry < 5; entry++) {
            index.add(entry, -1); // the last slot, then the first ones
            assertEquals(entry + 1, index.probeMax());
        }
        index.remove(0);
        assertEquals(4, index.probeMax());
    }

    private static Set<Integer> entriesOf(Map<Integer, Long> map, long hash) {
        Set<Integer> entries = new TreeSet<>();
        map.forEach((entry, itsHash) -> {
            if (itsHash == hash) {
                entries.add(entry);
            }
        });
        return entries;
    }

    private static Set<Integer> entriesOf(HashIndex index, long hash) {
        Set<Integer> entries = new TreeSet<>();
        int slot = index.firstSlot(hash);
        while (index.entry(slot) != HashIndex.NONE) {
            if (index.hasHash(index.entry(slot), hash)) {
                assertTrue(entries.add(index.entry(slot)), "found twice");
            }
            slot = index.nextSlot(slot);
        }
        return entries;
    }
}
