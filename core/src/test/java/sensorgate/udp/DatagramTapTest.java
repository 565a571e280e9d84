package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.address.IpAddress;
import sensorgate.address.SourceFilter;
import sensorgate.line.Precision;
import sensorgate.store.Store;
import sensorgate.support.Allocation;
import sensorgate.support.FakeTicks;
import sensorgate.support.TestStore;
import sensorgate.udp.ScriptedSource.Sent;
import sensorgate.udp.UdpSettings.SourceKind;

/** What tools see of the datagrams that a receiver receives. */
@Timeout(30)
final class DatagramTapTest {

    private static final long WALL_MS = 1_700_000_000_000L;

    private final FakeTicks ticks = new FakeTicks();
    private final ScriptedSource source = new ScriptedSource(() -> {}, () -> {});
    private final TappedDatagram seen = new TappedDatagram();
    private UdpReceiver receiver = receiver(64);

    @Test
    void hasNoRingWhileNoToolLooks() {
        assertNull(receiver.tap().ring());
        TapReader first = receiver.tap().open();
        TapReader second = receiver.tap().open();
        first.close();
        first.close();
        assertNotNull(receiver.tap().ring());
        second.close();
        assertNull(receiver.tap().ring());
    }

    @Test
    void showsADatagramAsItWasSent() {
        try (TapReader reader = receiver.tap().open()) {
            receive(Sent.from("127.0.0.2", 4711, "temp,room=attic,a=1 v=1\nbad"));
            assertTrue(reader.next(seen));
            assertEquals("temp,room=attic,a=1 v=1\nbad", text());
            assertEquals(WALL_MS, seen.timeNs() / 1_000_000);
            assertEquals("127.0.0.2", IpAddress.of(seen.senderHigh(), seen.senderLow()));
            assertEquals(4711, seen.senderPort());
            assertFalse(seen.isOversize());
            assertEquals(Fate.RECEIVED, seen.fate());
            assertFalse(reader.next(seen));
        }
    }

    @Test
    void showsADatagramOfADeniedSender() {
        try (TapReader reader = receiver.tap().open()) {
            receive(Sent.from("192.0.2.9", 1, "a v=1"));
            assertTrue(reader.next(seen));
            assertEquals(Fate.DENIED, seen.fate());
            assertEquals("a v=1", text());
        }
    }

    @Test
    void showsTheBeginningOfADatagramThatIsTooLong() {
        try (TapReader reader = receiver.tap().open()) {
            receive(Sent.from("127.0.0.2", 1, "a v=1\n" + "x".repeat(4_000)));
            receive(Sent.from("127.0.0.2", 1, "b v=1"));
            assertTrue(reader.next(seen));
            assertTrue(seen.isOversize());
            assertEquals(DatagramSource.SLOT_BYTES, seen.length());
            assertTrue(reader.next(seen));
            assertFalse(seen.isOversize());
            assertEquals("b v=1", text());
        }
    }

    @Test
    void saysWhichLinesTheTableHadNoRoomFor() {
        receiver = receiver(2);
        try (TapReader reader = receiver.tap().open()) {
            receive(Sent.from("127.0.0.2", 1, "m a=1\nm b=1,c=1\nn a=1\nm a=2"));
            receive(Sent.from("127.0.0.2", 1, "m a=1"));
            assertTrue(reader.next(seen));
            for (int at = 0; at < seen.length(); at++) {
                assertEquals(at == 16, seen.isTableFull(at), "at " + at);
                assertEquals(at == 6, seen.isPartlyStored(at), "at " + at);
            }
            assertTrue(reader.next(seen));
            assertFalse(seen.isTableFull(0));
            assertFalse(seen.isTableFull(16));
            assertFalse(seen.isPartlyStored(6));
        }
    }

    @Test
    void showsOnlyWhatComesAfterTheToolHasBegun() {
        try (TapReader first = receiver.tap().open()) {
            receive(Sent.from("127.0.0.2", 1, "a v=1"));
            try (TapReader second = receiver.tap().open()) {
                receive(Sent.from("127.0.0.2", 1, "b v=1"));
                assertTrue(second.next(seen));
                assertEquals("b v=1", text());
            }
            assertTrue(first.next(seen));
            assertEquals("a v=1", text());
            assertTrue(first.next(seen));
            assertEquals("b v=1", text());
        }
    }

    @Test
    void skipsAndCountsWhatASlowToolMisses() {
        int sent = 3 * TapRing.SLOTS + 5;
        try (TapReader slow = receiver.tap().open(); TapReader keen = receiver.tap().open()) {
            for (int i = 0; i < sent; i++) {
                receive(Sent.from("127.0.0.2", 1, "a v=" + i));
                assertTrue(keen.next(seen));
            }
            assertEquals(0, keen.takeSkipped());
            int told = 0;
            int last = -1;
            long skipped = 0;
            while (slow.next(seen)) {
                int number = Integer.parseInt(text().substring("a v=".length()));
                skipped += slow.takeSkipped();
                assertEquals(number, last + 1 + (told == 0 ? skipped : 0));
                last = number;
                told++;
            }
            assertEquals(sent - 1, last);
            assertEquals(sent, told + skipped);
            assertTrue(told >= TapRing.SLOTS / 2, "told=" + told);
            assertEquals(0, slow.takeSkipped());
        }
    }

    /** The writer never waits for a reader, and yet a reader gets only whole datagrams. */
    @Test
    void isNeverSeenHalfWrittenHoweverFastDatagramsCome() throws InterruptedException {
        TapRing ring = new TapRing();
        DatagramTap tap = new DatagramTap(1, Precision.NS);
        TapReader reader = new TapReader(tap, ring);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> write(ring, stop));
        try {
            long told = 0;
            long skipped = 0;
            while (told < 200_000) {
                if (reader.next(seen)) {
                    told++;
                    skipped += reader.takeSkipped();
                    assertEquals(told + skipped, seen.timeNs());
                    assertWhole();
                }
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    private static void write(TapRing ring, AtomicBoolean stop) {
        Numbered numbered = new Numbered();
        while (!stop.get()) {
            numbered.number++;
            ring.put(numbered, 0, numbered.number, Numbered.fateOf(numbered.number));
        }
    }

    private void assertWhole() {
        long number = seen.timeNs();
        assertEquals(number, seen.senderHigh());
        assertEquals(number, seen.senderLow());
        assertEquals((int) number & 0xFFFF, seen.senderPort());
        assertEquals(Numbered.lengthOf(number), seen.length());
        assertEquals(Numbered.fateOf(number), seen.fate());
        for (int i = 0; i < seen.length(); i++) {
            assertEquals((byte) number, seen.bytes()[i]);
        }
    }

    @Test
    void copiesForToolsWithoutAllocating() {
        try (TapReader _ = receiver.tap().open()) {
            TapRing ring = receiver.tap().ring();
            source.add(Sent.from("127.0.0.2", 1, "a v=1"));
            assertEquals(1, source.receive());
            Numbered numbered = new Numbered();
            long before = 0;
            long least = Long.MAX_VALUE;
            for (int window = 0; window < 5; window++) {
                before = Allocation.bytes();
                for (int i = 0; i < 1_000; i++) {
                    ring.put(numbered, 0, 1, Fate.RECEIVED);
                }
                least = Math.min(least, Allocation.bytes() - before);
            }
            assertEquals(0, least);
        }
    }

    private UdpReceiver receiver(int rowsMax) {
        Store store = TestStore.inMemory(rowsMax);
        return new UdpReceiver(
                source,
                new UdpSettings(null, 0, SourceFilter.LOCAL, SourceKind.AUTO, 0, 4096,
                        Precision.NS),
                store.journal(), store.table(), new UdpLedger(),
                new ArrivalClock(1, () -> WALL_MS, ticks, () -> true));
    }

    private void receive(Sent datagram) {
        source.add(datagram);
        assertEquals(1, receiver.poll());
    }

    private String text() {
        return new String(seen.bytes(), 0, seen.length(), StandardCharsets.UTF_8);
    }

    /** A datagram whose every part derives from its number. */
    private static final class Numbered extends SourceInMemory {

        private long number;

        static int lengthOf(long number) {
            return (int) (number % 100);
        }

        static Fate fateOf(long number) {
            return (number & 1) == 0 ? Fate.DENIED : Fate.RECEIVED;
        }

        @Override
        public int receive() {
            return 1;
        }

        @Override
        public int copy(int slot, byte[] into) {
            Arrays.fill(into, 0, lengthOf(number), (byte) number);
            return lengthOf(number);
        }

        @Override
        public int cutBytes(int slot) {
            return 0;
        }

        @Override
        public long senderHigh(int slot) {
            return number;
        }

        @Override
        public long senderLow(int slot) {
            return number;
        }

        @Override
        public int senderPort(int slot) {
            return (int) number & 0xFFFF;
        }
    }
}
