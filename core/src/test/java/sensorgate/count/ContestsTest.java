package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.Allocation;

/** The last series with several senders. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a faulty lock may never end
final class ContestsTest {

    private static final long HAMMER_NS = TimeUnit.SECONDS.toNanos(1);

    private final Contests contests = new Contests();

    @Test
    void isEmptyAtFirst() {
        assertEquals(List.of(), all());
    }

    @Test
    void keepsASeriesOnceWithTheLastTurn() {
        put("temp,room=attic", "value", 1, 2, 100);
        put("temp,room=att", "value", 3, 4, 200);
        put("temp,room=attic", "humidity", 2, 1, 300);
        assertEquals(
                List.of("temp,room=attic humidity 2 1 300", "temp,room=att value 3 4 200"),
                all());
    }

    @Test
    void replacesTheSeriesWithoutATurnForLongest() {
        for (int i = 0; i < Contests.MAX; i++) {
            put("s" + i, "v", i, i, i);
        }
        put("s0", "v", 0, 0, 0);
        put("new", "v", 1, 1, 1);
        List<String> expected = IntStream.range(0, Contests.MAX)
                .mapToObj(i -> i == 1 ? "new v 1 1 1" : "s" + i + " v " + i + " " + i + " " + i)
                .collect(Collectors.toList());
        assertEquals(expected, all());
    }

    @Test
    void keepsTheLongestName() {
        String series = "s".repeat(1_000);
        put(series, "f".repeat(24), 1, 2, 3);
        assertEquals(List.of(series + " " + "f".repeat(24) + " 1 2 3"), all());
    }

    @Test
    void nothingIsAllocated() {
        Rivals rivals = new Rivals(1);
        byte[] name = "temp,room=atticvalue".getBytes(StandardCharsets.US_ASCII);
        long before = Allocation.bytes();
        int reports = 0;
        for (int i = 0; i < 20_000; i++) {
            long nowNs = TimeUnit.SECONDS.toNanos(10L * i + i % 2);
            long updatedNs = nowNs - TimeUnit.SECONDS.toNanos(10 - i % 2 * 2);
            if (rivals.change(0, 0, i % 2, 0, 1 - i % 2, updatedNs, nowNs)) {
                name[14] = (byte) i; // another series
                contests.put(0, i % 2, 0, 1 - i % 2, nowNs, name, 0, 15, name.length);
                reports++;
            }
        }
        assertEquals(0, Allocation.bytes() - before);
        assertTrue(reports > 1_000, "reports: " + reports);
    }

    @Test
    void copiesAreNeverMixed() throws Exception {
        Thread writer = Thread.ofPlatform().start(() -> {
            long endNs = System.nanoTime() + HAMMER_NS;
            for (int i = 0; System.nanoTime() < endNs; i++) {
                int sender = i % 7;
                put("s" + "x".repeat(10 * sender), "v", sender, sender, sender);
                put("t" + i % 40, "v", i, i, i); // drives the others out
            }
        });
        Contest copy = new Contest();
        long copies = 0;
        while (writer.isAlive()) {
            for (int entry = 0; entry < Contests.MAX; entry++) {
                if (contests.read(entry, copy)) {
                    copies++;
                    assertEquals(copy.addressLow(), copy.otherLow());
                    assertEquals(copy.addressLow(), copy.timeNs());
                    if (copy.name()[0] == 's') {
                        assertEquals(1 + 10 * copy.timeNs(), copy.seriesTo());
                    }
                }
            }
        }
        writer.join();
        assertTrue(copies > 0);
    }

    private void put(String series, String field, int sender, int other, long timeNs) {
        byte[] bytes = ("--" + series + field).getBytes(StandardCharsets.US_ASCII);
        contests.put(0, sender, 0, other, timeNs, bytes, 2, series.length(), bytes.length - 2);
    }

    private List<String> all() {
        return contests.all().stream().map(contest -> {
            String name =
                    new String(contest.name(), 0, contest.nameTo(), StandardCharsets.US_ASCII);
            return name.substring(0, contest.seriesTo()) + " "
                    + name.substring(contest.seriesTo()) + " " + contest.addressLow() + " "
                    + contest.otherLow() + " " + contest.timeNs();
        }).toList();
    }
}
