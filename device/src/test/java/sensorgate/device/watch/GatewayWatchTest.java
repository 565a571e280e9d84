package sensorgate.device.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.support.Called;
import sensorgate.device.support.FakeGateway;

/** The views that a gateway's replies lead to, look by look. */
@Timeout(30)
final class GatewayWatchTest {

    private static final long S = 1_000_000_000;
    private static final long NOW = 1_764_000_000 * S;

    private final Map<String, String> replies = new ConcurrentHashMap<>(Map.of(
            "SINCE now", "END 5d0c41e7.5000\n",
            "SINCE 5d0c41e7.3000 2000", "END 5d0c41e7.5000\n",
            "SINCE 5d0c41e7.5000 2000", "END 5d0c41e7.5000\n",
            "DUMP", "END\n",
            "LATE", "END\n",
            "LATE THAN 0s", "END\n",
            "PING", "PONG\n",
            "STATS", "END\n"));
    private long nowNs = NOW;
    private long wallStepNs;
    private FakeGateway gateway;
    private GatewayWatch watch;

    @BeforeEach
    void start() throws Exception {
        gateway = FakeGateway.answeringAll(replies);
        watch = watch("");
    }

    @AfterEach
    void close() throws Exception {
        watch.close();
        gateway.close();
    }

    @Test
    void knowsTheReadingsAndTheirPaceFromTheFirstLook() throws Exception {
        points("5d0c41e7.3000", "5d0c41e7.5000",
                at("temp,room=b v=1,n=7i", -33), at("temp,room=b v=2,n=7i", -23),
                at("gone v=1", -20), at("temp,room=b v=3,n=7i", -13));
        dump(at("temp,room=b v=3", -13), at("temp,room=b n=7i", -13), at("a s=\"x\"", -9_000));
        silent("a s 9000 10", "temp,room=b v 13 10", "temp,room=b n 13 -");
        late("a s 9000 10");
        assertEquals(
                List.of("a s x 9000 true 0.0", "temp,room=b n 7 13 false 0.1",
                        "temp,room=b v 3 13 false 0.1"),
                rows());
        assertArrayEquals(new double[] {1, 2, 3}, look().rows().getLast().values());
    }

    @Test
    void ordersNumbersInNamesByTheirValue() throws Exception {
        dump(at("t,c=10 v=1", -1), at("t,c=9 v=1", -1), at("t,c=2 v=1", -1));
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    List.of("t,c=2 v", "t,c=9 v", "t,c=10 v"),
                    look().rows().stream().map(WatchView.Row::name).toList());
        }
    }

    @Test
    void goesOnFromWhereItWas() throws Exception {
        points("5d0c41e7.3000", "5d0c41e7.5000", at("t v=1", -20), at("t v=2", -10));
        dump(at("t v=2", -10));
        assertEquals(List.of("t v 2 10 false 0.0"), rows());
        points("5d0c41e7.5000", "5d0c41e7.5001", at("t v=3", 0));
        silent("t v 0 10"); // the point came after DUMP
        assertEquals(List.of("t v 3 0 false 0.1"), rows());
        points("5d0c41e7.5001", "5d0c41e7.5001");
        nowNs += 31 * S;
        dump(at("t v=3", 0));
        late("t v 31 10");
        assertEquals(List.of("t v 3 31 true 0.1"), rows());
    }

    @Test
    void goesOnFromWhereItWasWhenTheDiskDidNotAnswer() throws Exception {
        points("5d0c41e7.3000", "5d0c41e7.5000", at("t v=1", -20), at("t v=2", -10));
        dump(at("t v=2", -10));
        look();
        replies.put("SINCE 5d0c41e7.5000 2000", "ERR disk the disk does not answer\n");
        look();
        nowNs += 30 * S;
        points("5d0c41e7.5000", "5d0c41e7.5001", at("t v=3", -1));
        dump(at("t v=3", -1));
        assertArrayEquals(new double[] {1, 2, 3}, look().rows().getFirst().values());
    }

    /** The time without points before a power cut is no interval of the sensor. */
    @Test
    void takesAPowerCutForAGap() throws Exception {
        points("5d0c41e7.3000", "5d0c41e7.5000", at("t v=1", -20), at("t v=2", -18));
        dump(at("t v=2", -18));
        look();
        replies.put("SINCE 5d0c41e7.5000 2000", "# power cut: points may be lost that arrived from"
                + " 1 to 2, their number is not known\n" + at("t v=3", 0)
                + "\nEND 5d0c41e7.5001\n");
        dump(at("t v=3", 0));
        assertEquals(List.of("t v 3 0 false 0.0"), rows()); // not 2 points in 20 s
    }

    @Test
    void beginsWithTheOldestOfAShortJournal() throws Exception {
        replies.put("SINCE now", "END 5d0c41e7.12\n");
        points("0", "5d0c41e7.12", at("t v=1", -20), at("t v=2", -10));
        dump(at("t v=2", -10));
        assertArrayEquals(new double[] {1, 2}, look().rows().getFirst().values());
    }

    @Test
    void takesAReadingThatTheJournalHasNot() throws Exception {
        dump(at("t v=2", -7_000));
        assertEquals(List.of("t v 2 7000 false 0.0"), rows());
        dump(at("t v=3", 0));
        assertEquals(List.of("t v 3 0 false 0.0"), rows());
    }

    @Test
    void forgetsAReadingThatTheGatewayHasNot() throws Exception {
        dump(at("t v=2", -7), at("u v=2", -7));
        assertEquals(2, rows().size());
        dump(at("u v=2", -7));
        assertEquals(List.of("u v 2 7 false 0.0"), rows());
    }

    @Test
    void doesNotBelieveASensorsClockThatIsWrong() throws Exception {
        dump("t v=2 1700000", at("u v=2", 5_000));
        silent("t v 3 10", "u v 4 10", "from\\ later v 4 10");
        assertEquals(List.of("t v 2 3 false 0.0", "u v 2 4 false 0.0"), rows());
    }

    /** A sensor that sends all the time is not late because its clock is. */
    @Test
    void takesNoAgeFromASensorsClock() throws Exception {
        dump(at("t v=1", -3_600));
        silent("t v 0 1");
        assertEquals(List.of("t v 1 0 false 0.0"), rows());
        nowNs += S;
        points("5d0c41e7.5000", "5d0c41e7.5001", at("t v=2", -3_599));
        silent(); // the gateway says nothing of the reading
        assertEquals(List.of("t v 2 0 false 0.0"), rows());
    }

    @Test
    void ageIsNotTouchedByAStepOfThisMachinesClock() throws Exception {
        dump(at("t v=1", -7));
        look();
        wallStepNs = 8 * 3_600 * S;
        nowNs += S;
        gateway.close();
        assertEquals(8 * S, watch.lookAgain().rows().getFirst().ageNs());
    }

    @Test
    void saysWhatAnAgeAtLeastMeans() throws Exception {
        dump(at("t v=1", -7), at("u v=1", -7));
        silent("t v 10800 10 least", "u v 7 10");
        WatchView view = look();
        assertTrue(view.rows().getFirst().isLeast());
        assertEquals("", view.rows().getFirst().since());
        assertFalse(view.rows().getLast().isLeast());
        assertTrue(view.clock().startsWith("> is at least: "), view.clock());
    }

    @Test
    void saysThatTheGatewaysClockIsNotSynchronisedOrWasSet() throws Exception {
        replies.put("STATS", "clock_synchronised 0\nclock_stepped_ms 0\nuptime_s 299\nEND\n");
        assertEquals("", look().clock());
        replies.put("STATS", "clock_synchronised 0\nclock_stepped_ms 999\nuptime_s 300\nEND\n");
        assertEquals("the gateway's clock is not synchronised", look().clock());
        replies.put("STATS", "clock_synchronised 1\nclock_stepped_ms 28800000\nEND\n");
        assertEquals(
                "the gateway's clock was set 8 h forward since its start", look().clock());
    }

    @Test
    void asksForAPrefix() throws Exception {
        watch.close();
        watch = watch("temp\\ x");
        replies.put("DUMP temp\\ x", at("temp\\ x v=1", 0) + "\nEND\n");
        replies.put("LATE temp\\ x", "temp\\ x v 9 1\nEND\n");
        replies.put("LATE temp\\ x THAN 0s", "temp\\ x v 9 1\nEND\n");
        WatchView view = look();
        assertEquals("temp\\ x v", view.rows().getFirst().name());
        assertTrue(view.title().contains("watch temp\\ x, " + gateway.place()), view.title());
    }

    @Test
    void saysWhoHoldsThePlaceWhileAnotherControllerWaits() throws Exception {
        replies.put("STATS", "controller 10.0.0.1:5 served_ms=12000\nEND\n");
        assertTrue(look().title().contains(gateway.place()));
        replies.put("STATS", "controller 10.0.0.1:5 served_ms=14000\n"
                + "controller 10.0.0.2:6 waiting_ms=1500\nEND\n");
        assertEquals("sensorgate watch, controller 10.0.0.1 (14 s); waiting: 10.0.0.2 (1 s)",
                look().title());
    }

    @Test
    void tellsRatesTotalsAndLosses() throws Exception {
        replies.put("STATS", "received 10\nlines 12\nstored 9\nrejected_value 3\ndenied 0\n"
                + "points_not_written 2\nreadings_per_s 4\nreadings_per_min 61\n"
                + "last_rejected_value 10.0.0.1:5 7 x\nsender 10.0.0.1 received=10\nEND\n");
        WatchView view = look();
        assertEquals("4/s, 61 in the last minute; 10 datagrams received, 9 lines stored",
                view.flow());
        assertEquals(
                List.of(new WatchView.Loss("rejected_value", 3, 0),
                        new WatchView.Loss("points_not_written", 2, 0)),
                view.losses());
        replies.put("STATS", "received 15\nrejected_value 5\ndenied 1\nEND\n");
        assertEquals(
                List.of(new WatchView.Loss("rejected_value", 5, 2),
                        new WatchView.Loss("denied", 1, 1)),
                look().losses());
        replies.put("STATS", "received 1\nrejected_value 1\nEND\n");
        assertEquals(
                List.of(new WatchView.Loss("rejected_value", 1, 1)), look().losses(),
                "another gateway counts from nothing");
    }

    @Test
    void beginsAnewInAnotherJournal() throws Exception {
        dump(at("t v=2", -7));
        look();
        replies.put("SINCE 5d0c41e7.5000 2000", "ERR replaced this cursor's journal is gone\n");
        replies.put("SINCE now", "END 00000001.3\n");
        points("0", "00000001.3", at("t v=8", -2), at("t v=9", -1));
        dump(at("t v=9", -1));
        look();
        assertEquals(List.of("t v 9 1 false 0.0"), rows());
    }

    @Test
    void leavesOutPointsWhereTooManyCome() throws Exception {
        String many = IntStream.range(0, 2_000).mapToObj(i -> at("t v=" + i, 0) + "\n")
                .collect(Collectors.joining());
        for (int i = 0; i < 5; i++) {
            replies.put("SINCE 5d0c41e7." + (3_000 + i * 2_000) + " 2000",
                    many + "END 5d0c41e7." + (5_000 + i * 2_000) + "\n");
        }
        replies.put("SINCE 5d0c41e7.5000 2000", many + "END 5d0c41e7.7000\n");
        replies.put("SINCE now", "END 5d0c41e7.5000\n");
        dump(at("t v=1999", 0));
        assertEquals(List.of("t v 1999 0 false 0.0"), rows());
        points("5d0c41e7.5000", "5d0c41e7.5001", at("t v=7", 1));
        nowNs += S;
        assertEquals(List.of("t v 7 0 false 0.0"), rows(), "goes on where the journal ends by now");
    }

    @Test
    void knowsThePaceOfASensorWhoseClockIsWrong() throws Exception {
        dump("t v=1 1700000");
        look();
        for (int look = 0; look < 4; look++) {
            nowNs += S;
            points("5d0c41e7." + (5_000 + 2 * look), "5d0c41e7." + (5_002 + 2 * look),
                    "t v=1 " + (1_700_001 + 2 * look), "t v=2 " + (1_700_002 + 2 * look));
            dump("t v=2 " + (1_700_002 + 2 * look));
            look();
        }
        points("5d0c41e7.5008", "5d0c41e7.5008");
        silent("t v 0 1");
        assertEquals(List.of("t v 2 0 false 2.0"), rows());
    }

    @Test
    void leavesTheControllersTurnToOthersBetweenTwoLooks() throws Exception {
        look();
        assertEquals("PONG\n", Called.with("poll", gateway.at(), "PING").out());
        look();
    }

    @Test
    void connectsAgainAfterTheGatewayHasGone() throws Exception {
        dump(at("t v=2", -7));
        look();
        replies.put("DUMP", at("t v=2", -7)); // a reply without an end
        assertThrows(NobodyThereException.class, this::look);
        dump(at("t v=2", -7));
        assertEquals(List.of("t v 2 7 false 0.0"), rows());
    }

    @Test
    void agesWhatItKnowsWhileTheGatewayIsAway() throws Exception {
        dump(at("t v=2", -7));
        look();
        nowNs += 5 * S;
        gateway.close();
        WatchView view = watch.lookAgain();
        assertEquals(12 * S, view.rows().getFirst().ageNs());
        assertTrue(view.trouble().startsWith("nobody listens"), view.trouble());
        assertTrue(view.trouble().endsWith("; retrying"), view.trouble());
    }

    @Test
    void saysWhatTheGatewayAnsweredInstead() throws Exception {
        replies.put("SINCE now", "ERR busy too many tools\n");
        NobodyThereException busy = assertThrows(NobodyThereException.class, this::look);
        assertTrue(busy.getMessage().contains("ERR busy too many tools"), busy.getMessage());
        replies.put("SINCE now", "END x\n");
        NobodyThereException other = assertThrows(NobodyThereException.class, this::look);
        assertTrue(other.getMessage().contains("not a gateway"), other.getMessage());
    }

    @Test
    void keepsALimitedNumberOfReadingsAndCountsTheOthers() throws Exception {
        int count = GatewayWatch.READINGS_MAX + 3;
        dump(IntStream.range(0, count).mapToObj(i -> at("t,n=" + i + " v=1", 0))
                .toArray(String[]::new));
        WatchView view = look();
        assertEquals(GatewayWatch.READINGS_MAX, view.rows().size());
        assertEquals(3, view.unlisted());
    }

    @Test
    void showsNothingThatWouldTurnATerminalAround() throws Exception {
        dump(at("t\u202e v=\"\u001b[31m\u202e\"", 0));
        WatchView.Row row = look().rows().getFirst();
        assertEquals("t\\u202e v", row.name());
        assertEquals("\\u001b[31m\\u202e", row.value());
        assertFalse(row.isLate());
        assertTrue(look().losses().isEmpty());
    }

    private GatewayWatch watch(String prefix) throws Exception {
        HostAndPort at = HostAndPort.parse(gateway.place());
        return new GatewayWatch(
                () -> GatewayConnection.open(at, 10_000), prefix, false,
                () -> nowNs - NOW, () -> nowNs + wallStepNs);
    }

    private WatchView look() throws Exception {
        return watch.look();
    }

    /** The gateway has these readings; each has been silent since its time. */
    private void dump(String... lines) {
        replies.put("DUMP", reply(lines) + "END\n");
        silent(List.of(lines).stream()
                .map(line -> line.replaceFirst("=.*? (?=\\d+$)", " "))
                .filter(line -> line.matches(".* \\d+"))
                .map(this::silence)
                .toArray(String[]::new));
    }

    private String silence(String nameAndTime) {
        int space = nameAndTime.lastIndexOf(' ');
        long sinceNs = nowNs - Long.parseLong(nameAndTime.substring(space + 1));
        return nameAndTime.substring(0, space + 1) + Math.max(0, sinceNs / S) + " 10";
    }

    private void silent(String... lines) {
        replies.put("LATE THAN 0s", reply(lines) + "END\n");
    }

    private void late(String... lines) {
        replies.put("LATE", reply(lines) + "END\n");
    }

    private void points(String cursor, String next, String... lines) {
        replies.put("SINCE " + cursor + " 2000", reply(lines) + "END " + next + "\n");
    }

    private static String reply(String... lines) {
        return List.of(lines).stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** A point with a time in seconds after the first look. */
    private static String at(String point, long seconds) {
        return point + " " + (NOW + seconds * S);
    }

    /** Name, value, age in seconds, late or not, and rate. */
    private List<String> rows() throws Exception {
        return look().rows().stream()
                .map(row -> row.name() + " " + row.value() + " "
                        + (row.ageNs() < 0 ? "?" : row.ageNs() / S) + " " + row.isLate() + " "
                        + row.perSecond())
                .toList();
    }
}
