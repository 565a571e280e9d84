package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.count.Counter;
import sensorgate.support.Await;
import sensorgate.support.TestTool;

/** A reply without an end, told line by line as there is something to tell. */
@Timeout(30)
final class StreamingReplyTest {

    private static final int TOOLS_MAX = 32;
    private static final long WRITE_TIMEOUT_MS = 300;

    /** More lines than a socket's buffers hold. */
    private static final int LINES_TOO_MANY = 1_000_000;

    /** More lines than a socket's buffers hold, and few enough to read soon. */
    private static final int LINES_MANY = 100_000;

    private final AtomicInteger there = new AtomicInteger();
    private final List<Counting> responders = new CopyOnWriteArrayList<>();
    private final ConnectionLedger ledger = new ConnectionLedger("control_", "tests");
    private final RequestLedger requests = new RequestLedger("control_", "tests");
    private RunningControlListener listener;

    @BeforeEach
    void start() throws IOException {
        listener = new RunningControlListener(WRITE_TIMEOUT_MS, this::responder, ledger, requests);
    }

    @AfterEach
    void close() throws InterruptedException {
        listener.close();
    }

    @Test
    void tellsWhatThereIsAndThenWhatComes() {
        try (TestTool tool = new TestTool(listener.path())) {
            there.set(2);
            assertEquals("1", tool.ask("stream"));
            assertEquals("2", tool.readLine());
            for (int i = 3; i < 500; i++) {
                there.set(i);
                listener.wake();
                assertEquals(String.valueOf(i), tool.readLine());
            }
        }
        awaitEqual(1, ledger.closed);
        assertTrue(!responders.getFirst().isStreaming());
    }

    @Test
    void severalAreToldAtTheirOwnPaceAndOthersAreAnswered() {
        there.set(20_000);
        try (TestTool first = new TestTool(listener.path());
                TestTool second = new TestTool(listener.path());
                TestTool other = new TestTool(listener.path())) {
            first.send("stream\n");
            assertEquals("1", second.ask("stream"));
            assertEquals("other", other.ask("other"));
            for (int i = 1; i <= 20_000; i++) {
                assertEquals(String.valueOf(i), first.readLine());
            }
            assertEquals("2", second.readLine());
        }
        awaitEqual(3, ledger.accepted);
    }

    @Test
    void aToolThatClosesItsInputEndsIt() {
        try (TestTool tool = new TestTool(listener.path())) {
            there.set(1);
            assertEquals("1", tool.ask("stream"));
            tool.endInput();
            assertTrue(tool.isEnded());
        }
        awaitEqual(1, ledger.closed);
    }

    @Test
    void doesNotReadWhatIsSentMeanwhileAsRequests() {
        try (TestTool tool = new TestTool(listener.path())) {
            there.set(1);
            tool.send("stream\nother\n".repeat(500));
            assertEquals("1", tool.readLine());
            tool.send("other\n".repeat(100_000));
            there.set(2);
            listener.wake();
            assertEquals("2", tool.readLine());
        }
        awaitEqual(1, ledger.closed);
        assertEquals(1, requests.begun.get());
    }

    @Test
    void answersWhatWasAskedInOneWriteWithAStreamThatEnds() {
        there.set(3);
        try (TestTool tool = new TestTool(listener.path())) {
            tool.send("three\nother\nthree\nlast\n");
            assertTells(tool, "1", "2", "3", "other", "1", "2", "3", "last");
        }
        awaitEqual(1, ledger.closed);
        assertEquals(4, requests.begun.get());
    }

    @Test
    void answersWhatWasAskedWhileAStreamWasToldThatEnds() {
        there.set(1);
        try (TestTool tool = new TestTool(listener.path());
                TestTool bystander = new TestTool(listener.path())) {
            assertEquals("1", tool.ask("three"));
            tool.send("other\nla");
            awaitRead(bystander);
            there.set(2);
            listener.wake();
            assertTells(tool, "2");
            tool.send("st\n");
            awaitRead(bystander);
            there.set(3);
            listener.wake();
            assertTells(tool, "3", "other", "last");
        }
        awaitEqual(2, ledger.closed);
    }

    /** One thread reads all tools: what it was sent before this, it has read when this returns. */
    private static void awaitRead(TestTool bystander) {
        assertEquals("other", bystander.ask("other"));
        assertEquals("other", bystander.ask("other"));
    }

    @Test
    void readsNoMoreRequestsBehindAStreamThanItHasRoomFor() throws Exception {
        there.set(1);
        try (TestTool tool = new TestTool(listener.path())) {
            assertEquals("1", tool.ask("three"));
            Thread asking = Thread.startVirtualThread(() -> tool.send("other\n".repeat(100_000)));
            awaitReadsNoMore();
            there.set(2);
            listener.wake();
            assertTells(tool, "2");
            awaitReadsNoMore();
            there.set(3);
            listener.wake();
            assertTells(tool, "3");
            for (int i = 0; i < 100_000; i++) {
                assertEquals("other", tool.readLine());
            }
            asking.join();
            assertEquals("last", tool.ask("last"));
        }
        awaitEqual(1, ledger.closed);
    }

    @Test
    void noticesByTheNextLineThatAToolHasGoneWhoseRequestsFillTheBuffer() {
        there.set(1);
        try (TestTool tool = new TestTool(listener.path())) {
            assertEquals("1", tool.ask("three"));
            tool.send("other\n".repeat(1_000));
            awaitReadsNoMore();
        }
        there.set(2);
        listener.wake();
        awaitEqual(1, ledger.lost);
    }

    private void awaitReadsNoMore() {
        Await.until("it waits for nothing of the tool", () -> listener.socket().selector().keys()
                .stream().allMatch(key -> (key.interestOps() & ~SelectionKey.OP_ACCEPT) == 0));
    }

    private static void assertTells(TestTool tool, String... lines) {
        for (String line : lines) {
            assertEquals(line, tool.readLine());
        }
    }

    @Test
    void keepsAToolThatDoesNotReadItUntilItDoes() {
        try (TestTool tool = stuckTool(); TestTool slow = new TestTool(listener.path())) {
            slow.send("many\n"); // a write timeout passes
            awaitEqual(1, ledger.writeTimeouts);
            for (int i = 1; i <= LINES_MANY; i++) {
                assertEquals(String.valueOf(i), tool.readLine());
            }
            assertEquals(1, ledger.writeTimeouts.get());
        }
        awaitEnded(1);
    }

    @Test
    void aToolThatDoesNotReadItKeepsItsPlaceOnlyUntilItEnds() {
        List<TestTool> stuck = new ArrayList<>();
        for (int i = 0; i < TOOLS_MAX; i++) {
            stuck.add(stuckTool());
        }
        try (TestTool refused = new TestTool(listener.path())) {
            assertTrue(refused.readLine().startsWith("ERR busy "));
        }
        stuck.forEach(TestTool::close);
        awaitEnded(TOOLS_MAX);
        Await.until("they are forgotten",
                () -> responders.stream().noneMatch(Counting::isStreaming));
        try (TestTool tool = new TestTool(listener.path())) {
            assertEquals("other", tool.ask("other"));
        }
    }

    @Test
    void theListenerStopsWhileAToolDoesNotReadIt() throws InterruptedException {
        try (TestTool _ = stuckTool()) {
            listener.stop();
            awaitEqual(1, ledger.closed);
        }
    }

    @Test
    void keepsAStreamForEverThatHasNothingToTell() {
        try (TestTool tool = new TestTool(listener.path());
                TestTool slow = new TestTool(listener.path())) {
            there.set(1);
            assertEquals("1", tool.ask("stream"));
            slow.send("many\n"); // a write timeout passes
            awaitEqual(1, ledger.writeTimeouts);
            there.set(2);
            listener.wake();
            assertEquals("2", tool.readLine());
        }
        awaitEqual(1, ledger.closed);
    }

    /** A tool that has been told all that its socket holds, and has read nothing of it. */
    private TestTool stuckTool() {
        there.set(LINES_TOO_MANY);
        int tools = responders.size();
        TestTool tool = new TestTool(listener.path());
        tool.send("stream\n");
        Await.until("it is answered", () -> responders.size() > tools);
        Await.until("its socket fills up", () -> responders.getLast().told > 10_000);
        return tool;
    }

    private void awaitEnded(int tools) {
        Await.untilEquals("ended", tools, () -> ledger.closed.get() + ledger.lost.get());
    }

    private static void awaitEqual(long expected, Counter counter) {
        Await.untilEquals("counted", expected, counter::get);
    }

    private Responder responder() {
        Counting responder = new Counting();
        responders.add(responder);
        return responder;
    }

    /** Counts from one for as long as there are numbers, or to three; says anything else back. */
    private final class Counting implements Responder {

        private volatile boolean streaming;
        private boolean endless;
        private volatile int told;
        private int left;

        @Override
        public void begin(byte[] request, int from, int to, ReplyBuffer reply) {
            String text = new String(request, from, to - from);
            endless = text.equals("stream");
            streaming = endless || text.equals("three");
            told = 0;
            left = text.equals("many") ? LINES_TOO_MANY : 0;
            if (!streaming && left == 0) {
                reply.append(text).append('\n');
            }
        }

        @Override
        public void beginTooLong(ReplyBuffer reply) {
            reply.append("too long\n");
        }

        @Override
        public boolean resume(ReplyBuffer reply) {
            while (left > 0 && reply.hasRoomForLine()) {
                reply.append(left--).append('\n');
            }
            while (streaming && told < there.get() && reply.hasRoomForLine()) {
                told = told + 1;
                reply.append(told).append('\n');
                streaming = endless || told < 3;
            }
            return !streaming && left == 0;
        }

        @Override
        public boolean isStreaming() {
            return streaming;
        }

        @Override
        public boolean isEndless() {
            return streaming && endless;
        }

        @Override
        public boolean isQuit() {
            return false;
        }

        @Override
        public void reset() {
            streaming = false;
            told = 0;
            left = 0;
        }
    }
}
