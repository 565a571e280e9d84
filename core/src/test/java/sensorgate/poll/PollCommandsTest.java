package sensorgate.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.address.IpAddress;
import sensorgate.count.Contests;
import sensorgate.count.Counter;
import sensorgate.count.LossHour;
import sensorgate.count.Offenders;
import sensorgate.count.Senders;
import sensorgate.count.Stat;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.serve.ReplyBuffer;
import sensorgate.serve.TcpLedger;
import sensorgate.store.LatestTable;
import sensorgate.store.Store;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;
import sensorgate.support.TestStore;
import sensorgate.support.TestTable;

/** Requests and their replies, without a socket: points go in as a sensor sends them. */
final class PollCommandsTest {

    private static final int ROWS_MAX = 4096;
    private static final int SHORT_REPLY_BYTES = 1024;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAPPED_IPV4 = 0xFFFF_0000_0000L;
    private static final byte[] NOTHING = {};

    private final Store store = TestStore.inMemory(ROWS_MAX);
    private final LatestTable table = store.table();
    private final Counter received = new Counter();
    private final TcpLedger ledger = new TcpLedger();
    private final Counter failed = ledger.requests().failed();
    private final Offenders udpOffenders = new Offenders(2);
    private final Offenders tcpOffenders = new Offenders(1);
    private final Contests contests = new Contests();
    private final Senders senders = new Senders();
    private final Counter denied = new Counter();
    private final LossHour hour =
            new LossHour(Stat.counter("denied", "", "", denied::get).loss(""));
    private final StatsText stats = new StatsText(
            List.of(Stat.counter("received", "datagrams", "", received::get),
                    Stat.gauge("readings", "readings", "", table::rows),
                    Stat.gauge("least", "", "", () -> Long.MIN_VALUE)),
            List.of(hour),
            List.of(new StatsText.Sources(List.of("rejected_value", "denied"), udpOffenders),
                    new StatsText.Sources(List.of("controllers_denied"), tcpOffenders)),
            ledger.queue(), contests, senders);
    private PollCommands commands = new PollCommands(
            store, stats, ledger.requests(), null, null, () -> this.nowNs, () -> this.wallMs);
    private final Point point = new Point();
    private long wallMs = 1_700_000_000_000L;
    private long nowNs = Long.MAX_VALUE - 30 * SECOND_NS; // ticks count from anywhere, and wrap

    // ---- VALUE

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "21.50, 21.50", "-0.0, -0.0", "1e-3, 1e-3", "007., 007.", "21i, 21", "-5i, -5", "7u, 7",
        "18446744073709551615u, 18446744073709551615", "t, t", "F, F", "true, true", "False, False",
        "TRUE, TRUE", "\"open\", open", "\"hi\", hi", "\"5u\", 5u",
        "\"two words\", two words", "`\"a,b=c\"`, `a,b=c`", "\"\u00fc\u20ac\", \u00fc\u20ac",
    })
    void valueIsTheBareValue(String sent, String bare) {
        store("temp,room=attic value=" + sent);
        assertReply("VALUE temp,room=attic value", bare + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "say \\\"hi\\\", say \"hi\"", // \" is a quote
        "C:\\\\temp, C:\\temp", // \\ is one backslash
        "\\\\, \\", "\\\\\\\", \\\"", "end\\\\, end\\",
        "C:\\temp\\x, C:\\temp\\x", // any other backslash stays
    })
    void valueOfAStringIsWithoutItsEscapes(String escaped, String bare) {
        store("door state=\"" + escaped + "\"");
        assertReply("VALUE door state", bare + "\n");
    }

    /** Bare, these would read as nothing, as an error or as another string. */
    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "   ", " open", "open ", "\u0000", "\u001b[2J", "open\u007f",
        "\u00a0", "\u3000open", "open\u2028", "\u200b", "open\ufeff", "\u0085open",
        "ERR", "ERR stale the reading came 9 s ago", "ERROR 7", "END", "END 7f.18", "LOST 3",
        "\\\"", "\\\"open\\\"", "\\\"21.5"})
    void aStringThatBareCouldBeMistakenIsGivenAsGetGivesIt(String sent) {
        store("door state=\"" + sent + "\" 7");
        String quoted = "\"" + sent + "\"";
        assertReply("GET door", "door state=" + quoted + " 7\nEND\n");
        assertReply("VALUE door state", quoted + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "err", "Err 5", "a ERR", "FRIEND", "\u00dcberlauf", "7\u20ac", "\ud83d\ude00", "a\u00a0b",
        "a\u001b[2Jb"})
    void aStringThatCannotBeMistakenIsBare(String sent) {
        store("door state=\"" + sent + "\"");
        assertReply("VALUE door state", sent + "\n");
    }

    @Test
    void valueIsOneLineAndTellsANewlineFromItsTwoLetters() {
        store("door state=\"a\nb\r\n\tc\"");
        assertReply("VALUE door state", "\"a\\nb\\r\\n\\tc\"\n");
        store("door state=\"a\\nb\"");
        assertReply("VALUE door state", "a\\nb\n");
    }

    @Test
    void valueIsTheLatest() {
        store("temp value=21.5 2000");
        store("temp value=\"a longer one\" 3000");
        store("temp value=7i 1000");
        assertReply("VALUE temp value", "7\n");
    }

    @Test
    void valueOfTheLongestStringIsWhole() {
        String longest = "\n".repeat(LineScanner.LINE_MAX - "m f=\"\"".length());
        store("m f=\"" + longest + "\"");
        assertReply("VALUE m f", "\"" + "\\n".repeat(longest.length()) + "\"\n");
    }

    // ---- max age

    @ParameterizedTest
    @CsvSource({"500ms, 500000000", "90s, 90000000000", "5m, 300000000000", "2h, 7200000000000",
        "1d, 86400000000000", "0s, 0", "106751d, 9223286400000000000"})
    void valueIsGivenUpToItsMaxAgeAndNotBeyond(String maxAge, long maxAgeNs) {
        store("temp value=21.5");
        String request = "VALUE temp value " + maxAge;
        assertReply(request, "21.5\n");
        nowNs += maxAgeNs;
        assertReply(request, "21.5\n");
        nowNs++;
        String reply = ask(request);
        assertTrue(reply.startsWith("ERR stale the reading is "), reply);
        assertTrue(reply.endsWith(" s old, asked for at most " + maxAge + "\n"), reply);
        store("temp value=22");
        assertReply(request, "22\n");
    }

    @Test
    void staleTellsTheAgeInSeconds() {
        store("temp value=21.5");
        nowNs += 3_600 * SECOND_NS;
        assertReply(
                "VALUE temp value 5m",
                "ERR stale the reading is 3600 s old, asked for at most 5m\n");
    }

    /** "0 s ago, asked for at most 500ms" would be a contradiction. */
    @ParameterizedTest
    @CsvSource({"700, 500ms", "90001, 90s", "1999, 1s"})
    void staleTellsAnAgeThatIsMoreThanWasAskedFor(long ageMs, String maxAge) {
        store("temp value=21.5");
        nowNs += TimeUnit.MILLISECONDS.toNanos(ageMs);
        String reply = ask("VALUE temp value " + maxAge);
        long toldSeconds = Long.parseLong(reply.split(" ")[5]);
        assertTrue(TimeUnit.SECONDS.toMillis(toldSeconds) >= ageMs, reply);
    }

    /** Another process is no other clock. */
    @Test
    void aReadingFromBeforeARestartInThisBootIsAsOldAsTheSteadyClockSays() {
        try (TemporaryDirectory directory = new TemporaryDirectory();
                Store restarted = restartedWith(directory.path(), "this", "temp value=21.5 7")) {
            commands = commands(restarted);
            nowNs = System.nanoTime() + TimeUnit.HOURS.toNanos(2);
            for (long clockMs : new long[] {0, wallMs, wallMs + TimeUnit.DAYS.toMillis(365)}) {
                wallMs = clockMs;
                assertReply("VALUE temp value 3h", "21.5\n");
                String stale = ask("VALUE temp value 1h");
                assertTrue(stale.startsWith("ERR stale the reading is 7"), stale); // 7200 s
            }
        }
    }

    /** Its age is told by the machine's clock, for no other goes on meanwhile. */
    @Test
    void aReadingFromAnotherBootIsAsOldAsTheMachinesClockSaysOnceThatIsRight() {
        long restartMs = System.currentTimeMillis();
        try (TemporaryDirectory directory = new TemporaryDirectory();
                Store restarted = restartedWith(directory.path(), "next", "temp value=21.5 7")) {
            commands = commands(restarted);
            nowNs = System.nanoTime();
            wallMs = restartMs + TimeUnit.HOURS.toMillis(2);
            assertReply("VALUE temp value", "21.5\n");
            assertError("VALUE temp value 106751d", "stale the reading came before a restart, ");
            String late = ask("LATE THAN 0s");
            assertTrue(late.matches("(?s)temp value \\d - least\nEND\n"), late);
            restarted.journal().tellClock(Long.MIN_VALUE, 0, true, true);
            assertReply("VALUE temp value 3h", "21.5\n");
            String stale = ask("VALUE temp value 1h");
            assertTrue(stale.startsWith("ERR stale the reading is 7"), stale); // 7200 s
            late = ask("LATE THAN 0s");
            assertTrue(late.matches("(?s)temp value 7\\d\\d\\d -\nEND\n"), late);
            wallMs = restartMs - TimeUnit.HOURS.toMillis(1);
            assertError("VALUE temp value 106751d", "stale the reading came before a restart, ");
        }
    }

    /** GET and DUMP correct a time when SINCE does, to the same one. */
    @Test
    void givesCorrectedTimes() {
        nowNs = 1_000_001;
        store("temp value=21.5");
        store("own value=1 7");
        final long hourNs = TimeUnit.HOURS.toNanos(1);
        store.journal().tellClock(Long.MAX_VALUE, hourNs, true, true);
        String get = ask("GET temp");
        long timeNs = Long.parseLong(get.substring(get.lastIndexOf(' ') + 1, get.indexOf('\n')));
        assertEquals((nowNs & ~1) + (hourNs & -256), timeNs);
        assertEquals("temp value=21.5 " + timeNs + "\nown value=1 7\nEND\n", ask("DUMP"));
    }

    private PollCommands commands(Store of) {
        return new PollCommands(
                of, stats, ledger.requests(), null, null, () -> this.nowNs, () -> this.wallMs);
    }

    /** A store in a boot that has the reading of an earlier process, which stopped. */
    private Store restartedWith(Path directory, String boot, String line) {
        try (Store before = TestStore.open(directory, ROWS_MAX, TestDisk.ofBoot("this"))) {
            before.journal().tellClock(Long.MIN_VALUE, 0, true, true);
            put(before.table(), line, 0, System.nanoTime(), System.currentTimeMillis() * 1_000_000);
        }
        return TestStore.open(directory, ROWS_MAX, TestDisk.ofBoot(boot));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "5", "s", "5x", "-5s", "1.5s", "5S", "5sec", "106752d", "999999999d",
        "18446744073709551617s", "\\ "})
    void anAgeThatIsNoneIsAnError(String maxAge) {
        store("temp value=21.5");
        assertError(
                "VALUE temp value " + maxAge,
                "age ");
    }

    // ---- names

    @ParameterizedTest
    @ValueSource(strings = {
        "a=1,b=2,c=3", "a=1,c=3,b=2", "b=2,a=1,c=3", "b=2,c=3,a=1", "c=3,a=1,b=2", "c=3,b=2,a=1"})
    void tagsComeInAnyOrder(String tags) {
        store("temp,c=3,a=1,b=2 value=21.5 7");
        assertReply("VALUE temp," + tags + " value", "21.5\n");
        assertReply("GET temp," + tags, "temp,a=1,b=2,c=3 value=21.5 7\nEND\n");
    }

    @Test
    void namesAreWrittenAsInLineProtocol() {
        store("living\\ room\\,x,tag\\=\\ 1=a\\ b\\,c field\\ a\\=b=1i 7");
        String series = "living\\ room\\,x,tag\\=\\ 1=a\\ b\\,c";
        assertReply("VALUE " + series + " field\\ a\\=b", "1\n");
        assertReply("VALUE " + series + " field\\ a\\=b 5m", "1\n");
        assertReply("GET " + series, series + " field\\ a\\=b=1i 7\nEND\n");
        assertReply("LIST living\\ ", series + "\nEND\n");
        assertReply("DUMP living\\ room", series + " field\\ a\\=b=1i 7\nEND\n");
    }

    @Test
    void aBackslashBeforeAnythingElseIsPartOfAName() {
        store("two\\\\ words,path=C:\\x f\\a=2i 7");
        assertReply("VALUE two\\\\ words,path=C:\\x f\\a", "2\n");
        assertReply("LIST two\\\\ w", "two\\\\ words,path=C:\\x\nEND\n");
    }

    @Test
    void namesAreUtf8() {
        store("Temperatur,Raum=K\u00fcche Wert=21.5 7");
        assertReply("VALUE Temperatur,Raum=K\u00fcche Wert", "21.5\n");
        assertReply("LIST", "Temperatur,Raum=K\u00fcche\nEND\n");
    }

    // ---- GET

    @Test
    void getGivesEveryReadingOfTheSeriesAndNoOther() {
        store("temp,room=attic value=21.5,battery=3i,ok=t 1700000000000000000");
        store("temp,room=attic2 value=1 1");
        store("temp value=2 2");
        store("temp,room=attic state=\"a \\\"b\\\"\nc\" -5");
        assertLines(
                "GET temp,room=attic",
                "temp,room=attic value=21.5 1700000000000000000",
                "temp,room=attic battery=3i 1700000000000000000",
                "temp,room=attic ok=t 1700000000000000000",
                "temp,room=attic state=\"a \\\"b\\\"\\nc\" -5");
    }

    @Test
    void getOfAFieldGivenTwiceGivesTheLast() {
        store("temp value=1,value=2 7");
        assertReply("GET temp", "temp value=2 7\nEND\n");
    }

    // ---- LIST and DUMP

    @Test
    void listGivesEachSeriesOnce() {
        store("temp,room=attic value=21.5,battery=3i");
        store("temp,room=cellar value=12");
        store("temp,room=attic value=22,ok=t");
        store("humidity value=40");
        assertLines("LIST", "temp,room=attic", "temp,room=cellar", "humidity");
        assertLines("LIST temp", "temp,room=attic", "temp,room=cellar");
        assertLines("LIST temp,room=a", "temp,room=attic");
        assertLines("LIST temp,room=attic", "temp,room=attic");
        assertLines("LIST temp,room=attics");
        assertLines("LIST emp");
        assertLines("LIST TEMP");
    }

    @Test
    void dumpGivesEveryReading() {
        store("temp,room=attic value=21.5,battery=3i 1");
        store("temp,room=cellar value=12 2");
        store("temp,room=attic value=22 3");
        assertLines(
                "DUMP",
                "temp,room=attic value=22 3", "temp,room=attic battery=3i 1",
                "temp,room=cellar value=12 2");
        assertLines("DUMP temp,room=c", "temp,room=cellar value=12 2");
        assertLines("DUMP temp,room=cellar,");
        assertLines("DUMP value");
    }

    @Test
    void anEmptyTableIsAnEmptyReply() {
        assertReply("LIST", "END\n");
        assertReply("DUMP", "END\n");
        assertReply("LIST temp", "END\n");
    }

    @Test
    void aPrefixLongerThanEverySeriesMatchesNone() {
        store("temp value=21.5");
        assertReply("LIST " + "t".repeat(1019), "END\n");
        assertReply("DUMP temp\\ value", "END\n");
        assertReply("LIST tempvalue", "END\n");
    }

    // ---- replies longer than the buffer

    @Test
    void aLongDumpLosesNoLine() {
        List<String> expected = storeMany(ROWS_MAX);
        int bytes = expected.stream().mapToInt(String::length).sum();
        assertTrue(bytes > 20 * lengthMaxWithRoomForLine(), "many times as long as the buffer");
        assertLines("DUMP", expected.toArray(String[]::new));
        assertLines("GET many,part=1", expected.stream()
                .filter(line -> line.startsWith("many,part=1 ")).toArray(String[]::new));
    }

    @Test
    void aDumpOfTheLongestLinesLosesNoByte() {
        List<String> expected = new ArrayList<>();
        for (int i = 1000; i < 1100; i++) {
            String start = "m" + i + " f=\"";
            int newlines = LineScanner.LINE_MAX - start.length() - 1;
            store(start + "\n".repeat(newlines) + "\"", Long.MIN_VALUE);
            expected.add(start + "\\n".repeat(newlines) + "\" " + Long.MIN_VALUE);
        }
        assertLines("DUMP", expected.toArray(String[]::new));
    }

    @Test
    void aLongListGivesEachSeriesOnce() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < ROWS_MAX / 2; i++) {
            expected.add("series,with=a\\ rather\\ long\\ name\\ and\\ number\\ " + i);
            store(expected.getLast() + " a=1,b=2");
        }
        assertLines("LIST", expected.toArray(String[]::new));
    }

    /** The reply goes on where it was, with what has come meanwhile or without. */
    @Test
    void readingsThatComeDuringADumpDisplaceNone() {
        List<String> expected = storeMany(ROWS_MAX - 100);
        begin("DUMP ", new ReplyBuffer());
        List<String> lines = new ArrayList<>();
        ReplyBuffer reply = new ReplyBuffer();
        for (int i = 0; !commands.resume(reply); i++) {
            lines.addAll(reply.toString().lines().toList());
            store("new f" + i % 100 + "=1 7");
            reply = new ReplyBuffer();
        }
        lines.addAll(reply.toString().lines().toList());
        assertEquals("END", lines.removeLast());
        assertEquals(expected, lines.stream().filter(line -> line.startsWith("many")).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET temp", "LIST", "DUMP", "SINCE 0", "STATS", "HELP"})
    void aReplyWaitsWhileThereIsNoRoom(String request) {
        store("temp value=21.5 7");
        assertWaitsForRoom(request);
    }

    @Test
    void theEndOfAReplyWaitsToo() {
        assertWaitsForRoom("LIST"); // nothing but END
    }

    private void assertWaitsForRoom(String request) {
        int length = lengthMaxWithRoomForLine() + 1;
        ReplyBuffer full = filled(length);
        begin(request, new ReplyBuffer());
        assertFalse(commands.resume(full));
        assertEquals(length, full.length(), "nothing was appended");
        ReplyBuffer next = new ReplyBuffer();
        assertTrue(commands.resume(next));
        assertEquals(ask(request), next.toString());
    }

    /** A listener begins a reply only if a short one fits with room for a line to spare. */
    @ParameterizedTest
    @ValueSource(strings = {"GET short", "LIST short", "DUMP short", "STATS", "HELP", "PING"})
    void aReplyOfUpTo1024BytesIsNeverSplit(String request) {
        storeShortReplies();
        ReplyBuffer reply = filled(lengthMaxWithRoomForLine() - SHORT_REPLY_BYTES);
        int before = reply.length();
        begin(request, reply);
        assertTrue(commands.resume(reply), "complete at once");
        int replyBytes = reply.length() - before;
        assertTrue(replyBytes > 0 && replyBytes <= SHORT_REPLY_BYTES, () -> "bytes=" + replyBytes);
    }

    /** Readings of one series that make a reply to GET and DUMP of 1024 bytes, END included. */
    private void storeShortReplies() {
        for (int i = 0; i < 10; i++) {
            store("short f" + i + "=\"" + "x".repeat(80) + "\" 1");
        }
        int rest = SHORT_REPLY_BYTES - ask("GET short").length();
        store("short z=\"" + "x".repeat(rest - "short z=\"\" 1\n".length()) + "\" 1");
        assertEquals(SHORT_REPLY_BYTES, ask("GET short").length());
    }

    // ---- STATS, HELP, PING, QUIT

    @Test
    void statsGivesEveryNumber() {
        received.add(42);
        store("temp value=21.5");
        assertReply("STATS", "received 42\nreadings 1\nleast -9223372036854775808\nEND\n");
        received.increment();
        assertReply("STATS", "received 43\nreadings 1\nleast -9223372036854775808\nEND\n");
    }

    @Test
    void statsTellsWhatWasLostInTheLastHour() {
        String numbers = "received 0\nreadings 0\nleast -9223372036854775808\n";
        denied.add(47);
        assertReply("STATS", numbers + "denied_last_hour 47\nEND\n");
        for (int i = 0; i < 60; i++) {
            hour.endMinute();
        }
        assertReply("STATS", numbers + "END\n");
    }

    @Test
    void statsNamesTheLastOffenders() {
        byte[] bad = "temp value=NaN\n".getBytes(StandardCharsets.US_ASCII);
        long attic = MAPPED_IPV4 | 0x0A010203;
        udpOffenders.put(0, 0, attic, 4210, 1_700_000_000_000_000_000L, bad, 0, bad.length);
        tcpOffenders.put(0, 0x2001_0DB8_0000_0000L, 7, 65535, 5, bad, 0, 4);
        assertReply("STATS", "received 0\nreadings 0\nleast -9223372036854775808\n"
                + "last_rejected_value 10.1.2.3:4210 1700000000000000000 temp value=NaN\\x0a\n"
                + "last_controllers_denied [2001:db8::7]:65535 5 temp\n"
                + "END\n");
    }

    @Test
    void statsTellsWhatCameOfWhomAfterEverythingElse() {
        byte[] bad = "bad".getBytes(StandardCharsets.US_ASCII);
        udpOffenders.put(0, 0, MAPPED_IPV4 | 0x0A010203, 4210, 5, bad, 0, bad.length);
        senders.received(0, MAPPED_IPV4 | 0x0A010203, 1_764_000_000_000_000_000L);
        senders.stored();
        senders.stored();
        senders.rejected();
        senders.received(0xFE80_0000_0000_0000L, 0x31, 7);
        assertReply("STATS", "received 0\nreadings 0\nleast -9223372036854775808\n"
                + "last_rejected_value 10.1.2.3:4210 5 bad\n"
                + "sender 10.1.2.3 received=1 stored=2 rejected=1 last_seen=1764000000000000000\n"
                + "sender fe80::31 received=1 stored=0 rejected=0 last_seen=7\n"
                + "END\n");
    }

    @Test
    void statsNamesTheSeriesThatTwoSendersWriteInTurns() {
        byte[] name = "temp,room=wine\\ cellarvalue".getBytes(StandardCharsets.US_ASCII);
        contests.put(
                0, MAPPED_IPV4 | 0x0A010203, 0xFE80_0000_0000_0000L, 0x31, 5, name, 0, 22,
                name.length);
        senders.received(0xFE80_0000_0000_0000L, 0x31, 7);
        assertReply("STATS", "received 0\nreadings 0\nleast -9223372036854775808\n"
                + "contested 10.1.2.3 fe80::31 5 temp,room=wine\\ cellar value\n"
                + "sender fe80::31 received=1 stored=0 rejected=0 last_seen=7\n"
                + "END\n");
    }

    @Test
    void statsNamesTheSeriesWithTheLongestNames() {
        byte[] name = new byte[1024];
        Arrays.fill(name, (byte) 's');
        for (int i = 0; i < 2 * Contests.MAX; i++) {
            name[0] = (byte) ('A' + i);
            contests.put(-1, -1, -1, -1, Long.MIN_VALUE, name, 0, 1_000, name.length);
        }
        String reply = ask("STATS");
        assertEquals(
                Contests.MAX, reply.lines().filter(line -> line.startsWith("contested ")).count());
        assertTrue(reply.endsWith("\nEND\n"), reply);
    }

    @Test
    void statsNamesAsManySendersAsAreKept() {
        for (int i = 0; i < 2 * Senders.MAX; i++) {
            senders.received(0, MAPPED_IPV4 | i, Long.MAX_VALUE);
        }
        String reply = ask("STATS");
        assertEquals(Senders.MAX, reply.lines().filter(line -> line.startsWith("sender ")).count());
        assertTrue(reply.endsWith("\nEND\n"), reply);
    }

    @Test
    void theLastOffenderIsToldToPeopleToo() {
        byte[] bad = "temp value=NaN".getBytes(StandardCharsets.US_ASCII);
        assertTrue(IpAddress.isIpv4(0, MAPPED_IPV4));
        assertNull(stats.lastOffender("rejected_value"), "there was none");
        udpOffenders.put(0, 0, MAPPED_IPV4 | 0x0A010203, 4210, 5, bad, 0, bad.length);
        tcpOffenders.put(0, 0, 1, 80, 5, NOTHING, 0, 0);
        assertEquals("10.1.2.3:4210 \"temp value=NaN\"", stats.lastOffender("rejected_value"));
        assertEquals("[::1]:80", stats.lastOffender("controllers_denied"));
        assertNull(stats.lastOffender("denied"));
        assertNull(stats.lastOffender("received"), "no counter of offences");
    }

    @Test
    void helpGivesEveryVerb() {
        List<String> lines = ask("HELP").lines().toList();
        assertEquals(
                Stream.of(Verb.values()).map(Verb::name).toList(),
                lines.stream().limit(lines.size() - 1).map(line -> line.split(" ")[0]).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "VALUE temp value", "GET temp", "LIST", "DUMP", "LATE", "SINCE 0", "STATS", "PING", "HELP",
        "QUIT"
    })
    void aReplyEndsAsItsVerbSays(String request) {
        store("temp value=21.5 7");
        assertEquals(Verb.of(request).isEnded(), ("\n" + ask(request)).contains("\nEND"));
    }

    @Test
    void aClientFindsTheVerbAsTheGatewayDoes() {
        assertEquals(Verb.SNIFF, Verb.of("  sniff 3"));
        assertTrue(Verb.SNIFF.isEnded());
        assertNull(Verb.of("SNIF"));
        assertNull(Verb.of(""));
    }

    @Test
    void pingIsAnsweredWithPong() {
        assertReply("PING", "PONG\n");
        assertReply("  PING  ", "PONG\n");
    }

    @Test
    void quitEndsTheConnectionWithoutAReply() {
        assertFalse(commands.isQuit());
        assertReply("QUIT", "");
        assertTrue(commands.isQuit());
        commands.reset();
        assertFalse(commands.isQuit());
    }

    @Test
    void verbsComeInAnyCase() {
        store("temp value=21.5 7");
        for (String request : List.of("VALUE temp value", "GET temp", "LIST", "DUMP", "SINCE 0",
                "STATS", "HELP", "PING")) {
            String verb = request.split(" ")[0];
            String rest = request.substring(verb.length());
            String expected = ask(request);
            String lowerCase = verb.toLowerCase(Locale.ROOT);
            assertEquals(expected, ask(lowerCase + rest));
            assertEquals(expected, ask(verb.charAt(0) + lowerCase.substring(1) + rest));
        }
        ask("quIt");
        assertTrue(commands.isQuit());
        assertEquals(0, failed.get());
    }

    // ---- errors

    @ParameterizedTest
    @ValueSource(strings = {
        "", "   ", "FOO", "VALUES temp value", "GETtemp", "GET\ttemp", "\\", "\u0000",
        "SELECT * FROM temp", "POST / HTTP/1.1"})
    void anythingElseIsAnError(String request) {
        assertError(request, "verb ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "VALUE | VALUE <series> <field> [<max age>]",
        "VALUE temp | VALUE <series> <field> [<max age>]",
        "VALUE temp value 5m more | VALUE <series> <field> [<max age>]",
        "SINCE | SINCE <cursor> [<limit>]",
        "SINCE 0 5 more | SINCE <cursor> [<limit>]",
        "GET | GET <series>",
        "GET temp value | GET <series>; a space within a name is written \\ and a space",
        "GET / HTTP/1.1 | GET <series>; a space within a name is written \\ and a space",
        "GET living room | GET <series>; a space within a name is written \\ and a space",
        "LIST temp value | LIST [<prefix>]",
        "DUMP temp value | DUMP [<prefix>]",
        "STATS all | the verb alone",
        "HELP me | the verb alone",
    })
    void tooFewOrTooManyWordsAreAnError(String request, String usage) {
        store("temp value=21.5");
        assertError(request, "usage too few or too many words: write " + usage);
    }

    @Test
    void pingTakesNothingBehindIt() {
        assertError("PING 8", "usage too few or too many words: write the verb alone");
    }

    @Test
    void quitTakesNothingBehindIt() {
        assertError("QUIT now", "usage too few or too many words: write the verb alone");
        assertFalse(commands.isQuit());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        ",room=attic", "temp,", "temp,room", "temp,room=", "temp,=attic", "temp,room=attic,",
        "temp,room=attic,room=cellar", "temp,room=a=b", "temp,a=1,,b=2", "te\u0001mp", "te\u007fmp",
        "temp,room=\u0001", "temp\\"})
    void aSeriesThatIsNoneIsAnError(String series) {
        String expected = "series ";
        store("temp,room=attic value=21.5");
        assertError("GET " + series, expected);
        if (!series.endsWith("\\")) { // which would escape the space before the field
            assertError("VALUE " + series + " value", expected);
        }
    }

    @Test
    void aSeriesThatIsNotUtf8IsAnError() {
        byte[] request = {'G', 'E', 'T', ' ', 't', (byte) 0xC3, (byte) 0x28};
        String reply = ask(request);
        assertTrue(reply.startsWith("ERR series "), reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "temp", "temp,room=attic,floor=2", "temp,room=cellar", "Temp,room=attic", "temp,room=atti"})
    void aSeriesThatIsNotThereIsAnError(String series) {
        store("temp,room=attic value=21.5");
        String expected = "unknown no reading of this series; LIST shows every series";
        assertError("GET " + series, expected);
        assertError("VALUE " + series + " value", expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"valu", "value1", "VALUE", "value=21.5", "value 90s", "temp"})
    void aFieldThatIsNotThereIsAnError(String field) {
        store("temp,room=attic other=21.5");
        assertError(
                "VALUE temp,room=attic " + field,
                "unknown no such field; the series has the fields other");
    }

    @Test
    void anUnknownFieldIsAnsweredWithTheFieldsOfItsSeriesAlone() {
        store("temp,room=attic other=21.5,battery=3i");
        store("temp,room=cellar cold=1");
        assertError(
                "VALUE temp,room=attic value",
                "unknown no such field; the series has the fields other, battery");
        String longName = "x".repeat(300);
        store("long " + longName + "=1,y=1");
        assertError(
                "VALUE long value",
                "unknown no such field; the series has the fields " + longName + ", ...");
    }

    @Test
    void wordsAndAgeAreCheckedBeforeTheSeries() {
        assertError("VALUE none value 5m extra", "usage too few or too many words");
        assertError("VALUE temp,room=living room value", "age unreadable max age");
    }

    @Test
    void theLongestRequestIsRead() {
        assertError(
                "GET " + "x".repeat(1020),
                "unknown ");
    }

    @Test
    void aRequestThatIsTooLongIsAnError() {
        ReplyBuffer reply = new ReplyBuffer();
        commands.beginTooLong(reply);
        assertTrue(commands.resume(reply));
        assertEquals("ERR length a request has at most 1024 bytes\n", reply.toString());
        assertEquals(1, failed.get());
    }

    @Test
    void whatIsAnsweredIsNotCountedAsFailed() {
        store("temp value=\"ERR stale\" 7");
        for (String request : List.of("VALUE temp value", "VALUE temp value 5m", "GET temp", "LIST",
                "DUMP none", "STATS", "HELP", "PING", "QUIT")) {
            ask(request);
        }
        assertEquals(0, failed.get());
    }

    @Test
    void aStaleReadingIsCountedAsFailed() {
        store("temp value=21.5");
        nowNs += SECOND_NS;
        ask("VALUE temp value 500ms");
        assertEquals(1, failed.get());
    }

    // ---- another controller

    @ParameterizedTest
    @ValueSource(strings = {"DUMP", "LIST", "GET many,part=1"})
    void nothingOfAReplyIsLeftForTheNextController(String request) {
        storeMany(ROWS_MAX);
        ReplyBuffer reply = filled(lengthMaxWithRoomForLine() - 20);
        begin(request, reply);
        assertFalse(commands.resume(reply), "in mid reply");
        commands.reset();
        ReplyBuffer next = new ReplyBuffer();
        assertTrue(commands.resume(next), "nothing is under way");
        assertEquals(0, next.length());
        assertReply("PING", "PONG\n");
        assertReply("LIST many,part=1", "many,part=1\nEND\n");
    }

    @Test
    void aReplyBeginsAtItsBeginningAfterOneThatWasCutOff() {
        List<String> expected = storeMany(ROWS_MAX);
        begin("DUMP", new ReplyBuffer());
        assertFalse(commands.resume(new ReplyBuffer()));
        commands.reset();
        assertLines("DUMP", expected.toArray(String[]::new));
    }

    // ---- the sensor's side

    /** Takes one line, without a timestamp of its own at time 0. */
    private void store(String line) {
        store(line, 0);
    }

    /** Takes one line as the UDP thread does. */
    private void store(String text, long timeNs) {
        put(table, text, timeNs, nowNs, 0);
    }

    private void put(
            LatestTable table, String text, long timeNs, long arrivedNs, long arrivedWallNs) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(
                line.length, LineScanner.scan(line, 0, line.length, Precision.NS, point), text);
        assertNull(point.rejection(), text);
        point.sortTags(line);
        long pointNs = point.isTimed() ? point.timeNs() : timeNs;
        assertEquals(
                point.fieldCount(),
                TestTable.put(table, line, point, pointNs, arrivedNs, arrivedWallNs));
    }

    /** Fills the table with readings of five series; returns the lines that DUMP gives. */
    private List<String> storeMany(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String value = '"' + "x".repeat(40 + i % 80) + '"';
            lines.add("many,part=" + i % 5 + " f" + i + "=" + value + " " + i);
            store(lines.getLast());
        }
        return lines;
    }

    // ---- the controller's side

    /** An error of this code, one line, counted once; the words behind the code are for people. */
    private void assertError(String request, String expected) {
        long before = failed.get();
        String reply = ask(request);
        assertTrue(reply.startsWith("ERR " + expected), reply);
        assertTrue(reply.indexOf('\n') == reply.length() - 1, reply);
        assertEquals(before + 1, failed.get(), "counted once");
    }

    private void assertReply(String request, String expected) {
        assertEquals(expected, ask(request));
    }

    /** These lines in any order, each once, then END. */
    private void assertLines(String request, String... expected) {
        List<String> lines = new ArrayList<>(ask(request).lines().toList());
        assertEquals("END", lines.removeLast());
        lines.sort(null);
        Arrays.sort(expected);
        assertEquals(List.of(expected), lines);
    }

    private String ask(String request) {
        return ask(request.getBytes(StandardCharsets.UTF_8));
    }

    /** The whole reply, the buffer written out whenever it is full. */
    private String ask(byte[] request) {
        StringBuilder text = new StringBuilder();
        ReplyBuffer reply = new ReplyBuffer();
        begin(request, reply);
        while (!commands.resume(reply)) {
            assertTrue(reply.length() > 0, "the reply goes on");
            text.append(reply);
            reply = new ReplyBuffer();
        }
        return text.append(reply).toString();
    }

    private void begin(String request, ReplyBuffer reply) {
        begin(request.getBytes(StandardCharsets.UTF_8), reply);
    }

    /** The request stands among other bytes, and is overwritten afterwards. */
    private void begin(byte[] request, ReplyBuffer reply) {
        int from = 7;
        int to = from + request.length;
        byte[] received = new byte[to + 7];
        Arrays.fill(received, (byte) 'x');
        System.arraycopy(request, 0, received, from, request.length);
        commands.begin(received, from, to, reply);
        Arrays.fill(received, (byte) 'y');
    }

    private static int lengthMaxWithRoomForLine() {
        ReplyBuffer reply = new ReplyBuffer();
        while (reply.hasRoomForLine()) {
            reply.append('.');
        }
        return reply.length() - 1;
    }

    private static ReplyBuffer filled(int length) {
        return new ReplyBuffer().append(new byte[length], 0, length);
    }
}
