package sensorgate.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.address.IpAddress;
import sensorgate.address.SourceFilter;
import sensorgate.count.Offender;
import sensorgate.count.Sender;
import sensorgate.count.Senders;
import sensorgate.count.Stat;
import sensorgate.journal.JournalReader;
import sensorgate.line.Precision;
import sensorgate.store.LatestTable;
import sensorgate.store.Reading;
import sensorgate.store.Store;
import sensorgate.support.FakeTicks;
import sensorgate.support.TestStore;
import sensorgate.udp.ScriptedSource.Sent;
import sensorgate.udp.UdpSettings.SourceKind;

/** What becomes of every datagram and every line; the source is in memory. */
@Timeout(20)
final class UdpReceiverTest {

    private static final long WALL_MS = 1_700_000_000_000L;
    private static final int ROWS_MAX = 64;

    private final FakeTicks ticks = new FakeTicks();
    private final UdpLedger ledger = new UdpLedger();
    private long msPerBatch;
    private boolean isRight;
    private ScriptedSource source =
            new ScriptedSource(() -> ticks.advanceMs(msPerBatch), () -> this.receiver.stop());
    private Store store = TestStore.inMemory(ROWS_MAX);
    private LatestTable table = store.table();
    private UdpReceiver receiver = receiver(0);

    // ---- time

    @Test
    void answersAQuestionForTheTimeAndReadsNoLinesOfIt() {
        isRight = true;
        receive("?time               ");
        assertCounts("received=1 time_answered=1");
        receive("?time");
        assertCounts("received=2 time_answered=1 time_too_short=1");
        receive("\n?time               ");
        receive("?time v=1");
        assertCounts("received=4 lines=2 blank=1 stored=1 rejected_field=1 time_answered=1"
                + " time_too_short=1");
    }

    @Test
    void answersNoQuestionForTheTimeOfAStranger() {
        isRight = true;
        receive(Sent.from("8.8.8.8", 7, "?time               "));
        assertCounts("denied=1");
        assertEquals(List.of(), source.replies());
    }

    /** An empty datagram leaves the bytes of the one before. */
    @Test
    void takesAnEmptyDatagramAfterAQuestionForAnEmptyDatagram() {
        isRight = true;
        receive("?time               ");
        receive("");
        assertCounts("received=2 time_answered=1");
    }

    @Test
    void takesALongDatagramThatIsCutOffForNoQuestion() {
        isRight = true;
        receive("?time" + " ".repeat(3_000));
        assertEquals(List.of(), source.replies());
    }

    // ---- lines

    @Test
    void storesEveryLineOfADatagram() {
        receive("a v=1\nb v=2i,w=t\r\n  c v=\"3\" ");
        assertCounts("received=1 lines=3 stored=3");
        assertEquals("1", value("a", "v"));
        assertEquals("2i", value("b", "v"));
        assertEquals("t", value("b", "w"));
        assertEquals("\"3\"", value("c", "v"));
    }

    @Test
    void countsADatagramOfNothing() {
        receive("");
        assertCounts("received=1");
    }

    @Test
    void countsBlankLinesAndCommentsAsWhatTheyAre() {
        receive("# comment\n\n   \n  # v=1\r\na v=1");
        assertCounts("received=1 lines=1 blank=4 stored=1");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
        "rejected_measurement,  ',a=1 v=1'",
        "rejected_tag,          'm,a= v=1'",
        "rejected_duplicate_tag,'m,a=1,a=2 v=1'",
        "rejected_field,        'm'",
        "rejected_value,        'm v=21.5C'",
        "rejected_range,        'm v=9223372036854775808i'",
        "rejected_string,       'm v=\"open'",
        "rejected_timestamp,    'm v=1 12:30'",
        "rejected_reserved,     'END v=1'",
        "rejected_reserved,     'ERR v=1'",
        "rejected_reserved,     'LOST v=1'",
    })
    void countsABadLineByItsCauseAndReadsTheOthers(String counter, String line) {
        receive("a v=1\n" + line + "\nb v=2");
        assertCounts("received=1 lines=3 stored=2 " + counter + "=1");
        receive("a v=1\r\n" + line + "\r\nb v=3");
        assertCounts("received=2 lines=6 stored=4 " + counter + "=2");
        assertEquals("3", value("b", "v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m v=\"", "m v=1,w=\"", "m,t=1 v=0."})
    void aLineThatIsTooLongCostsOnlyItselfWhereverItStands(String start) {
        String end = start.endsWith("\"") ? "\"" : "";
        String longest = start + "1".repeat(1024 - start.length() - end.length()) + end;
        String tooLong = start + "1".repeat(1025 - start.length() - end.length()) + end;
        receive(longest + "\r\na v=1\nb v=2");
        assertCounts("received=1 lines=3 stored=3");
        receive(tooLong + "\na v=1\nb v=2");
        receive("a v=1\r\n" + tooLong + "\r\nb v=2");
        receive("a v=1\nb v=2\n" + tooLong);
        assertCounts("received=4 lines=12 stored=9 rejected_length=3");
    }

    @Test
    void countsALineThatIsNotUtf8() {
        receive(new Sent(
                new byte[] {'m', (byte) 0xFF, ' ', 'v', '=', '1'},
                InetAddress.ofLiteral("127.0.0.2"), 7));
        assertCounts("received=1 lines=1 rejected_utf8=1");
    }

    @Test
    void takesTagsInAnyOrderForTheSameSeries() {
        receive("a,y=1,x=2 v=1");
        receive("a,x=2,y=1 v=2");
        assertEquals(1, table.rows());
        assertEquals("2", value("a,x=2,y=1", "v"));
    }

    @Test
    void givesNoTwoPointsTheSameTimeOfArrival() {
        receive("a v=1\nb v=1\nc v=1");
        List<Long> timesNs = List.of(timeNs("a", "v"), timeNs("b", "v"), timeNs("c", "v"));
        assertEquals(3, timesNs.stream().distinct().count());
        timesNs.forEach(timeNs -> assertEquals(WALL_MS, timeNs / 1_000_000));
    }

    /** The timestamp is before 2000 if the sensor's clock was never set. */
    @ParameterizedTest
    @ValueSource(strings = {"7", "-7", "946684799999999999", "1700086400000000001"})
    void keepsATimeThatNoSensorCanHaveMeantAndCountsIt(String time) {
        receive("a v=1 " + time);
        receive(Sent.from("10.0.0.1", 1001, "b v=2 " + time + "\nc v=x 7"));
        assertCounts("received=2 lines=3 stored=2 rejected_value=1 times_implausible=2");
        assertOffender("times_implausible", "10.0.0.1", 1001, "b v=2 " + time);
        assertJournal("a v=1 " + time, "b v=2 " + time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 946684800000000000", " 1700086400000000000"})
    void doesNotDoubtAnyOtherTime(String time) {
        receive("a v=1" + time);
        assertCounts("received=1 lines=1 stored=1");
    }

    @Test
    void readsEachTimestampInTheUnitThatItsMagnitudeShows() {
        receiver = receiver(new UdpSettings(
                null, 0, SourceFilter.LOCAL, SourceKind.AUTO, 0, 4096, Precision.AUTO));
        receive("a v=1 1700000000\na v=1 1700000000000\na v=1 1700000000000000\n"
                + "a v=1 1700000000000000000");
        String point = "a v=1 1700000000000000000";
        assertJournal(point, point, point, point);
    }

    @Test
    void keepsTheSensorsOwnTimeInTheUnitThatIsSet() {
        receiver = receiver(new UdpSettings(
                null, 0, SourceFilter.LOCAL, SourceKind.AUTO, 0, 4096, Precision.S));
        receive("a v=1 1700000123");
        assertEquals(1_700_000_123_000_000_000L, timeNs("a", "v"));
    }

    @Test
    void countsAllReadingsThatATableHasNoRoomFor() {
        useTable(2);
        receiver = receiver(0);
        receive("m a=1,b=2,c=3,d=4\nn a=1\nm a=9");
        assertCounts("received=1 lines=3 stored=2 rejected_table_full=1 readings_rejected=2");
        assertEquals("9", value("m", "a"), "a full table still takes what it knows");
        assertNull(value("m", "c"));
    }

    // ---- the journal

    @Test
    void putsEveryStoredPointIntoTheJournalInOrder() {
        receive("a,y=1,x=2 v=1 5\n# no point\n\nb v=x\n  c   v=\"1\n2\",w=t   -6  ");
        receive("d v=1,v=2 7\r\nEND v=1\ne v=1i 8");
        assertCounts("received=2 lines=6 blank=2 stored=4 rejected_value=1 rejected_reserved=1"
                + " times_implausible=4");
        assertJournal(
                "a,x=2,y=1 v=1 5", "c v=\"1\\n2\",w=t -6", "d v=1,v=2 7", "e v=1i 8");
    }

    @Test
    void givesThePointInTheJournalTheTimeThatItsReadingsHave() {
        receive("a v=1,w=2\nb v=1\nc v=1 5");
        assertEquals(timeNs("a", "v"), timeNs("a", "w"));
        assertTrue(timeNs("b", "v") > timeNs("a", "v"));
        assertJournal(
                "a v=1,w=2 " + timeNs("a", "v"), "b v=1 " + timeNs("b", "v"), "c v=1 5");
    }

    @Test
    void writesTheSensorsTimeInNanosecondsWhateverItsUnit() {
        receiver = receiver(new UdpSettings(
                null, 0, SourceFilter.LOCAL, SourceKind.AUTO, 0, 4096, Precision.S));
        receive("a v=1 1700000123");
        assertJournal("a v=1 1700000123000000000");
    }

    @Test
    void writesTheTimeOfArrivalBesideTheSensorsOwn() {
        receive("a v=1 5\nb v=1");
        JournalReader reader = new JournalReader(store.journal());
        reader.begin(0);
        while (reader.next()) {
            assertEquals(WALL_MS, reader.arrivedNs() / 1_000_000);
        }
        assertEquals(3, reader.sequence());
    }

    @Test
    void putsNoPointIntoTheJournalThatTheTableHasNoRoomForAtAll() {
        useTable(2);
        receiver = receiver(0);
        receive("m a=1 1\nn a=1 2\no a=1 3\nm b=1,c=1 4\nn a=2 5");
        assertCounts("received=1 lines=5 stored=3 rejected_table_full=2 times_implausible=3");
        assertJournal("m a=1 1", "n a=1 2", "n a=2 5");
    }

    @Test
    void putsAPointWholeIntoTheJournalThatTheTableHasSomeRoomFor() {
        useTable(2);
        receiver = receiver(0);
        receive("m a=1,b=2,c=3 1\nm x=1,a=9 2");
        assertCounts("received=1 lines=2 stored=2 readings_rejected=2 times_implausible=2");
        assertJournal("m a=1,b=2,c=3 1", "m x=1,a=9 2");
    }

    @Test
    void putsNothingOfACutLineOrADeniedSenderIntoTheJournal() {
        receive(Sent.from("8.8.8.8", 4210, "denied v=1 1"));
        receive("#".repeat(1500) + "\na v=1 1\nb s=\"" + "x\nc v=2\n".repeat(100) + "\"\n");
        assertJournal("a v=1 1");
    }

    // ---- oversize datagrams

    @Test
    void takesADatagramOf2048BytesWhole() {
        receive(lines(64, 32));
        assertCounts("received=1 lines=64 stored=64");
    }

    @Test
    void keepsTheLinesBeforeTheCutAndRejectsTheCutOne() {
        receive(lines(30, 100));
        assertCounts("received=1 oversize=1 lines=21 stored=20 rejected_oversize=1"
                + " oversize_bytes=952");
        assertNull(value("line20", "v"), "a value cut short may still be one");
    }

    @Test
    void rejectsOneLineWhenTheCutFallsBetweenTwo() {
        receive(lines(33, 64));
        assertCounts("received=1 oversize=1 lines=33 stored=32 rejected_oversize=1"
                + " oversize_bytes=64");
    }

    @Test
    void rejectsTheLineThatOnlyItsNewlineWasCutFrom() {
        receive(lines(31, 64) + line("cut", 65));
        assertCounts("received=1 oversize=1 lines=32 stored=31 rejected_oversize=1"
                + " oversize_bytes=1");
        assertNull(value("cut", "v"));
    }

    @Test
    void storesNothingOfAStringThatWasCut() {
        String before = lines(20, 64);
        receive(before + "b s=\"" + "x\nc v=2\n".repeat(100) + "\"\n");
        assertCounts("received=1 oversize=1 lines=21 stored=20 rejected_oversize=1"
                + " oversize_bytes=" + (1280 + 5 + 800 + 2 - 2048));
        assertNull(value("c", "v"));
    }

    /** Such a string makes its line too long wherever it ends behind the cut. */
    @Test
    void keepsTheLinesBehindAnOpenQuoteThatIsFarFromTheCut() {
        receive("b s=\"x\n" + "c v=2\n".repeat(400));
        assertCounts("received=1 oversize=1 lines=342 stored=340 rejected_string=1"
                + " rejected_oversize=1 oversize_bytes=" + (7 + 2400 - 2048));
    }

    @Test
    void countsABadLineBeforeTheCutByItsOwnCause() {
        receive("m v=x\n" + lines(30, 100));
        assertCounts("received=1 oversize=1 lines=22 stored=20"
                + " rejected_value=1 rejected_oversize=1 oversize_bytes=958");
    }

    @Test
    void countsACommentThatWasCutAsTheLineThatWasLost() {
        receive("a v=1\n#" + "c".repeat(2141));
        assertCounts("received=1 oversize=1 lines=2 stored=1 rejected_oversize=1"
                + " oversize_bytes=100");
    }

    @Test
    void rejectsOneLineOfADatagramThatHasNoNewlineAtAll() {
        receive("m v=" + "1".repeat(5000));
        assertCounts("received=1 oversize=1 lines=1 rejected_oversize=1 oversize_bytes=2956");
    }

    @Test
    void rejectsExactlyOneLineAsOversizeWhateverTheDatagramHolds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 1; i <= 5000; i++) {
            receive(lineProtocolLetters(random, 2049 + random.nextInt(1000)));
            assertEquals(i, count("rejected_oversize"), "seed=" + seed);
            assertEquals(count("lines"), count("stored") + rejected(), "seed=" + seed);
        }
        assertEquals(5000, count("received"));
    }

    @Test
    void countsEveryLineOfRandomDatagramsOnce() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 1; i <= 5000; i++) {
            receive(lineProtocolLetters(
                    random, random.nextInt(random.nextInt(50) == 0 ? 2049 : 200)));
            assertEquals(count("lines"), count("stored") + rejected(), "seed=" + seed);
        }
        assertEquals(5000, count("received"));
        assertEquals(0, count("rejected_oversize"), "seed=" + seed);
    }

    // ---- denied senders and offenders

    @Test
    void countsASenderThatIsNotAllowedAndReadsNothingOfIt() {
        receive(Sent.from("8.8.8.8", 4210, "a v=1\nb v=x\n"));
        receive(Sent.from("2001:db8::1", 4210, "a v=1"));
        assertCounts("denied=2");
        assertEquals(0, table.rows());
    }

    @Test
    void countsAnOversizeDatagramOfADeniedSenderAsDeniedAlone() {
        receive(Sent.from("8.8.8.8", 4210, lines(30, 100)));
        assertCounts("denied=1");
    }

    @Test
    void remembersWhoWasDeniedLast() {
        receive(Sent.from("8.8.8.8", 4210, "first"));
        receive(Sent.from("9.9.9.9", 4211, "m v=1"));
        assertOffender("denied", "9.9.9.9", 4211, "m v=1");
    }

    @Test
    void remembersForEachCauseWhoSentTheLastBadLine() {
        receive(Sent.from("10.0.0.1", 1001, "a v=1\nm v=x\nb v=1"));
        receive(Sent.from("fe80::1", 1002, "m,a= v=1"));
        receive(Sent.from("10.0.0.3", 1003, "good v=1"));
        assertOffender("rejected_value", "10.0.0.1", 1001, "m v=x");
        assertOffender("rejected_tag", "fe80::1", 1002, "m,a= v=1");
    }

    @Test
    void remembersTheFirst64BytesOfALongLine() {
        receive(Sent.from("10.0.0.1", 1001, "m v=" + "x".repeat(500)));
        assertOffender("rejected_value", "10.0.0.1", 1001, "m v=" + "x".repeat(60));
    }

    @Test
    void remembersWhoSentTheOversizeDatagramAndTheLineThatWasCut() {
        receive(Sent.from("10.0.0.1", 1001, lines(20, 100) + "cut v=" + "1".repeat(100)));
        assertOffender("rejected_oversize", "10.0.0.1", 1001, "cut v=" + "1".repeat(42));
    }

    @Test
    void remembersWhoFoundTheTableFull() {
        useTable(1);
        receiver = receiver(0);
        receive(Sent.from("10.0.0.1", 1001, "m a=1,b=2"));
        receive(Sent.from("10.0.0.2", 1002, "n a=1"));
        assertOffender("readings_rejected", "10.0.0.1", 1001, "m a=1,b=2");
        assertOffender("rejected_table_full", "10.0.0.2", 1002, "n a=1");
    }

    @Test
    void hasNoOffenderToBeginWith() {
        for (int i = 0; i < ledger.offenderNames().size(); i++) {
            assertFalse(ledger.offenders().read(i, new Offender()), ledger.offenderNames().get(i));
        }
    }

    // ---- moderation

    @Test
    void sleepsBetweenBatchesOfSeveral() {
        assertTrue(runMs(20, 3, 5, 1000) >= 80, "20 batches, 5 ms of sleep after each");
    }

    @Test
    void sleepsWhenDatagramsComeSinglyButFast() {
        assertTrue(runMs(21, 1, 5, 1) >= 80, "20 of them came within 5 ms of the one before");
    }

    @Test
    void sleepsNoLongerThanABatchTakesToGather() {
        assertTrue(runMs(20, 32, 500, 1) < 4_000, "32 came in 1 ms: the batch is soon full");
    }

    @Test
    void takesDatagramsAtOnceThatComeAfterIdleness() {
        assertTrue(runMs(20, 1, 5_000, 10_000) < 4_000, "it slept, though 10 s passed between");
    }

    @Test
    void takesFullBatchesOneAfterTheOther() {
        assertTrue(runMs(20, DatagramSource.SLOTS, 5_000, 0) < 4_000, "it slept over a full batch");
    }

    @Test
    void neverSleepsWhereModerationIsOff() {
        assertTrue(runMs(1000, 3, 0, 0) < 4_000);
        assertCounts("received=3000 lines=3000 stored=3000");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void dealsWithEveryDatagramOfEveryBatch(int coalesceMs) {
        runMs(10, 7, coalesceMs, 1);
        assertCounts("received=70 lines=70 stored=70");
    }

    // ---- the end

    @Test
    void settlesWhatCameBeforeTheStop() {
        source.add(5, DatagramSource.SLOTS, Sent.from("127.0.0.2", 7, "a v=1"));
        receiver.stop();
        receiver.run();
        assertEquals(5 * DatagramSource.SLOTS, count("stored"));
    }

    @Test
    void diesOfASourceThatCannotReceiveAnyMore() {
        IllegalStateException failure = new IllegalStateException("no more");
        source = new ScriptedSource(() -> {}, () -> {
            throw failure;
        });
        receiver = receiver(0);
        source.add(Sent.from("127.0.0.2", 7, "a v=1"));
        assertSame(failure, assertThrows(IllegalStateException.class, receiver::run));
        assertEquals(1, count("stored"));
    }

    // ---- rates and senders

    @Test
    void countsReadingsAndDatagramsOfTheLatestSecondAndMinute() {
        msPerBatch = 1_000;
        receive("a v=1,w=2\nb v=1\nbad");
        assertFlow("readings_stored=3");
        receive("a v=1");
        assertFlow("readings_stored=4 datagrams_per_s=1 datagrams_per_min=1 readings_per_s=3"
                + " readings_per_min=3");
        receive("# nothing");
        assertFlow("readings_stored=4 datagrams_per_s=1 datagrams_per_min=2 readings_per_s=1"
                + " readings_per_min=4");
        msPerBatch = 61_000;
        receive("");
        assertFlow("readings_stored=4");
    }

    @Test
    void endsTheSecondsThatPassWhileNothingComes() {
        msPerBatch = 1_000;
        receive("a v=1");
        source.add(3, 0, Sent.from("127.0.0.2", 7, ""));
        for (int i = 0; i < 3; i++) {
            receiver.poll();
        }
        assertFlow("readings_stored=1 datagrams_per_min=1 readings_per_min=1");
    }

    @Test
    void countsWhatBecameOfEachSendersDatagramsAndLines() {
        receive(Sent.from("127.0.0.2", 7, "a v=1\nbad\nb v=2"));
        receive(Sent.from("127.0.0.3", 7, "bad\nEND v=1\n# no line"));
        receive(Sent.from("127.0.0.2", 8, "a v=3"));
        receive(Sent.from("8.8.8.8", 8, "a v=3"));
        assertEquals(
                Map.of("127.0.0.2", "2 3 1", "127.0.0.3", "1 0 2"),
                senders());
    }

    /** Runs the receiver over batches that come {@code msPerBatch} apart; returns real time. */
    private long runMs(int batches, int batchSize, long coalesceMs, long msBetween) {
        msPerBatch = msBetween;
        source.add(batches, batchSize, Sent.from("127.0.0.2", 7, "a v=1"));
        receiver = receiver(coalesceMs);
        long begunNs = System.nanoTime();
        receiver.run();
        return (System.nanoTime() - begunNs) / 1_000_000;
    }

    private UdpReceiver receiver(long coalesceMs) {
        return receiver(new UdpSettings(
                null, 0, SourceFilter.LOCAL, SourceKind.AUTO, coalesceMs * 1_000_000, 4096,
                Precision.NS));
    }

    private UdpReceiver receiver(UdpSettings settings) {
        return new UdpReceiver(
                source, settings, store.journal(), table, ledger,
                new ArrivalClock(1, () -> WALL_MS, ticks, () -> isRight));
    }

    private void useTable(int rowsMax) {
        store = TestStore.inMemory(rowsMax);
        table = store.table();
    }

    private void receive(String datagram) {
        receive(Sent.from("127.0.0.2", 7, datagram));
    }

    private void receive(Sent datagram) {
        source.add(datagram);
        assertEquals(1, receiver.poll());
    }

    /** Compares the counters that are not zero, in order. */
    private void assertCounts(String expected) {
        String actual = ledger.stats().stream()
                .filter(stat -> stat.value().getAsLong() != 0)
                .map(stat -> stat.name() + "=" + stat.value().getAsLong())
                .collect(Collectors.joining(" "));
        assertEquals(expected, actual);
    }

    private void assertFlow(String expected) {
        String actual = ledger.flowStats().stream()
                .filter(stat -> stat.value().getAsLong() != 0)
                .map(stat -> stat.name() + "=" + stat.value().getAsLong())
                .collect(Collectors.joining(" "));
        assertEquals(expected, actual);
    }

    /** By address: received, stored and rejected. */
    private Map<String, String> senders() {
        Map<String, String> all = new HashMap<>();
        Sender sender = new Sender();
        for (int row = 0; row < Senders.MAX; row++) {
            if (ledger.senders().read(row, sender)) {
                assertEquals(WALL_MS, sender.lastSeenNs() / 1_000_000);
                all.put(IpAddress.of(sender.addressHigh(), sender.addressLow()),
                        sender.received() + " " + sender.stored() + " " + sender.rejected());
            }
        }
        return all;
    }

    private long count(String name) {
        return ledger.stats().stream()
                .filter(stat -> stat.name().equals(name))
                .mapToLong(stat -> stat.value().getAsLong())
                .sum();
    }

    private long rejected() {
        return ledger.stats().stream()
                .filter(stat -> stat.name().startsWith("rejected_"))
                .map(Stat::value)
                .mapToLong(value -> value.getAsLong())
                .sum();
    }

    private void assertOffender(String counter, String address, int port, String excerpt) {
        Offender offender = new Offender();
        int number = ledger.offenderNames().indexOf(counter);
        assertTrue(ledger.offenders().read(number, offender), counter);
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        assertEquals(IpAddress.high(bytes), offender.addressHigh());
        assertEquals(IpAddress.low(bytes), offender.addressLow());
        assertEquals(port, offender.port());
        assertEquals(excerpt, new String(
                offender.excerpt(), 0, offender.excerptBytes(), StandardCharsets.UTF_8));
        assertEquals(WALL_MS, offender.timeNs() / 1_000_000);
    }

    private void assertJournal(String... expected) {
        JournalReader reader = new JournalReader(store.journal());
        reader.begin(0);
        List<String> points = new ArrayList<>();
        while (reader.next()) {
            points.add(new String(
                    reader.bytes(), reader.lineFrom(), reader.lineTo() - reader.lineFrom(),
                    StandardCharsets.UTF_8));
        }
        assertEquals(List.of(expected), points);
    }

    private String value(String series, String field) {
        Reading reading = reading(series, field);
        return reading == null ? null : new String(
                reading.bytes(), reading.fieldTo(), reading.valueTo() - reading.fieldTo(),
                StandardCharsets.UTF_8);
    }

    private long timeNs(String series, String field) {
        return reading(series, field).timeNs();
    }

    private Reading reading(String series, String field) {
        byte[] key = (series + field).getBytes(StandardCharsets.UTF_8);
        Reading reading = new Reading();
        boolean isThere = table.find(
                key, 0, series.length(), series.length(), key.length, reading);
        return isThere ? reading : null;
    }

    /** {@code count} lines of {@code bytes} bytes each, with newline. */
    private static String lines(int count, int bytes) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(line("line" + i, bytes));
        }
        return lines.toString();
    }

    private static String line(String measurement, int bytes) {
        String head = measurement + " v=";
        return head + "1".repeat(bytes - head.length() - 1) + "\n";
    }

    /** Random text of bytes that have a meaning in line protocol. */
    private static String lineProtocolLetters(Random random, int bytes) {
        String letters = "ab=1,\" \\\n#\ri.-";
        return random.ints(bytes, 0, letters.length())
                .mapToObj(i -> String.valueOf(letters.charAt(i)))
                .collect(Collectors.joining());
    }
}
