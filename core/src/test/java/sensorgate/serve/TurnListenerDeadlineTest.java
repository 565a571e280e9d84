package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    void aControllerThatKeepsAskingKeepsItsTurn() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        second.send("PING\n");
        for (int i = 0; i < 100; i++) {
            listener.advanceMs(SteppedListener.IDLE_MS - 1);
            assertEquals("PONG", listener.ask(first, "PING"));
        }
        assertTrue(second.isQuiet());
        assertEquals(0, listener.count("controllers_yielded"));
    }

    @Test
    void halfARequestIsNoSilence() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
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

    @Test
    void aControllerThatConnectsAgainTakesOverAtOnce() {
        TestController before = listener.connect("127.0.0.2");
        assertEquals("PONG", listener.ask(before, "PING"));
        TestController second = listener.connect("127.0.0.3");
        TestController again = listener.connect("127.0.0.2");
        assertTrue(before.isEnded());
        assertEquals("PONG", listener.ask(again, "PING"));
        assertTrue(second.isQuiet());
        assertEquals(1, listener.count("controllers_replaced"));
    }

    @Test
    void aNewConnectionHasItsFirstReplyBeforeTheNextOfItsAddressTakesOver() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.2");
        TestController third = listener.connect("127.0.0.2");
        assertEquals("PONG", listener.ask(first, "PING"));
        assertEquals("PONG", listener.ask(second, "PING"));
        assertEquals("PONG", listener.ask(third, "PING"));
        assertTrue(first.isEnded());
        assertTrue(second.isEnded());
        assertEquals(2, listener.count("controllers_replaced"));
    }

    @Test
    void aConnectionThatAsksNothingIsNewForAMomentOnly() {
        TestController silent = listener.connect("127.0.0.2");
        TestController next = listener.connect("127.0.0.2");
        listener.advanceMs(201);
        listener.step();
        assertTrue(silent.isEnded());
        assertEquals("PONG", listener.ask(next, "PING"));
    }

    @Test
    void whatHadBeenAskedBeforeATakeoverIsAnswered() {
        TestController before = listener.connect("127.0.0.2");
        before.send("PING\n");
        listener.connect("127.0.0.2"); // in the same step: whichever the kernel names first
        assertEquals("PONG", before.readLine());
        assertTrue(before.isEnded());
        assertEquals(1, listener.count("requests"));
    }

    @Test
    void thoseThatWentAwayDoNotKeepOthersFromConnecting() {
        TestController current = listener.connect("127.0.0.2");
        List<TestController> others = new ArrayList<>();
        for (int i = 0; i < TurnListener.WAITING_MAX; i++) {
            others.add(listener.connect("127.0.0." + (10 + i)));
        }
        others.forEach(TestController::close);
        listener.advanceMs(1_001);
        listener.step(); // looks who is left
        TestController again = listener.connect("127.0.0.2");
        assertTrue(current.isEnded());
        assertEquals("PONG", listener.ask(again, "PING"));
    }

    @Test
    void aWaitingControllerThatConnectsAgainTakesTheEarlierOnesPlace() {
        TestController first = listener.connect("127.0.0.2");
        TestController before = listener.connect("127.0.0.3");
        listener.advanceMs(201);
        TestController again = listener.connect("127.0.0.3");
        assertTrue(before.isEnded());
        assertEquals("PONG", listener.ask(first, "PING"));
        first.close();
        listener.step();
        assertEquals("PONG", listener.ask(again, "PING"));
        assertEquals(1, listener.count("controllers_replaced"));
    }

    @Test
    void tellsItsListenerWhoCameAndWhyItLeft() {
        TestController first = listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        listener.advanceMs(SteppedListener.IDLE_MS);
        listener.step();
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
    void deniesWithoutDisturbingTheOneThatIsAnswered() {
        try (SteppedListener filtered = new SteppedListener(SourceFilter.parse("127.0.0.2"))) {
            TestController first = filtered.connect("127.0.0.2");
            assertTrue(filtered.connect("127.0.0.9").isEnded());
            assertEquals("PONG", filtered.ask(first, "PING"));
            assertEquals(1, filtered.count("controllers_denied"));
            assertEquals(List.of("connected " + first.name()), filtered.events());
        }
    }

    /** The selector hands out the key of the old connection after the new one has taken over. */
    @Test
    void aResetOfTheOldConnectionDoesNotEndTheOneThatTookOver() throws Exception {
        Socket first = connect();
        try (Socket second = new Socket()) {
            listener.step();
            first.getOutputStream().write("PING\n".getBytes(StandardCharsets.US_ASCII));
            listener.step();
            assertEquals('P', first.getInputStream().read());
            for (int i = 0; i < 3; i++) { // the listener comes first in the selector's list then
                listener.wake();
                listener.step();
            }
            second.bind(new InetSocketAddress("127.0.0.2", 0));
            second.connect(new InetSocketAddress("127.0.0.1", listener.port()));
            first.setSoLinger(true, 0);
            first.close();
            listener.step();
            second.setSoTimeout(10_000);
            second.getOutputStream().write("PING\n".getBytes(StandardCharsets.US_ASCII));
            listener.step();
            assertEquals('P', second.getInputStream().read());
            assertEquals(1, listener.count("controllers_lost")
                    + listener.count("controllers_replaced"));
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.bind(new InetSocketAddress("127.0.0.2", 0));
        socket.connect(new InetSocketAddress("127.0.0.1", listener.port()));
        return socket;
    }
}
