package sensorgate.device.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.count.Loop;
import sensorgate.device.support.NotifyReceiver;
import sensorgate.linux.Libc;
import sensorgate.support.Requires;

@Timeout(60)
class ServiceReportsTest {

    private static final long S = TimeUnit.SECONDS.toNanos(1);

    private final List<String> log = new ArrayList<>();

    @BeforeAll
    static void needsLinux() {
        Requires.that(Libc.isSupported(), "64-bit Linux, for Unix datagrams");
    }

    @Test
    void tellsTheStatusEveryFiveSecondsIfItHasChanged() {
        try (NotifyReceiver manager = new NotifyReceiver()) {
            String[] controller = {"controller 10.0.0.1"};
            ServiceReports reports = reports(manager, () -> controller[0], null);
            long nowNs = System.nanoTime() + S;
            assertEquals(5 * S, reports.round(nowNs));
            manager.await("STATUS=.* 10\\.0\\.0\\.1");
            controller[0] = "controller 10.0.0.2";
            assertEquals(1 * S, reports.round(nowNs + 4 * S));
            reports.round(nowNs + 5 * S);
            reports.round(nowNs + 10 * S);
            controller[0] = "controller 10.0.0.3";
            reports.round(nowNs + 15 * S);
            manager.await("STATUS=.* 10\\.0\\.0\\.3");
            assertEquals(3, manager.received().size(), manager.received().toString());
        }
    }

    @Test
    void goesOnBeatingWhenTheStatusCannotBeMade() throws InterruptedException {
        CountDownLatch beats = new CountDownLatch(3);
        Heartbeat heartbeat = new Heartbeat(
                S / 100, List.of(new Loop("udp", System::nanoTime, () -> {})),
                () -> {
                    beats.countDown();
                    return true;
                },
                log::add, System.nanoTime());
        try (NotifyReceiver manager = new NotifyReceiver()) {
            ServiceReports reports = reports(manager, () -> {
                throw new IllegalStateException("thrown by this test");
            }, heartbeat);
            Thread thread = Thread.ofPlatform().daemon().start(reports);
            assertTrue(beats.await(30, TimeUnit.SECONDS));
            reports.stop();
            thread.join();
        }
    }

    private static ServiceReports reports(
            NotifyReceiver manager, Supplier<String> controller,
            Heartbeat heartbeat) {
        return new ServiceReports(
                ServiceNotifier.of(manager.name(), _ -> {}),
                new StatusLine(StatusLineTest.NOTHING_YET, controller), heartbeat);
    }
}
