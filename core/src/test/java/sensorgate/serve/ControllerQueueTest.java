package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.TestController;

@Timeout(30)
final class ControllerQueueTest {

    private final SteppedListener listener = new SteppedListener();

    @AfterEach
    void close() {
        listener.close();
        assertEquals(List.of(), listener.queue());
    }

    @Test
    void showsWhoIsServedAndWhoWaitsHowLong() {
        assertEquals(List.of(), listener.queue());
        listener.connect("127.0.0.2");
        listener.advanceMs(1_000);
        listener.connect("127.0.0.3");
        listener.advanceMs(200);
        listener.connect("127.0.0.3");
        assertEquals(
                List.of("127.0.0.2 served 1200", "127.0.0.3 waiting 200", "127.0.0.3 waiting 0"),
                listener.queue());
        assertEquals(1, listener.count("controllers_served"));
        assertEquals(2, listener.count("controllers_waiting"));
    }

    @Test
    void showsTheNextControllerOnceThePlaceIsFree() {
        TestController first = listener.connect("127.0.0.2");
        listener.connect("127.0.0.3");
        first.close();
        listener.step();
        assertEquals(List.of("127.0.0.3 served 0"), listener.queue());
    }

    @Test
    void showsAControllerThatDoesNotWaitAnyMore() {
        listener.connect("127.0.0.2");
        TestController second = listener.connect("127.0.0.3");
        second.close();
        listener.step();
        assertEquals(List.of("127.0.0.2 served 0"), listener.queue());
    }

    @Test
    void tellsTheControllerItselfInStats() {
        TestController controller = listener.connect("127.0.0.2");
        listener.connect("127.0.0.3");
        listener.advanceMs(5);
        controller.send("STATS\n");
        listener.step();
        List<String> lines = new ArrayList<>();
        for (String line = controller.readLine(); !line.equals("END");
                line = controller.readLine()) {
            lines.add(line.replaceFirst(":\\d+", ""));
        }
        assertTrue(lines.contains("controllers_waiting 1"), lines.toString());
        assertEquals(
                List.of("controller 127.0.0.2 served_ms=5", "controller 127.0.0.3 waiting_ms=5"),
                lines.stream().filter(line -> line.startsWith("controller ")).toList());
    }
}
