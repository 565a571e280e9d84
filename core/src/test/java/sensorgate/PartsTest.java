package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.port.ControlSettings;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.RecordedEvents;
import sensorgate.support.Requires;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;
import sensorgate.support.TestGateway;

/** What is left of a gateway whose wiring or start fails halfway: nothing. */
@Timeout(30)
final class PartsTest {

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path directory = temporary.path().resolve("state");

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aThreadThatCannotBeMadeLeavesNothingOpenOrRunning(int failing) throws Exception {
        Requires.that(OpenDescriptors.canBeSeen(), "/proc");
        startAndClose(); // what the JVM opens once stays open
        Set<Integer> before = OpenDescriptors.withoutFiles();
        List<Thread> made = new ArrayList<>();
        ThreadFactory threads = task -> {
            Thread thread = made.size() + 1 == failing ? new Unmakeable() : new Thread(task);
            made.add(thread);
            return thread;
        };
        Gateway gateway = new Gateway(settings(), new RecordedEvents(), new TestDisk(), threads);
        assertSame(Unmakeable.FAILURE, assertThrows(OutOfMemoryError.class, gateway::start));
        assertEquals(failing, made.size());
        assertTrue(made.stream().noneMatch(Thread::isAlive), "a thread still runs");
        assertEquals(Set.of(), OpenDescriptors.openedSince(before));
        startAndClose(); // ports, control socket and state directory are free again
    }

    @Test
    void whatFailsAmidTheWiringLeavesNothingOpen() throws Exception {
        Requires.that(OpenDescriptors.canBeSeen(), "/proc");
        startAndClose();
        Set<Integer> before = OpenDescriptors.withoutFiles();
        IllegalStateException failure = new IllegalStateException("amid the wiring");
        TestDisk disk = new TestDisk() {
            @Override
            public void createDirectories(Path path) {
                throw failure;
            }
        };
        assertSame(failure, assertThrows(
                IllegalStateException.class,
                () -> new Gateway(settings(), new RecordedEvents(), disk, Thread::new)));
        assertEquals(Set.of(), OpenDescriptors.openedSince(before));
        startAndClose();
    }

    @Test
    void closesInReverseOrderAndOnlyOnce() {
        List<String> closed = new ArrayList<>();
        Parts parts = new Parts(Thread::new, _ -> { });
        parts.add(() -> closed.add("first"));
        parts.add(() -> closed.add("second"));
        parts.close();
        parts.close();
        assertEquals(List.of("second", "first"), closed);
    }

    @Test
    void aPartThatCannotBeClosedKeepsNoOtherOpenAndHidesNoFailure() {
        List<String> closed = new ArrayList<>();
        IllegalStateException cause = new IllegalStateException("cannot start");
        IllegalStateException unclosable = new IllegalStateException("cannot close");
        Parts parts = new Parts(Thread::new, _ -> { });
        parts.add(() -> closed.add("first"));
        parts.add(() -> {
            throw unclosable;
        });
        parts.add(
                () -> {
                    throw cause;
                },
                List::of, () -> closed.add("third"));
        assertSame(cause, assertThrows(IllegalStateException.class, parts::start));
        assertEquals(List.of("third", "first"), closed);
        assertEquals(List.of(unclosable), List.of(cause.getSuppressed()));
    }

    private void startAndClose() throws GatewayException {
        try (Gateway gateway = new Gateway(
                settings(), new RecordedEvents(), new TestDisk(), Thread::new)) {
            gateway.start();
        }
    }

    private GatewaySettings settings() {
        GatewaySettings settings = new TestGateway.Setup().directory(directory).settings();
        ControlSettings control =
                new ControlSettings(temporary.path().resolve("control.sock"), true);
        return new GatewaySettings(
                settings.udp(), settings.tcp(), control, settings.store(), settings.series());
    }

    /** As where the system has no room for another thread. */
    private static final class Unmakeable extends Thread {

        private static final OutOfMemoryError FAILURE =
                new OutOfMemoryError("unable to create native thread");

        @Override
        public void start() {
            throw FAILURE;
        }
    }
}
