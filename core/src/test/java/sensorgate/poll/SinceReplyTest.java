package sensorgate.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.count.Contests;
import sensorgate.count.Senders;
import sensorgate.journal.Journal;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.serve.ReplyBuffer;
import sensorgate.serve.TcpLedger;
import sensorgate.store.Store;
import sensorgate.support.TestController;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;
import sensorgate.support.TestStore;

/** SINCE as a controller sees it: without a socket first, then over TCP. */
@Timeout(20)
final class SinceReplyTest {

    private static final String NO_CURSOR = "ERR cursor ";
    private static final String NO_LIMIT = "ERR limit ";

    private static final int BLOCK_BYTES = 4096;

    /** How many points of {@link #store(int)} a block of the ring holds: 70 bytes each. */
    private static final int BLOCK_POINTS = 58;

    private final Store store = TestStore.inMemory(16);
    private final Journal journal = store.journal();
    private final TcpLedger ledger = new TcpLedger();
    private final PollCommands commands = new PollCommands(
            store,
            new StatsText(
                    List.of(), List.of(), List.of(), ledger.queue(), new Contests(), new Senders()),
            ledger.requests(), null, null, () -> 0, () -> 0);
    private final Point point = new Point();

    // ---- where it begins

    @Test
    void anEmptyJournalGivesJustACursor() {
        assertReply("SINCE 0", end(1));
        assertReply("SINCE now", end(1));
        assertReply("SINCE " + cursor(1), end(1));
    }

    @Test
    void givesPointsAsLineProtocolWithTheirTimesInOrderOfArrival() {
        store("temp,room=attic value=21.50,ok=t 1700000000000000000");
        store("door state=\"a\nb\" -5");
        store("temp,room=attic value=22 1600000000000000000");
        assertReply(
                "SINCE 0",
                "temp,room=attic value=21.50,ok=t 1700000000000000000\n"
                + "door state=\"a\\nb\" -5\n"
                + "temp,room=attic value=22 1600000000000000000\n" + end(4));
    }

    @Test
    void nowIsJustACursorToGoOnFrom() {
        store(3);
        assertReply("SINCE now", end(4));
        store(2);
        assertReply("SINCE " + cursor(4), points(4, 6) + end(6));
    }

    @Test
    void aCursorGivesWhatCameSince() {
        store(5);
        for (int from = 1; from <= 6; from++) {
            assertReply("SINCE " + cursor(from), points(from, 6) + end(6));
        }
    }

    @Test
    void theSameCursorGivesTheSameAgain() {
        store(5);
        String reply = points(3, 6) + end(6);
        assertReply("SINCE " + cursor(3), reply);
        assertReply("SINCE " + cursor(3), reply);
        store(1);
        assertReply("SINCE " + cursor(3), points(3, 7) + end(7));
    }

    @Test
    void verbAndNowComeInAnyCase() {
        store(2);
        for (String request : List.of("since 0", "Since 0", "  sInCe   0  ")) {
            assertReply(request, points(1, 3) + end(3));
        }
        for (String request : List.of("since now", "SINCE NOW", "SINCE Now 7")) {
            assertReply(request, end(3));
        }
    }

    @Test
    void aCursorHasEightDigitsOfItsRing() {
        assertTrue(cursor(1).matches("[0-9a-f]{8}\\.1"), cursor(1));
        assertEquals("END " + cursor(1) + "\n", ask("SINCE now"));
    }

    // ---- how many

    @Test
    void givesNoMoreThanItsLimitAndTheCursorToGoOnFrom() {
        store(5);
        assertReply("SINCE 0 2", points(1, 3) + end(3));
        assertReply("SINCE " + cursor(3) + " 2", points(3, 5) + end(5));
        assertReply("SINCE " + cursor(5) + " 2", points(5, 6) + end(6));
        assertReply("SINCE " + cursor(6) + " 2", end(6));
        assertReply("SINCE 0 5", points(1, 6) + end(6));
        assertReply("SINCE 0 999999999999999999", points(1, 6) + end(6));
        assertReply("SINCE 0 01", points(1, 2) + end(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0", "-1", "x", "1x", "1.5", "+1", "00", "1000000000000000000", "99999999999999999999",
        "\\ "})
    void aLimitThatIsNoneIsAnError(String limit) {
        store(3);
        assertError("SINCE 0 " + limit, NO_LIMIT);
        assertError("SINCE now " + limit, NO_LIMIT);
        assertError("SINCE " + cursor(2) + " " + limit, NO_LIMIT);
    }

    @Test
    void tooFewWordsAreAnError() {
        String usage = "ERR usage too few or too many words: write SINCE <cursor> [<limit>]\n";
        assertError("SINCE", usage);
        assertError("SINCE  ", usage);
    }

    // ---- what is lost

    @Test
    void tellsHowManyTheRingHasOverwritten() {
        int written = fillRing() + BLOCK_POINTS;
        store(BLOCK_POINTS);
        String left = points(BLOCK_POINTS + 1, written + 1) + end(written + 1);
        assertReply("SINCE " + cursor(1), "LOST 58\n" + left);
        assertReply("SINCE " + cursor(51), "LOST 8\n" + left);
        assertReply("SINCE " + cursor(59), left);
        assertReply("SINCE " + cursor(1) + " 1", "LOST 58\n" + points(59, 60) + end(60));
    }

    @Test
    void theOldestIsNotLost() {
        int written = fillRing() + BLOCK_POINTS;
        store(BLOCK_POINTS);
        assertReply("SINCE 0 3", points(59, 62) + end(62));
        assertReply("SINCE now", end(written + 1));
        assertEquals(0, ledger.requests().pointsLost().get());
    }

    @Test
    void countsWhatAControllerIsToldLost() {
        fillRing();
        store(10);
        ask("SINCE " + cursor(1) + " 1");
        assertEquals(58, ledger.requests().pointsLost().get());
        ask("SINCE " + cursor(6) + " 1");
        assertEquals(111, ledger.requests().pointsLost().get());
        assertEquals(0, ledger.requests().failed().get(), "it is no error");
    }

    @Test
    void whatComesDuringAReplyIsForTheNextOne() {
        store(3);
        ReplyBuffer reply = begin("SINCE 0");
        store(2);
        assertTrue(commands.resume(reply));
        assertEquals(points(1, 4) + end(4), reply.toString());
        assertReply("SINCE " + cursor(4), points(4, 6) + end(6));
    }

    // ---- cursors that are none

    @ParameterizedTest
    @ValueSource(strings = {
        "1", "00", "-1", "latest", "nowhere", "0x0", ".", "5d0c41e7", "5d0c41e7.", "5d0c41e7.x",
        "5d0c41e7.-1", "5d0c41e7.1.2", "5d0c41e.1", "5d0c41e70.1", "5d0c41eg.1", ".1",
        "5d0c41e7.0", "5d0c41e7.1000000000000000000", "5d0c41e7:1", "\u00e95d0c41e.1"})
    void anythingElseIsNoCursor(String cursor) {
        store(3);
        assertError("SINCE " + cursor, NO_CURSOR);
        assertError("SINCE " + cursor + " 7", NO_CURSOR);
    }

    @Test
    void theFirstSequenceIsOne() {
        store(3);
        assertError("SINCE " + cursor(0), NO_CURSOR);
    }

    @Test
    void aCursorAheadOfTheJournalIsAnError() {
        store(3);
        String future = "ERR future ";
        assertError("SINCE " + cursor(5), future);
        assertError("SINCE " + cursor(999_999_999_999_999_999L) + " 7", future);
        assertReply("SINCE " + cursor(4), end(4));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 5, 999_999_999_999_999_999L})
    void aCursorOfAnotherJournalIsAnError(long sequence) {
        store(3);
        String other = String.format("%08x.%d", journal.id() + 1, sequence);
        assertError("SINCE " + other, "ERR replaced ");
    }

    // ---- replies longer than the buffer

    @Test
    void aReplyLongerThanTheBufferLosesNoPoint() {
        int written = fillRing();
        assertTrue(written * 32 > 20_000, "several times as long as the buffer");
        assertReply("SINCE 0", points(1, written + 1) + end(written + 1));
    }

    @Test
    void aReplyOfTheLongestLinesLosesNoByte() {
        String start = "m f=\"";
        String newlines = "\n".repeat(LineScanner.LINE_MAX - start.length() - 3);
        String longest = start + newlines + "\" 0";
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            store(longest);
            expected.append(start).append("\\n".repeat(newlines.length())).append("\" 0\n");
        }
        assertReply("SINCE 0", expected + end(31));
    }

    @Test
    void theEndWaitsWhereThereIsNoRoom() {
        store(1);
        ReplyBuffer full = new ReplyBuffer();
        while (full.hasRoomForLine()) {
            full.append('.');
        }
        int length = full.length();
        begin("SINCE 0");
        assertFalse(commands.resume(full));
        assertEquals(length, full.length(), "nothing was appended");
        ReplyBuffer next = new ReplyBuffer();
        assertTrue(commands.resume(next));
        assertEquals(points(1, 2) + end(2), next.toString());
    }

    @Test
    void nothingOfAReplyIsLeftForTheNextController() {
        fillRing();
        assertFalse(commands.resume(begin("SINCE 0")), "in mid reply");
        commands.reset();
        ReplyBuffer next = new ReplyBuffer();
        assertTrue(commands.resume(next), "nothing is under way");
        assertEquals(0, next.length());
        assertReply("SINCE 0 1", points(1, 2) + end(2));
    }

    // ---- over TCP

    @Test
    void aControllerReadsOnInPagesAndMissesNothing() {
        try (TestGateway gateway = new TestGateway.Setup().precision(Precision.NS).start()) {
            int written = 900;
            send(gateway, 1, written);
            List<String> drained = new ArrayList<>();
            TestController controller = gateway.controller("127.0.0.3");
            String cursor = drain(controller, "0", 37, drained);
            controller.close();
            assertEquals(
                    LongStream.rangeClosed(1, written).mapToObj(SinceReplyTest::line).toList(),
                    drained);
            send(gateway, written + 1, 5);
            drained.clear();
            drain(gateway.controller("127.0.0.3"), cursor, 37, drained);
            assertEquals(
                    LongStream.rangeClosed(written + 1, written + 5)
                            .mapToObj(SinceReplyTest::line).toList(),
                    drained);
            assertEquals(0, gateway.count("points_told_lost"));
            assertEquals(0, gateway.count("requests_failed"));
        }
    }

    @Test
    void aControllerThatComesTooLateIsToldHowManyItMissed() {
        try (TestGateway gateway = new TestGateway.Setup().precision(Precision.NS).start()) {
            TestController controller = gateway.controller("127.0.0.3");
            String cursor = controller.ask("SINCE now").split(" ")[1];
            int written = 5_000;
            send(gateway, 1, written);
            List<String> drained = new ArrayList<>();
            drain(controller, cursor, 1_000_000, drained);
            String[] lost = drained.removeFirst().split(" ");
            assertEquals("LOST", lost[0]);
            assertEquals(written, Integer.parseInt(lost[1]) + drained.size());
            assertEquals(
                    LongStream.rangeClosed(written - drained.size() + 1, written)
                            .mapToObj(SinceReplyTest::line).toList(),
                    drained);
            assertEquals(Long.parseLong(lost[1]), gateway.count("points_told_lost"));
        }
    }

    /** Sends points a few at a time, so that the kernel drops none. */
    private static void send(TestGateway gateway, int from, int count) {
        TestSensor sensor = gateway.sensor("127.0.0.2");
        for (int i = from; i < from + count; i++) {
            sensor.send(line(i));
            if (i % 100 == 0 || i == from + count - 1) {
                gateway.awaitCount("stored", i);
            }
        }
    }

    /** Reads on to the end; returns the last cursor. */
    private static String drain(
            TestController controller, String from, int limit, List<String> into) {
        String cursor = null;
        String next = from;
        while (!next.equals(cursor)) {
            cursor = next;
            int before = into.size();
            controller.send("SINCE " + cursor + " " + limit + "\n");
            String line = controller.readLine();
            while (!line.startsWith("END ")) {
                into.add(line);
                line = controller.readLine();
            }
            assertTrue(into.size() - before <= limit, "no more than it asked for");
            next = line.substring("END ".length());
        }
        return cursor;
    }

    // ---- the sensor's side

    /** Stores {@code count} points; each line tells its sequence. */
    private void store(int count) {
        for (int i = 0; i < count; i++) {
            store(line(journal.nextSequence()));
        }
    }

    /** Takes as many as the ring holds and returns how many that is. */
    private int fillRing() {
        int points = (int) (journal.ringBytes() / BLOCK_BYTES) * BLOCK_POINTS;
        store(points);
        return points;
    }

    private void store(String text) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        LineScanner.scan(line, 0, line.length, Precision.NS, point);
        assertNull(point.rejection(), text);
        point.sortTags(line);
        journal.append(line, point, point.timeNs(), 0, 0);
        journal.commit();
    }

    private static String line(long sequence) {
        return String.format("count,room=attic value=%06di %d", sequence, 1_000_000 + sequence);
    }

    // ---- the controller's side

    private String cursor(long sequence) {
        return String.format("%08x.%d", journal.id(), sequence);
    }

    private String end(long sequence) {
        return "END " + cursor(sequence) + "\n";
    }

    private static String points(int from, int to) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(from, to).forEach(i -> lines.append(line(i)).append('\n'));
        return lines.toString();
    }

    private void assertReply(String request, String expected) {
        assertEquals(expected, ask(request));
    }

    private void assertError(String request, String expected) {
        long before = ledger.requests().failed().get();
        String reply = ask(request);
        assertTrue(reply.startsWith(expected), reply);
        assertEquals(before + 1, ledger.requests().failed().get(), "counted once");
    }

    /** The whole reply, the buffer written out whenever it is full. */
    private String ask(String request) {
        StringBuilder text = new StringBuilder();
        ReplyBuffer reply = begin(request);
        while (!commands.resume(reply)) {
            assertTrue(reply.length() > 0, "the reply goes on");
            text.append(reply);
            reply = new ReplyBuffer();
        }
        return text.append(reply).toString();
    }

    private ReplyBuffer begin(String request) {
        ReplyBuffer reply = new ReplyBuffer();
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        commands.begin(bytes, 0, bytes.length, reply);
        return reply;
    }
}
