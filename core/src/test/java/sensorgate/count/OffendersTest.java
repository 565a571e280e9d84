package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The last rejected sender of each cause. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a faulty lock may never end
final class OffendersTest {

    private static final int CAUSES = 3;
    private static final long HAMMER_NS = TimeUnit.SECONDS.toNanos(1);

    private final Offenders offenders = new Offenders(CAUSES);
    private final Offender offender = new Offender();

    @Test
    void tellsThatThereWasNone() {
        for (int cause = 0; cause < CAUSES; cause++) {
            assertFalse(offenders.read(cause, offender));
        }
    }

    @Test
    void keepsEverythingAboutTheLast() {
        put(1, 1, "before");
        put(1, 2, "temp value=NaN");
        assertTrue(offenders.read(1, offender));
        assertEquals(2, offender.addressHigh());
        assertEquals(~2, offender.addressLow());
        assertEquals(3, offender.port());
        assertEquals(4, offender.timeNs());
        assertEquals("temp value=NaN", excerpt());
    }

    @Test
    void keepsTheCausesApart() {
        put(0, 10, "zero");
        put(2, 12, "two");
        assertFalse(offenders.read(1, offender));
        assertTrue(offenders.read(0, offender));
        assertEquals("zero", excerpt());
        assertTrue(offenders.read(2, offender));
        assertEquals("two", excerpt());
    }

    @Test
    void keepsTheFirstBytesOfWhatWasSent() {
        for (int cause = 0; cause < CAUSES; cause++) {
            put(cause, cause, String.valueOf(cause).repeat(1024));
        }
        for (int cause = 0; cause < CAUSES; cause++) {
            assertTrue(offenders.read(cause, offender));
            assertEquals(String.valueOf(cause).repeat(Offenders.EXCERPT_BYTES), excerpt());
        }
    }

    @Test
    void keepsOnlyTheLineThatWasBad() {
        byte[] sent = "good value=1\nbad\ngood value=2".getBytes(StandardCharsets.US_ASCII);
        offenders.put(0, 0, 0, 0, 0, sent, 13, 16);
        assertTrue(offenders.read(0, offender));
        assertEquals("bad", excerpt());
    }

    @Test
    void keepsOneWhoSentNothing() {
        put(0, 1, "something");
        put(0, 2, "");
        assertTrue(offenders.read(0, offender));
        assertEquals(2, offender.addressHigh());
        assertEquals("", excerpt());
    }

    /** Derives every part from one number, so that a torn copy is visible. */
    @Test
    void noReaderEverSeesATornOne() throws Exception {
        long untilNs = System.nanoTime() + HAMMER_NS;
        try (ExecutorService threads = threads(2)) {
            Future<?> writer = threads.submit(() -> writeUntil(untilNs));
            Future<Integer> reader = threads.submit(() -> checkUntil(untilNs));
            writer.get();
            assertTrue(reader.get() > 0, "the reader has read");
        }
    }

    /** Daemon threads end with the tests, even if a fault in a lock makes a reader wait forever. */
    private static ExecutorService threads(int count) {
        return Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon().factory());
    }

    private void writeUntil(long untilNs) {
        byte[] sent = new byte[Offenders.EXCERPT_BYTES];
        for (long number = 0; System.nanoTime() - untilNs < 0; number++) {
            int length = (int) (number % sent.length);
            for (int i = 0; i < length; i++) {
                sent[i] = (byte) (number + i);
            }
            offenders.put(0, number, ~number, (int) number, -number, sent, 0, length);
        }
    }

    private int checkUntil(long untilNs) {
        int count = 0;
        while (System.nanoTime() - untilNs < 0) {
            if (offenders.read(0, offender)) {
                check(offender.addressHigh());
                count++;
            }
        }
        return count;
    }

    private void check(long number) {
        assertEquals(~number, offender.addressLow());
        assertEquals((int) number, offender.port());
        assertEquals(-number, offender.timeNs());
        assertEquals(number % Offenders.EXCERPT_BYTES, offender.excerptBytes());
        for (int i = 0; i < offender.excerptBytes(); i++) {
            assertEquals((byte) (number + i), offender.excerpt()[i]);
        }
    }

    private void put(int cause, long number, String sent) {
        byte[] bytes = sent.getBytes(StandardCharsets.US_ASCII);
        int port = (int) number + 1;
        offenders.put(cause, number, ~number, port, number + 2, bytes, 0, bytes.length);
    }

    private String excerpt() {
        return new String(
                offender.excerpt(), 0, offender.excerptBytes(), StandardCharsets.US_ASCII);
    }
}
