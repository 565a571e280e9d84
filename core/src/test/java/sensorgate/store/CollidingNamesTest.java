package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sensorgate.support.TableFeed;
import sensorgate.support.TestTable;

/** Names that collide in one process do not in another, since each has a secret key. */
final class CollidingNamesTest {

    private static final int ROWS_MAX = 1024;
    private static final int NAMES = 256;

    /** No index of this size at half load with a good hash comes near. */
    private static final int PROBE_MAX = 48;

    private static final SipHash KNOWN_KEY = new SipHash(1, 2);

    @Test
    void namesBuiltForOneKeyDoNotCollideForAnother() {
        List<String> names = collidingFor(KNOWN_KEY);
        assertTrue(probeMax(names, KNOWN_KEY) >= NAMES, "the names do collide for their key");
        assertTrue(probeMax(names, new SipHash(1, 3)) < PROBE_MAX);
        for (int i = 0; i < 20; i++) {
            assertTrue(probeMax(names, SipHash.random()) < PROBE_MAX);
        }
    }

    @Test
    void aFullTableOfUsualNamesHasShortProbes() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < ROWS_MAX; i++) {
            names.add("tpms,id=" + Integer.toHexString(i));
        }
        assertTrue(probeMax(names, SipHash.random()) < PROBE_MAX);
    }

    private static int probeMax(List<String> names, SipHash hash) {
        LatestTable table =
                new LatestTable(TestTable.settings(ROWS_MAX), new TableLedger(), hash);
        TableFeed feed = new TableFeed(table);
        for (String name : names) {
            assertEquals(LatestTable.Room.ROOM, feed.send(name + " v=1"));
        }
        return table.probeMax();
    }

    /** Names whose readings begin at the same slot of the index. */
    private static List<String> collidingFor(SipHash hash) {
        HashIndex index = new HashIndex(ROWS_MAX);
        byte[] field = {'v'};
        List<String> names = new ArrayList<>();
        for (int i = 0; names.size() < NAMES; i++) {
            byte[] name = ("n" + i).getBytes(StandardCharsets.UTF_8);
            long reading = hash.hash(hash.hash(name, 0, name.length), field, 0, 1);
            if (index.firstSlot(reading) == 0) {
                names.add("n" + i);
            }
        }
        return names;
    }
}
