package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.address.SourceFilter;
import sensorgate.support.TestController;

/** Whose turn it is: real sockets, but a clock that only the test moves. */
@Timeout(20)
final class TurnListenerDeadlineTest {

    private static final long YEAR_MS = 365L * 24 * 3600 * 1000;

    private final SteppedListener listener = new SteppedListener();

    @AfterEach
    void close() {
        listener.close();
    }

    @Test
    void aLoneControllerKeepsItsConnectionHoweverSilentItIs() {
        TestController first = listener.connect("127.0.0.2");
        assertEquals("PONG", listener.ask(first, "PING"));
        listener.advanceMs(YEAR_MS);
        assertEquals("PONG", listener.ask(first, "PING"));
        assertEquals(0, listener.count("controllers_yielded"));
    }

    @Test
    void theSecondWaitsUntilTheFirstHasBeenSilentForTheIdleTime() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        second.send("PING\n");

        listener.advanceMs(SteppedListener.IDLE_MS - 1);
        listener.step();
        assertTrue(second.isQuiet());
        assertEquals("PONG", listener.ask(first, "PING"));

        listener.advanceMs(SteppedListener.IDLE_MS - 1);
        listener.step();
        assertTrue(second.isQuiet());

        listener.advanceMs(1);
        listener.step();
        assertTrue(first.isEnded());
        assertEquals("PONG", second.readLine());
        assertEquals(1, listener.count("controllers_yielded"));
    }

    @Test
    void aControllerThatWasSilentForLongYieldsAsSoonAsAnotherComes() {
        TestController first = listener.connect("127.0.0.2");
        listener.advanceMs(YEAR_MS);
        TestController second = listener.connect("127.0.0.3");
        assertTrue(first.isEnded());
        assertEquals("PONG", listener.ask(second, "PING"));
    }

    @Test
    void aControllerThatKeepsAskingYieldsWhenItsTurnIsOver() {
        TestController first = listener.connect("127.0.0.2");
        assertEquals("PONG", listener.ask(first, "PING"));
        listener.advanceMs(YEAR_MS);
        assertEquals("PONG", listener.ask(first, "PING"));
        TestController second = listener.connect("127.0.0.3");
        second.send("PING\n");
        for (long ms = 0; ms < SteppedListener.TURN_MS - 1_000; ms += 1_000) {
            listener.advanceMs(1_000);
            assertEquals("PONG", listener.ask(first, "PING"));
        }
        assertTrue(second.isQuiet());
        listener.advanceMs(1_000);
        first.send("PING\n"); // at the very end: it is answered, or the connection has ended
        listener.step();
        assertEquals("PONG", second.readLine());
        assertEquals(1, listener.count("controllers_yielded"));
        assertTrue(listener.events().contains(
                "left " + first.name() + ": its turn was over while another waited"));
    }

    @Test
    void aTurnThatBeganWhileAnotherWaitedIsAsLong() {
        TestController first = listener.connect("127.0.0.2");
        assertEquals("PONG", listener.ask(first, "PING"));
        TestController second = listener.connect("127.0.0.3");
        second.send("PING\n");
        TestController third = listener.connect("127.0.0.4");
        third.send("PING\n");
        listener.step();
        listener.advanceMs(SteppedListener.IDLE_MS);
        listener.step();
        assertEquals("PONG", second.readLine());
        for (long ms = 0; ms < SteppedListener.TURN_MS - 1_000; ms += 1_000) {
            listener.advanceMs(1_000);
            assertEquals("PONG", listener.ask(second, "PING"));
        }
        assertTrue(third.isQuiet());
        listener.advanceMs(1_000);
        listener.step();
        assertEquals("PONG", third.readLine());
    }

    @Test
    void aTurnEndsWithTheRequestsThatHaveBegun() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        second.send("PING\n");
        listener.step();
        for (int i = 0; i < 3; i++) {
            listener.advanceMs(SteppedListener.TURN_MS / 3 - 1);
            assertEquals("PONG", listener.ask(first, "PING"));
        }
        first.send("PI");
        listener.step();
        listener.advanceMs(3);
        listener.step();
        assertEquals("PONG", second.readLine());
        assertTrue(first.isEnded());
        assertEquals(1, listener.count("controllers_yielded"));
    }

    @Test
    void aRequestThatDoesNotEndInTimeEndsTheConnectionEvenIfNobodyWaits() {
        TestController slow = listener.connect("127.0.0.2");
        slow.send("PING\nP");
        listener.step();
        assertEquals("PONG", slow.readLine());
        listener.advanceMs(SteppedListener.IDLE_MS - 1);
        slow.send("ING");
        listener.step();
        listener.advanceMs(1);
        listener.step();
        assertTrue(slow.isEnded());
        assertEquals(1, listener.count("controllers_request_timeout"));
    }

    @Test
    void eachRequestHasATimeOfItsOwn() {
        TestController slow = listener.connect("127.0.0.2");
        for (int i = 0; i < 10; i++) {
            slow.send("PIN");
            listener.step();
            listener.advanceMs(SteppedListener.IDLE_MS - 1);
            slow.send("G\n");
            listener.step();
            assertEquals("PONG", slow.readLine());
            slow.send("PING\nPI");
            listener.step();
            assertEquals("PONG", slow.readLine());
            listener.advanceMs(SteppedListener.IDLE_MS - 1);
            slow.send("NG\n");
            listener.step();
            assertEquals("PONG", slow.readLine());
        }
        assertEquals(0, listener.count("controllers_request_timeout"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u00ff\u00fa", "x\r\nx"})
    void neitherALineNorATelnetCommandMayGoOnWithoutEnd(String begin) {
        TestController endless = listener.connect("127.0.0.2");
        endless.send(begin.getBytes(StandardCharsets.ISO_8859_1));
        listener.step();
        for (int second = 0; second < 10; second++) {
            listener.advanceMs(1_000);
            endless.send("x".repeat(1_500));
            listener.step();
        }
        assertEquals(1, listener.count("controllers_request_timeout"));
    }

    @Test
    void halfARequestIsNoSilence() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        second.send("PING\n");
        listener.step();
        listener.advanceMs(SteppedListener.IDLE_MS - 1);
        first.send("PI");
        listener.step();
        listener.advanceMs(SteppedListener.IDLE_MS - 1);
        first.send("NG\n");
        listener.step();
        assertEquals("PONG", first.readLine());
        assertTrue(second.isQuiet());
    }

    @Test
    void nobodyYieldsToOneThatHasGoneAway() {
        TestController first = listener.connect("127.0.0.2");
        listener.connect("127.0.0.3").close();
        listener.connect("127.0.0.4").reset();
        listener.advanceMs(SteppedListener.IDLE_MS);
        listener.step();
        assertEquals("PONG", listener.ask(first, "PING"));
        assertEquals(0, listener.count("controllers_yielded"));
        assertEquals(3, listener.count("controllers_accepted"));
        assertEquals(2, listener.count("controllers_closed") + listener.count("controllers_lost"));
    }

    @Test
    void oneThatWaitsIsServedWhenTheFirstLeaves() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        second.send("PING\nPING\n");
        first.close();
        listener.step();
        assertEquals("PONG", second.readLine());
        assertEquals("PONG", second.readLine());
        assertEquals(1, listener.count("controllers_closed"));
    }

    @Test
    void oneThatWaitedWithItsInputEndedStillGetsItsReplies() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        second.send("PING");
        second.endInput();
        first.close();
        listener.step();
        listener.step();
        assertEquals("PONG", second.readLine());
        assertTrue(second.isEnded());
        assertEquals(2, listener.count("controllers_closed"));
    }

    // ---- several connections of one address

    @Test
    void aConnectionThatWasActiveLatelyIsNotReplacedByItsAddress() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.2");
        second.send("PING\n");
        for (long ms = 0; ms < SteppedListener.TURN_MS - 5_000; ms += 5_000) {
            listener.advanceMs(5_000);
            assertEquals("PONG", listener.ask(first, "PING"));
        }
        assertTrue(second.isQuiet());
        assertEquals(0, listener.count("controllers_replaced"));
        listener.advanceMs(5_000);
        listener.step();
        assertEquals("PONG", second.readLine());
        assertEquals(1, listener.count("controllers_yielded"));
    }

    @Test
    void aControllerThatConnectsAgainReplacesItsSilentConnection() {
        TestController before = listener.connect("127.0.0.2");
        assertEquals("PONG", listener.ask(before, "PING"));
        listener.advanceMs(SteppedListener.IDLE_MS);
        TestController again = listener.connect("127.0.0.2");
        assertTrue(before.isEnded());
        assertEquals("PONG", listener.ask(again, "PING"));
        assertEquals(1, listener.count("controllers_replaced"));
    }

    @Test
    void connectionsOfOneAddressAreAnsweredInTheirOrderIfEachCloses() {
        TestController first = listener.connect("127.0.0.2");
        List<TestController> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            others.add(listener.connect("127.0.0.2"));
            others.getLast().send("PING\n");
            listener.step();
        }
        first.close();
        for (TestController each : others) {
            listener.step();
            assertEquals("PONG", each.readLine());
            each.close();
        }
    }

    @Test
    void addressesTakeTurnsHoweverManyConnectionsEachHas() {
        TestController first = listener.connect("127.0.0.2");
        List<TestController> many = connectAndAsk("127.0.0.2", 5);
        List<TestController> others = connectAndAsk("127.0.0.3", 1);
        others.addAll(connectAndAsk("127.0.0.4", 1));
        useWholeTurn(first);
        for (TestController other : others) {
            listener.step();
            assertEquals("PONG", other.readLine());
            assertTrue(many.getFirst().isQuiet());
            other.close();
        }
        listener.step();
        assertEquals("PONG", many.getFirst().readLine());
    }

    /** Home Assistant's tcp sensors, beside a controller that keeps its connection and polls. */
    @Test
    void theConnectionsOfOneAddressAreAnsweredInOneTurn() {
        TestController keeps = listener.connect("127.0.0.2");
        List<TestController> homeAssistant = connectAndAsk("127.0.0.3", 5);
        useWholeTurn(keeps);
        TestController again = listener.connect("127.0.0.2");
        again.send("PING\n");
        for (TestController each : homeAssistant) {
            listener.step();
            assertEquals("PONG", each.readLine());
            assertTrue(again.isQuiet());
            each.close();
        }
        listener.step();
        assertEquals("PONG", again.readLine());
    }

    @Test
    void manyConnectionsOfOneAddressShareTheTimeOfOneTurn() {
        List<TestController> many = connectAndAsk("127.0.0.2", 10);
        TestController waits = connectAndAsk("127.0.0.3", 1).getFirst();
        int answered = 0;
        for (long ms = 0; ms < SteppedListener.TURN_MS; ms += SteppedListener.TURN_MS / 5) {
            assertTrue(waits.isQuiet());
            assertEquals("PONG", many.get(answered).readLine());
            listener.advanceMs(SteppedListener.TURN_MS / 5);
            many.get(answered++).close();
            listener.step();
        }
        assertEquals("PONG", waits.readLine());
        assertEquals(5, answered);
    }

    private List<TestController> connectAndAsk(String address, int count) {
        List<TestController> asking = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asking.add(listener.connect(address));
            asking.getLast().send("PING\n");
            listener.step();
        }
        return asking;
    }

    private void useWholeTurn(TestController served) {
        for (long ms = 5_000; ms < SteppedListener.TURN_MS; ms += 5_000) {
            listener.advanceMs(5_000);
            assertEquals("PONG", listener.ask(served, "PING"));
        }
        listener.advanceMs(5_000);
        listener.step();
        assertTrue(served.isEnded());
    }

    // ---- those that wait

    @Test
    void aClientThatAskedIsServedBeforeASilentClient() {
        TestController first = listener.connect("127.0.0.2");
        for (int i = 0; i < 9; i++) {
            listener.connect("127.0.0." + (10 + i));
        }
        TestController tenth = listener.connect("127.0.0.3");
        tenth.send("PING\n");
        listener.step();
        first.close();
        listener.step();
        assertEquals("PONG", tenth.readLine());
    }

    @Test
    void aSilentWaitingClientIsSentAway() {
        TestController first = listener.connect("127.0.0.2");
        TestController silent = listener.connect("127.0.0.3");
        TestController asking = listener.connect("127.0.0.4");
        asking.send("PI");
        listener.step();
        listener.advanceMs(SteppedListener.IDLE_MS - 1);
        assertEquals("PONG", listener.ask(first, "PING"));
        assertTrue(silent.isQuiet());
        listener.advanceMs(1);
        listener.step();
        assertTrue(silent.isEnded());
        assertEquals("PONG", listener.ask(first, "PING"));
        first.close();
        listener.step();
        asking.send("NG\n");
        listener.step();
        assertEquals("PONG", asking.readLine());
    }

    @Test
    void anAddressThatFillsTheListLosesItsNewestConnection() {
        listener.connect("127.0.0.2");
        TestController other = listener.connect("127.0.0.3");
        List<TestController> flood = new ArrayList<>();
        for (int i = 0; i < TurnListener.WAITING_MAX; i++) {
            flood.add(listener.connect("127.0.0.4"));
        }
        assertTrue(flood.getLast().readLine().startsWith("ERR busy "));
        assertTrue(flood.getLast().isEnded());
        TestController late = listener.connect("127.0.0.5");
        assertTrue(flood.get(flood.size() - 2).readLine().startsWith("ERR busy "));
        assertTrue(other.isQuiet());
        assertTrue(late.isQuiet());
        assertEquals(2, listener.count("controllers_busy"));
    }

    @Test
    void aFullListOfManyAddressesLosesTheOldestThatSaidNothing() {
        listener.connect("127.0.0.2");
        List<TestController> many = new ArrayList<>();
        for (int i = 0; i < TurnListener.WAITING_MAX; i++) {
            many.add(listener.connect("127.0.1." + (1 + i)));
            if (i != 3) {
                many.getLast().send("PING\n");
                listener.step();
            }
        }
        listener.advanceMs(TurnListener.TO_ASK_NS / 1_000_000);
        TestController late = listener.connect("127.0.0.3");
        assertTrue(many.get(3).readLine().startsWith("ERR busy "));
        assertTrue(late.isQuiet());
        late.send("PING\n");
        listener.step();
        assertTrue(listener.connect("127.0.0.4").readLine().startsWith("ERR busy "));
        assertEquals(2, listener.count("controllers_busy"));
    }

    /** Eight addresses with eight connections each: none has more than its share. */
    @Test
    void aNewConnectionHasTimeToAskBeforeAFullListLosesIt() {
        listener.connect("127.0.0.2");
        List<TestController> many = new ArrayList<>();
        for (int i = 0; i < TurnListener.WAITING_MAX; i++) {
            many.add(listener.connect("127.0.1." + (1 + i % TurnListener.SHARE)));
            many.getLast().send("PING\n");
            listener.step();
        }
        TestController late = listener.connect("127.0.0.3");
        assertTrue(many.getLast().readLine().startsWith("ERR busy "));
        assertTrue(late.isQuiet());
        assertEquals(1, listener.count("controllers_busy"));
    }

    // ---- several at once

    @Test
    void asManyAreServedAtOnceAsAreConfigured() {
        try (SteppedListener several = new SteppedListener(SourceFilter.LOCAL, 3)) {
            List<TestController> served = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                served.add(several.connect("127.0.0." + (2 + i)));
            }
            TestController fourth = several.connect("127.0.0.9");
            fourth.send("PING\n");
            several.step();
            for (int round = 0; round < 5; round++) {
                several.advanceMs(SteppedListener.TURN_MS / 6);
                for (TestController each : served) {
                    assertEquals("PONG", several.ask(each, "PING"));
                }
            }
            assertTrue(fourth.isQuiet());
            several.advanceMs(SteppedListener.TURN_MS / 6);
            several.step();
            assertEquals("PONG", fourth.readLine());
            assertTrue(served.getFirst().isEnded());
            assertEquals("PONG", several.ask(served.get(1), "PING"));
            assertEquals("PONG", several.ask(served.get(2), "PING"));
            assertEquals(1, several.count("controllers_yielded"));
        }
    }

    @Test
    void anAddressTakesNoPlaceFromOneThatHasFewer() {
        try (SteppedListener several = new SteppedListener(SourceFilter.LOCAL, 2)) {
            TestController first = several.connect("127.0.0.2");
            TestController greedy = several.connect("127.0.0.3");
            TestController more = several.connect("127.0.0.3");
            more.send("PING\n");
            several.step();
            for (int i = 0; i < 7; i++) {
                several.advanceMs(SteppedListener.TURN_MS / 6);
                assertEquals("PONG", several.ask(first, "PING"));
                if (i < 5) {
                    assertEquals("PONG", several.ask(greedy, "PING"));
                }
            }
            assertTrue(greedy.isEnded());
            assertEquals("PONG", more.readLine());
            assertEquals(1, several.count("controllers_yielded"));
        }
    }

    // ---- what is told

    @Test
    void tellsItsListenerWhoCameAndWhyItLeft() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        second.send("PING\n");
        listener.step();
        listener.advanceMs(SteppedListener.IDLE_MS);
        listener.step();
        listener.advanceMs(SteppedListener.IDLE_MS);
        TestController again = listener.connect("127.0.0.3");
        again.send("QUIT\n");
        listener.step();
        assertEquals(List.of(
                "connected " + first.name(),
                "left " + first.name() + ": it was silent while another waited",
                "connected " + second.name(),
                "left " + second.name() + ": it connected again",
                "connected " + again.name(),
                "left " + again.name() + ": it asked to quit"), listener.events());
    }

    @Test
    void answersARequestThatComesInPieces() {
        TestController controller = listener.connect("127.0.0.2");
        for (String piece : List.of("P", "IN", "G")) {
            controller.send(piece);
            listener.step();
            assertTrue(controller.isQuiet());
        }
        controller.send("\r");
        listener.step();
        assertEquals("PONG", controller.readLine());
        controller.send("\nPI"); // the rest of the line end
        listener.step();
        assertTrue(controller.isQuiet());
        controller.send("NG\n");
        listener.step();
        assertEquals("PONG", controller.readLine());
        assertEquals(2, listener.count("requests"));
    }

    @Test
    void deniesWithALineThatSaysSoAndWithoutDisturbingTheOneThatIsAnswered() {
        try (SteppedListener filtered = new SteppedListener(SourceFilter.parse("127.0.0.2"))) {
            TestController first = filtered.connect("127.0.0.2");
            TestController denied = filtered.connect("127.0.0.9");
            denied.send("PING\n".repeat(1_000)); // a reset would destroy the line
            assertEquals("ERR denied 127.0.0.9 is not in tcp.allow of the gateway: add it there",
                    denied.readLine());
            assertTrue(denied.isEnded());
            assertEquals("PONG", filtered.ask(first, "PING"));
            assertEquals(1, filtered.count("controllers_denied"));
            assertEquals(1, filtered.count("requests"));
            assertEquals(List.of("connected " + first.name()), filtered.events());
        }
    }
}
