package sensorgate.device.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.device.support.NotifyReceiver;
import sensorgate.linux.Libc;
import sensorgate.support.Requires;

@Timeout(60)
class ServiceNotifierTest {

    private final List<String> log = new ArrayList<>();

    @BeforeAll
    static void needsLinux() {
        Requires.that(Libc.isSupported(), "64-bit Linux, for Unix datagrams");
    }

    @Test
    void tellsInOneLineWhatHasSeveral() {
        try (NotifyReceiver manager = new NotifyReceiver()) {
            ServiceNotifier.of(manager.name(), log::add).status("cannot: a\nREADY=1");
            assertEquals("STATUS=cannot: a\\nREADY=1", manager.await("STATUS=.*"));
        }
    }

    @Test
    void saysOnceThatNobodyIsThere() {
        NotifyReceiver manager = new NotifyReceiver();
        ServiceNotifier notifier = ServiceNotifier.of(manager.name(), log::add);
        notifier.ready();
        manager.close();
        notifier.beat();
        notifier.beat();
        assertEquals(1, log.size(), log.toString());
        assertTrue(log.getFirst().contains("NOTIFY_SOCKET: connect failed: "), log.getFirst());
    }

    @Test
    void saysThatItCannotReachSuchASocketAndGoesOn() {
        ServiceNotifier notifier = ServiceNotifier.of("vsock:2:1234", log::add);
        assertFalse(notifier.isWanted());
        notifier.ready();
        assertEquals(1, log.size());
        assertTrue(log.getFirst().contains("'vsock:2:1234' is neither a path"), log.getFirst());
    }

    @Test
    void asksForTimeForAsLongAsTheStartTakes() {
        try (NotifyReceiver manager = new NotifyReceiver()) {
            ServiceNotifier notifier = ServiceNotifier.of(manager.name(), log::add);
            try (SlowStart _ = new SlowStart(notifier, 500)) {
                manager.await("EXTEND_TIMEOUT_USEC=1500000");
                manager.await("STATUS=opening the journal for 0 s");
                manager.await("EXTEND_TIMEOUT_USEC=1500000");
                manager.await("STATUS=opening the journal for 1 s");
            }
        }
    }
}
