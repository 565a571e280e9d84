package sensorgate.device.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.TerminalSize;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.FakeGateway;
import sensorgate.device.support.GatewayProcess;

/** {@code history} against a gateway that holds known points. */
@Timeout(60)
class HistoryCommandTest {

    private static final long S = 1_000_000_000;
    private static final long M = 60 * S;
    private static final long H = 60 * M;

    /** A full hour, yesterday or so: the gateway takes these times for plausible. */
    private static final long NOW = (System.currentTimeMillis() / 3_600_000 - 24) * H;

    /** More than one piece by TCP would hold, with {@link #OTHERS} between them. */
    private static final int ATTIC = 300;

    private static final int OTHERS = 21_000;

    @TempDir
    private static Path directory;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayProcess.start(
                directory.resolve("state"), "--udp.port=0", "--tcp.port=0",
                "--control.socket=" + directory.resolve("control.sock")).awaitReady();
        List<String> points = new ArrayList<>();
        for (int i = 0; i < ATTIC; i++) { // each minute, without the third hour
            long ageNs = (ATTIC - 1 - i) * M;
            if (ageNs / H != 2) {
                points.add("temp,room=attic,floor=1 other=1i,value=" + i + ".5 " + (NOW - ageNs));
            }
            for (int other = 0; other < OTHERS / ATTIC; other++) {
                points.add("temp,room=attic2,floor=1 value=999 " + (NOW - ageNs));
            }
        }
        points.add("door,room=living\\ room,a\\=b=x open=t,state=\"o \\\"p\\\", value=3\" "
                + (NOW - 2 * M));
        points.add("door,a\\=b=x,room=living\\ room open=true,state=\"shut\" " + (NOW - M));
        points.add("door,a\\=b=x,room=living\\ room open=false " + NOW);
        points.add("future v=1 " + (NOW + H));
        points.add("old v=1 " + (NOW - 90 * H));
        send(points);
        Deadline.await(() -> poll("STATS").contains("\nstored " + points.size() + "\n"));
    }

    @AfterAll
    static void end() {
        gateway.close();
    }

    @Test
    void showsRowsOfLocalTime() throws Exception {
        Called called = history(null, "temp,room=attic,floor=1", "value", "--every=1h");
        assertEquals(ExitCode.GOOD, called.exitCode(), called.err());
        List<String> lines = called.out().lines().toList();
        assertTrue(lines.getFirst().startsWith(
                "temp,floor=1,room=attic value, 240 points from "), lines::toString);
        List<String> rows = lines.subList(2, lines.size() - 1).stream()
                .map(line -> line.replaceFirst("^.*?\\d\\d:00 +", "")).toList();
        assertEquals(
                List.of("59    0.5   29.50   58.5   58.5", "60   59.5   89.00  118.5  118.5",
                        "1  119.5  119.50  119.5  119.5", "59  180.5  209.50  238.5  238.5",
                        "60  239.5  269.00  298.5  298.5", "1  299.5  299.50  299.5  299.5"),
                rows);
    }

    /** Each point is in one bin, whatever the bins are. */
    @ParameterizedTest
    @ValueSource(strings = {"1m", "7m", "1h", "3h", "1d", "7d"})
    void binsAddUpToThePointsSent(String every) throws Exception {
        List<String> rows = csv("temp,floor=1,room=attic", "value", "--every", every);
        assertEquals(HistoryCsv.BINS_HEAD, rows.getFirst());
        long points = 0;
        double sum = 0;
        long changes = 0;
        for (String row : rows.subList(1, rows.size())) {
            String[] fields = row.split(",", -1);
            points += Long.parseLong(fields[2]);
            sum += fields[4].isEmpty() ? 0
                    : Long.parseLong(fields[2]) * Double.parseDouble(fields[4]);
            changes += fields[7].isEmpty() ? 0 : Long.parseLong(fields[7]);
        }
        assertEquals(240, points);
        assertEquals(239, changes);
        double expected = Stream.iterate(0, i -> i + 1).limit(ATTIC)
                .filter(i -> (ATTIC - 1 - i) / 60 != 2).mapToDouble(i -> i + 0.5).sum();
        assertEquals(expected, sum, 240 * 0.005);
    }

    @Test
    void printsEachPointInOrderOfArrival() throws Exception {
        List<String> rows = csv("temp,floor=1,room=attic", "value");
        assertEquals(241, rows.size());
        assertEquals(HistoryCsv.RAW_HEAD, rows.getFirst());
        long first = NOW - 299 * M;
        assertEquals(TimeText.iso(first) + "," + first + ",0.5", rows.get(1));
        assertEquals(TimeText.iso(NOW) + "," + NOW + ",299.5", rows.getLast());
    }

    @Test
    void looksBackAsFarAsAsked() throws Exception {
        assertEquals(1 + 31, csv("temp,floor=1,room=attic", "value", "--last=30m").size());
    }

    @Test
    void takesNamesWithEscapesAndTagsInAnyOrder() throws Exception {
        String series = "door,room=living\\ room,a\\=b=x";
        assertEquals(
                List.of("true", "true", "false"),
                csv(series, "open").stream().skip(1)
                        .map(row -> row.substring(row.lastIndexOf(',') + 1)).toList());
        assertTrue(csv(series, "state").get(1).endsWith(",\"o \"\"p\"\", value=3\""));
        String table = history(null, series, "open").out();
        assertTrue(table.contains("1 change, last false at "), table);
    }

    @Test
    void aTerminalGetsAChart() throws Exception {
        Called called = history(new TerminalSize(24, 60), "temp,room=attic,floor=1", "value");
        assertTrue(called.out().contains("299.5 ┤ "), called.out());
        assertTrue(called.out().contains("  0.5 ┤▂"), called.out());
        assertTrue(called.out().contains("no points for 45m"), called.out());
        String strings = history(
                new TerminalSize(24, 60), "door,room=living\\ room,a\\=b=x", "state").out();
        assertTrue(!strings.contains("┤") && strings.contains("last shut at"), strings);
    }

    @Test
    void readsByTheControlSocketToo() throws Exception {
        Called called = Called.with("", streams -> command(null).run(
                List.of("temp,floor=1,room=attic", "value", "--csv",
                        "--at=" + directory.resolve("control.sock")), streams));
        assertEquals(241, called.out().lines().count());
    }

    @Test
    void saysFromWhenTheJournalIs() throws Exception {
        Called called = history(null, "temp,room=attic,floor=1", "value", "--last=24h");
        called.assertSaid("sensorgate: the journal begins only at ", "less than 24h ago");
        assertEquals("", history(null, "temp,room=attic,floor=1", "value", "--last=30m").err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cellar     | value | no series cellar; poll LIST",
        "temp,room=attic,floor=1 | valu  | no field valu; did you mean value?; other",
        "old        | v     | no point of old v in the last 24h; 1 earlier point; longer --last",
        "future     | v     | 1 point of future v not shown; in the future; clocks",
    })
    void saysWhyThereIsNothing(String series, String field, String words) throws Exception {
        Called called = history(null, series, field);
        assertEquals("", called.out());
        called.assertFailed(ExitCode.REFUSED, words.split("; "));
        assertEquals(List.of(HistoryCsv.RAW_HEAD), rawOf(series, field), "a program gets a head");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "a v --last=24      | --last; '24'; 24h",
        "a v --last=1.5h    | '1.5h'",
        "a v --last=0       | from 1s to 36500d",
        "a v --last=-1h     | '-1h'",
        "a v --last=40000d  | 36500d",
        "a v --every=5x     | --every; '5x'",
        "a v --every=0      | from 1ms",
        "a v --every=1s     | --every 1s; --last 24h; 12000 rows; --every 15s",
        "a v --evry=1s      | did you mean --every?",
        "a                  | SERIES and FIELD; poll DUMP",
        "a b c              | SERIES and FIELD",
        "a, v               | 'a,'; measurement,tag=value",
        "a v --csv=x        | --csv takes no value",
    })
    void refusesWhatIsWrong(String arguments, String words) {
        String[] all = ("history " + arguments).split(" ");
        Called.with(all).assertUsage(words.split("; "));
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        Called called = Called.with(
                "history", "a", "v", "--csv", "--at=127.0.0.1:" + FakeGateway.freePort());
        called.assertFailed(ExitCode.NOBODY_THERE, "nobody listens at ");
        assertEquals("", called.out());
    }

    @Test
    void helps() {
        Called called = Called.with("history", "--help");
        assertTrue(called.out().contains("examples:\n  sudo sensorgate history "), called.out());
        assertTrue(called.out().lines().allMatch(line -> line.length() <= 100));
    }

    private static List<String> csv(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--csv");
        Called called = history(null, all.toArray(String[]::new));
        assertEquals(ExitCode.GOOD, called.exitCode(), called.err());
        return called.out().lines().toList();
    }

    private static List<String> rawOf(String series, String field) throws Exception {
        return history(null, series, field, "--csv").out().lines().toList();
    }

    private static Called history(TerminalSize terminal, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--at=" + gateway.tcp());
        return Called.with("", streams -> {
            try {
                return command(terminal).run(all, streams);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static HistoryCommand command(TerminalSize terminal) {
        return new HistoryCommand(() -> terminal, () -> NOW, ZoneOffset.UTC);
    }

    private static String poll(String request) {
        return Called.with("poll", "--at=" + directory.resolve("control.sock"), request).out();
    }

    /** Sends datagrams of several points, at most as many as the socket has room for. */
    private static void send(List<String> points) throws Exception {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress("127.0.0.1", gateway.udpPort()));
            int sent = 0;
            while (sent < points.size()) {
                int to = Math.min(points.size(), sent + 10);
                channel.write(ByteBuffer.wrap(String.join("\n", points.subList(sent, to))
                        .getBytes(StandardCharsets.UTF_8)));
                sent = to;
                if (sent % 2_000 == 0) {
                    int reached = sent;
                    Deadline.await(() -> poll("STATS").contains("\nstored " + reached + "\n"));
                }
            }
        }
    }
}
