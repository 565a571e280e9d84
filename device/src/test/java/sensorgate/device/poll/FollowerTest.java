package sensorgate.device.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.cli.UsageException;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.support.Called;
import sensorgate.device.support.FakeGateway;

/** {@code poll --follow} against scripts; each script ends with an error that ends the follower. */
@Timeout(30)
class FollowerTest {

    private static final String THE_END = "ERR cursor no cursor\n";

    private final List<Long> pausesNs = new ArrayList<>();
    private int timeoutMs = 10_000;

    @Test
    void followsFromNowOn() throws Exception {
        Called called = follow("now", Map.of(
                "SINCE now 1000", "END 7f.3\n",
                "SINCE 7f.3 1000", "a v=3 3\na v=4 4\nEND 7f.5\n",
                "SINCE 7f.5 1000", THE_END));
        assertEquals("a v=3 3\na v=4 4\n", called.out());
        assertEquals(THE_END, called.err());
        assertEquals(ExitCode.REFUSED, called.exitCode());
    }

    @Test
    void pausesOnlyWhenThereWasNothingNew() throws Exception {
        follow("0", Map.of(
                "SINCE 0 1000", "a v=1 1\nEND 7f.2\n",
                "SINCE 7f.2 1000", "a v=2 2\nEND 7f.3\n",
                "SINCE 7f.3 1000", "END 7f.4\n",
                "SINCE 7f.4 1000", THE_END));
        assertEquals(List.of(Follower.IDLE_NS), pausesNs);
    }

    @Test
    void showsPointsAsSoonAsTheirReplyIsWhole() throws Exception {
        List<String> shown = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FakeGateway gateway = FakeGateway.answering(Map.of(
                "SINCE 0 1000", "a v=1 1\nEND 7f.2\n",
                "SINCE 7f.2 1000", "END 7f.2\n"))) {
            // a buffer in between: only flushed text arrives
            Streams streams = streams(new BufferedOutputStream(out), out);
            Follower follower = follower(gateway, "0", streams, _ -> {
                shown.add(out.toString(StandardCharsets.UTF_8));
                throw new IllegalStateException("enough");
            });
            try {
                follower.run();
            } catch (IllegalStateException _) {
                // thrown by the first pause
            }
        }
        assertEquals(List.of("a v=1 1\n"), shown);
    }

    @Test
    void printsNothingTwiceAndLeavesNothingOutWhenAReplyBreaksOff() throws Exception {
        String whole = "a v=1 1\na v=2 2\na v=3 3\nEND 7f.4\n";
        for (int cut = 0; cut < whole.length(); cut++) {
            String broken = whole.substring(0, cut);
            if (broken.isEmpty() || broken.endsWith("\n")) {
                continue; // silence has a test of its own
            }
            Called called = follow("0", List.of(
                    Map.of("SINCE 0 1000", broken),
                    Map.of("SINCE 0 1000", whole, "SINCE 7f.4 1000", THE_END)));
            assertEquals("a v=1 1\na v=2 2\na v=3 3\n", called.out(), broken);
        }
    }

    @Test
    void saysOnceThatTheConnectionIsLostAndThatItIsBack() throws Exception {
        Map<String, String> broken = Map.of("SINCE 7f.2 1000", "a v=");
        Called called = follow("0", List.of(
                Map.of("SINCE 0 1000", "a v=1 1\nEND 7f.2\n", "SINCE 7f.2 1000", "a v="),
                broken, broken,
                Map.of("SINCE 7f.2 1000", "a v=2 2\nEND 7f.3\n", "SINCE 7f.3 1000", THE_END)));
        assertEquals("a v=1 1\na v=2 2\n", called.out());
        assertEquals(3, called.err().lines().count(), called.err());
        called.assertSaid("HERE closed the connection", "; retrying", "HERE answers", "from 7f.2");
        assertEquals(
                List.of(Follower.RETRY_NS, Follower.RETRY_NS, Follower.RETRY_NS), pausesNs);
    }

    @Test
    void takesSilenceForALostConnection() throws Exception {
        timeoutMs = 200;
        Called called = follow("7f.2", List.of(
                Map.of("SINCE 7f.2 1000", "a v=2 2\n"),
                Map.of("SINCE 7f.2 1000", ""),
                Map.of("SINCE 7f.2 1000", "a v=2 2\nEND 7f.3\n", "SINCE 7f.3 1000", THE_END)));
        assertEquals("a v=2 2\n", called.out());
        assertEquals(3, called.err().lines().count(), called.err());
        called.assertSaid("for 0.2 s", "; retrying", "HERE answers", "from 7f.2");
    }

    @Test
    void waitsForAGatewayThatHasNotStarted() throws Exception {
        int port = FakeGateway.freePort();
        String at = "127.0.0.1:" + port;
        GatewayPlace place = GatewayPlace.parse(at);
        List<FakeGateway> started = new ArrayList<>();
        LongConsumer pause = pauseNs -> {
            pausesNs.add(pauseNs);
            if (pausesNs.size() == 3) {
                started.add(start(port));
            }
        };
        Called called = Called.with(
                "", streams -> new Follower(place, 10_000, "now", streams, pause).run());
        started.getFirst().close();
        assertEquals("a v=1 1\n", called.out());
        assertEquals(3, called.err().lines().count(), called.err());
        called.assertSaid(
                "nobody listens at " + at, "--at", "; retrying", at + " answers", "from now");
    }

    @Test
    void saysHowManyPointsAreLost() throws Exception {
        Called called = follow("7f.2", List.of(
                Map.of("SINCE 7f.2 1000", "LOST 17\na v=19 19\nE"),
                Map.of(
                        "SINCE 7f.2 1000", "LOST 18\na v=20 20\nEND 7f.21\n",
                        "SINCE 7f.21 1000", THE_END)));
        assertEquals("a v=20 20\n", called.out());
        List<String> lost = called.err().lines().filter(line -> line.contains("lost")).toList();
        assertEquals(1, lost.size(), called.err());
        assertTrue(lost.getFirst().endsWith(": 18"), called.err());
    }

    @Test
    void saysWherePointsMayBeLostByAPowerCut() throws Exception {
        Called called = follow("7f.2", Map.of(
                "SINCE 7f.2 1000", "LOST 3\n# power cut: points may be lost that arrived from 0 to"
                        + " 1764000000000000000, their number is not known\na v=20 20\nEND 7f.21\n",
                "SINCE 7f.21 1000", "# another comment\nEND 7f.22\n",
                "SINCE 7f.22 1000", THE_END));
        assertEquals("a v=20 20\n", called.out());
        List<String> said = called.err().lines().toList();
        assertEquals(3, said.size(), called.err());
        assertTrue(said.get(1).startsWith(
                "sensorgate: power cut: points may be lost that arrived before 2025-11-2"),
                called.err());
    }

    @Test
    void asksAgainWhileTheDiskOfTheGatewayDoesNotAnswer() throws Exception {
        Map<String, String> replies = new ConcurrentHashMap<>(Map.of(
                "SINCE 7f.2 1000", "ERR disk the disk does not answer: ask again later\n",
                "SINCE 7f.3 1000", THE_END));
        LongConsumer pause = pauseNs -> {
            pausesNs.add(pauseNs);
            if (pausesNs.size() == 3) {
                replies.put("SINCE 7f.2 1000", "a v=2 2\nEND 7f.3\n");
            }
        };
        try (FakeGateway gateway = FakeGateway.answeringAll(replies)) {
            Called called = Called.with(
                    "", streams -> follower(gateway, "7f.2", streams, pause).run());
            assertEquals("a v=2 2\n", called.out());
            assertEquals("sensorgate: the disk of the gateway does not answer; asking again\n"
                    + THE_END, called.err());
        }
        assertEquals(
                List.of(Follower.RETRY_NS, Follower.RETRY_NS, Follower.RETRY_NS), pausesNs);
    }

    @Test
    void takesPointsThatLookLikeTheProtocolForPoints() throws Exception {
        Called called = follow("0", Map.of(
                "SINCE 0 1000", "LOST v=1 1\nEND v=2 2\nERR,a=b v=3 3\nEND 7f.4\n",
                "SINCE 7f.4 1000", THE_END));
        assertEquals("LOST v=1 1\nEND v=2 2\nERR,a=b v=3 3\n", called.out());
        assertEquals(THE_END, called.err());
    }

    @Test
    void beginsAgainWithAnotherJournal() throws Exception {
        Map<String, String> reasons = Map.of(
                "ERR replaced this cursor's", "the gateway has begun another journal",
                "ERR future this cursor is", "the gateway has lost the newest points");
        for (String error : reasons.keySet()) {
            Called called = follow("7f.9", Map.of(
                    "SINCE 7f.9 1000", error + " ...: continue with SINCE 0\n",
                    "SINCE 0 1000", "a v=1 1\nEND 80.2\n",
                    "SINCE 80.2 1000", THE_END));
            assertEquals("a v=1 1\n", called.out());
            assertTrue(called.err().startsWith("sensorgate: " + reasons.get(error)), called.err());
            assertTrue(called.err().endsWith("; continuing with its oldest point\n" + THE_END));
        }
        assertEquals(List.of(), pausesNs);
    }

    @Test
    void endsWhenNobodyReadsAndSaysWhereToGoOn() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (FakeGateway gateway = FakeGateway.answering(Map.of(
                "SINCE 7f.2 1000", "a v=2 2\nEND 7f.3\n",
                "SINCE 7f.3 1000", "a v=3 3\nEND 7f.4\n"))) {
            Streams streams = streams(new PipeThatCloses("a v=2 2\n".length()), err);
            assertEquals(ExitCode.GOOD, follower(gateway, "7f.2", streams, pausesNs::add).run());
            assertEquals(
                    "to continue: sensorgate poll --follow " + gateway.at().replace('=', ' ')
                    + " --from 7f.3\n",
                    err.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void isCalledByPoll() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(Map.of(
                "SINCE 0 1000", "a v=\"\u00FC\" 1\nEND 7f.2\n", "SINCE 7f.2 1000", THE_END))) {
            Called called = Called.with("poll", "--follow", gateway.at(), "--from", "0");
            assertEquals("a v=\"\u00FC\" 1\n", called.out());
            assertEquals(THE_END, called.err());
            assertEquals(ExitCode.REFUSED, called.exitCode());
        }
    }

    @Test
    void beginsWithNowUnlessToldOtherwise() throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(Map.of("SINCE now 1000", THE_END))) {
            assertEquals(THE_END, Called.with("poll", "--follow", gateway.at()).err());
        }
    }

    private Called follow(String cursor, Map<String, String> script) throws Exception {
        return follow(cursor, List.of(script));
    }

    private Called follow(String cursor, List<Map<String, String>> scripts) throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(scripts)) {
            Called called = Called.with(
                    "", streams -> follower(gateway, cursor, streams, pausesNs::add).run());
            return new Called(
                    called.exitCode(), called.out(),
                    called.err().replace(gateway.place(), "HERE"));
        }
    }

    private Follower follower(
            FakeGateway gateway, String cursor, Streams streams, LongConsumer pauseNs)
            throws UsageException {
        return new Follower(
                GatewayPlace.parse(gateway.place()), timeoutMs, cursor, streams, pauseNs);
    }

    private static FakeGateway start(int port) {
        try {
            return FakeGateway.answeringAt(port, Map.of(
                    "SINCE now 1000", "a v=1 1\nEND 7f.2\n", "SINCE 7f.2 1000", THE_END));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Streams streams(OutputStream out, OutputStream err) {
        return new Streams(
                InputStream.nullInputStream(),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** A reader that closes the pipe after this number of bytes. */
    private static final class PipeThatCloses extends OutputStream {

        private int left;

        PipeThatCloses(int bytes) {
            left = bytes;
        }

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException("Broken pipe");
            }
        }
    }
}
