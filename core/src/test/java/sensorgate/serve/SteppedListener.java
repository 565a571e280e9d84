package sensorgate.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import sensorgate.address.IpAddress;
import sensorgate.address.SourceFilter;
import sensorgate.count.Contests;
import sensorgate.count.Senders;
import sensorgate.poll.PollCommands;
import sensorgate.poll.StatsText;
import sensorgate.port.TcpPort;
import sensorgate.store.Store;
import sensorgate.support.FakeTicks;
import sensorgate.support.RecordedEvents;
import sensorgate.support.TestController;
import sensorgate.support.TestStore;

/**
 * A listener that takes its steps on the test's own thread, by a clock that stands still. A step
 * waits until there is something to do, or until the real time that the clock has left to the next
 * deadline has passed: take one only where the test has caused something, or has left 1 ms.
 */
final class SteppedListener implements AutoCloseable {

    static final long TURN_MS = 30_000;
    static final long IDLE_MS = 10_000;
    static final long WRITE_TIMEOUT_MS = 10_000;

    private final FakeTicks ticks = new FakeTicks();
    private final TcpLedger ledger = new TcpLedger(ticks);
    private final RecordedEvents events = new RecordedEvents();
    private final List<TestController> controllers = new ArrayList<>();
    private final TcpPort port;
    private final TurnListener listener;

    SteppedListener() {
        this(SourceFilter.LOCAL);
    }

    SteppedListener(SourceFilter allow) {
        this(allow, 1);
    }

    SteppedListener(SourceFilter allow, int controllersMax) {
        Store store = TestStore.inMemory(1);
        Supplier<Dialogue> dialogues = () -> new LineDialogue(
                new PollCommands(
                        store,
                        new StatsText(
                                ledger.stats(), List.of(), List.of(), ledger.queue(),
                                new Contests(), new Senders()),
                        ledger.requests(), null, null, ticks, System::currentTimeMillis),
                ledger.requests());
        TcpSettings settings = new TcpSettings(
                null, 0, allow, controllersMax, TURN_MS * 1_000_000, IDLE_MS * 1_000_000,
                WRITE_TIMEOUT_MS * 1_000_000);
        try {
            port = TcpPort.open(settings.socketAddress(), settings.writeTimeoutNs());
            listener = new TurnListener(port, settings, dialogues, ledger, events, ticks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port.number();
    }

    /** Connects from the address, and has the listener accept. */
    TestController connect(String address) {
        TestController controller = new TestController(address, port.number());
        controllers.add(controller);
        step();
        return controller;
    }

    void step() {
        try {
            listener.poll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the next step end at once although nothing has come. */
    void wake() {
        listener.wake();
    }

    void advanceMs(long ms) {
        ticks.advanceMs(ms);
    }

    /** Asks, has the listener answer, and returns the first line of the reply. */
    String ask(TestController controller, String request) {
        controller.send(request + "\n");
        step();
        return controller.readLine();
    }

    long count(String name) {
        return ledger.stats().stream()
                .filter(stat -> stat.name().equals(name))
                .mapToLong(stat -> stat.value().getAsLong())
                .sum();
    }

    /** The lines of STATS about controllers, as another thread reads them. */
    List<String> queue() {
        List<String> lines = new ArrayList<>();
        ControllerQueue.Entry entry = new ControllerQueue.Entry();
        for (int row = 0; ledger.queue().read(row, entry); row++) {
            lines.add(IpAddress.of(entry.addressHigh(), entry.addressLow())
                    + (entry.isServed() ? " served " : " waiting ") + entry.forNs() / 1_000_000);
        }
        return lines;
    }

    List<String> events() {
        return events.list();
    }

    @Override
    public void close() {
        controllers.forEach(TestController::close);
        listener.stop();
        listener.run(); // only ends the connections that are left
        listener.close();
    }
}
