package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.count.Loop;
import sensorgate.count.Stat;
import sensorgate.support.Await;
import sensorgate.support.ChildJvm;
import sensorgate.support.FaultyDisk;
import sensorgate.support.FaultyDisk.Fault;
import sensorgate.support.RecordedEvents;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestController;
import sensorgate.support.TestDisk;
import sensorgate.support.TestGateway;
import sensorgate.support.TestSensor;

/** What a slow disk, or a file that somebody else has cut short, means to a gateway that runs. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class GatewayDiskTest {

    private static final int BATCH = 50;

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path directory = temporary.path().resolve("state");

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    // ---- a slow disk

    /** A disk whose forces take until they are let go. */
    private static final class SlowDisk extends TestDisk {

        private final CountDownLatch hangs = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean isSlow;

        @Override
        public void force(FileChannel file) throws IOException {
            try {
                if (isSlow) {
                    hangs.countDown();
                    released.await();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void storesAndAnswersWhileTheDiskHangs() throws Exception {
        SlowDisk disk = new SlowDisk();
        Gateway gateway = new Gateway(
                new TestGateway.Setup().directory(directory).settings(), new RecordedEvents(),
                disk, Thread::new);
        disk.isSlow = true;
        gateway.start();
        try (TestSensor sensor = new TestSensor("127.0.0.2", gateway.udpPort());
                TestController controller = new TestController("127.0.0.3", gateway.tcpPort())) {
            sensor.send("m n=0i 1");
            disk.hangs.await();
            for (int i = 1; i <= 3_000; i++) { // more than once round the ring
                sensor.send("m n=" + i + "i 1");
                if (i % BATCH == 0) {
                    Await.untilEquals("stored", i + 1, () -> count(gateway, "stored"));
                }
            }
            assertEquals("3000", controller.ask("VALUE m n"));
            assertTrue(controller.ask("SINCE 0 1").startsWith("m n="));
            assertTrue(controller.readLine().startsWith("END "));
            assertEquals(0, count(gateway, "journal_forces"), "the disk still hangs");
        } finally {
            disk.released.countDown();
            gateway.close();
        }
        assertTrue(count(gateway, "journal_forces") > 0);
        try (TestGateway again = new TestGateway.Setup().directory(directory).start()) {
            assertEquals("3000", again.controller("127.0.0.3").ask("VALUE m n"));
        }
    }

    // ---- a loop that hangs

    /** A disk whose writes take until they are let go. */
    private static final class StallingDisk extends TestDisk {

        private final CountDownLatch hangs = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean isSlow;

        @Override
        public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
            try {
                if (isSlow) {
                    hangs.countDown();
                    released.await();
                }
                super.write(file, bytes, at);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void noLoopStandsStillWhileAWriteHangs() throws Exception {
        StallingDisk disk = new StallingDisk();
        Gateway gateway = new Gateway(
                new TestGateway.Setup().directory(directory).settings(), new RecordedEvents(),
                disk, Thread::new);
        gateway.start();
        try (TestSensor sensor = new TestSensor("127.0.0.2", gateway.udpPort());
                TestController controller = new TestController("127.0.0.3", gateway.tcpPort())) {
            disk.isSlow = true;
            sensor.send("m n=0i 1");
            disk.hangs.await();
            for (int i = 1; i < 5; i++) {
                sensor.send("m n=" + i + "i 1");
                Await.untilEquals("stored", i + 1L, () -> count(gateway, "stored"));
                assertEquals(String.valueOf(i), controller.ask("VALUE m n"));
                awaitRound(loop(gateway, "udp"));
                awaitRound(loop(gateway, "tcp"));
            }
            assertEquals(4, count(gateway, "replies_unsaved"));
            assertEquals("PONG", controller.ask("PING"));
            assertEquals(4, count(gateway, "replies_unsaved"), "PING tells no point");
        } finally {
            disk.released.countDown();
            gateway.close();
        }
    }

    /** A reply waits for the disk, but not for long. */
    @Test
    void aPollIsToldOfAPointWhenItOutlivesTheProcess() throws Exception {
        SlowWrites disk = new SlowWrites();
        Gateway gateway = new Gateway(
                new TestGateway.Setup().directory(directory).settings(), new RecordedEvents(),
                disk, Thread::new);
        gateway.start();
        try (TestSensor sensor = new TestSensor("127.0.0.2", gateway.udpPort());
                TestController controller = new TestController("127.0.0.3", gateway.tcpPort())) {
            disk.isCounting = true;
            for (int i = 0; i < 50; i++) {
                sensor.send("m n=" + i + "i 1");
                Await.untilEquals("stored", i + 1L, () -> count(gateway, "stored"));
                long before = disk.bytes.get();
                String reply = controller.ask("VALUE m n");
                assertEquals(String.valueOf(i), reply);
                assertTrue(disk.bytes.get() > before || i > 0, "written before it was told");
            }
            assertEquals(0, count(gateway, "replies_unsaved"));
        } finally {
            gateway.close();
        }
    }

    /** Counts what was written. */
    private static final class SlowWrites extends TestDisk {

        private final AtomicLong bytes = new AtomicLong();
        private volatile boolean isCounting;

        @Override
        public void write(FileChannel file, ByteBuffer from, long at) throws IOException {
            int count = from.remaining();
            super.write(file, from, at);
            if (isCounting) {
                bytes.addAndGet(count);
            }
        }
    }

    private static Loop loop(Gateway gateway, String name) {
        return gateway.loops().stream()
                .filter(loop -> loop.name().equals(name))
                .findFirst().orElseThrow();
    }

    private static void awaitRound(Loop loop) {
        long rounds = loop.rounds().getAsLong();
        loop.wake().run();
        Await.until(loop.name() + " goes round", () -> loop.rounds().getAsLong() > rounds);
    }

    private static long count(Gateway gateway, String name) {
        return gateway.stats().stream()
                .filter(stat -> stat.name().equals(name))
                .map(Stat::value)
                .findFirst().orElseThrow()
                .getAsLong();
    }

    // ---- a disk that is full for a while

    /** Keeps what trouble was told, and when it was over. */
    private static final class Troubles implements GatewayListener {

        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<String> over = new CopyOnWriteArrayList<>();

        @Override
        public void onTrouble(String what) {
            told.add(what);
        }

        @Override
        public void onRestored(String what) {
            over.add(what);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY"})
    void aDiskThatTakesNothingForAWhileCostsNoPointThatMemoryHolds(Fault fault)
            throws Exception {
        FaultyDisk disk = new FaultyDisk(fault);
        Troubles troubles = new Troubles();
        try (Gateway gateway = new Gateway(
                        new TestGateway.Setup().directory(directory).settings(), troubles, disk,
                        Thread::new);
                TestSensor sensor = new TestSensor("127.0.0.2", gateway.udpPort());
                TestController controller =
                        new TestController("127.0.0.3", gateway.tcpPort())) {
            gateway.start();
            send(sensor, gateway, 0, 10);
            String cursor = endOf(controller, "SINCE now");
            disk.failFrom(1);
            send(sensor, gateway, 10, 30);
            assertEquals("29", controller.ask("VALUE m n"));
            Await.until("told", () -> troubles.told.stream().anyMatch(what ->
                    what.startsWith("the disk does not take the journal")
                            && what.contains(fault == Fault.FULL
                                    ? "no space left there" : "the disk is read-only")));
            assertReads(controller, cursor, 10, 30);
            disk.mend();
            Await.until("told that it works", () -> troubles.over.stream().anyMatch(what ->
                    what.contains("points=0 were not written")));
            send(sensor, gateway, 30, 35);
            assertReads(controller, cursor, 10, 35);
            assertEquals(0, count(gateway, "points_not_written"));
            assertEquals(1, troubles.told.stream()
                    .filter(what -> what.startsWith("the disk does not take")).count(),
                    "told once: " + troubles.told);
        }
    }

    private static void assertReads(TestController controller, String cursor, int from, int to) {
        String line = controller.ask("SINCE " + cursor);
        for (int i = from; i < to; i++) {
            assertEquals("m n=" + i + " " + (i + 1) + "000000000", line);
            line = controller.readLine();
        }
        assertTrue(line.startsWith("END "), line);
    }

    private static void send(TestSensor sensor, Gateway gateway, int from, int to) {
        for (int i = from; i < to; i++) {
            sensor.send("m n=" + i + " " + (i + 1));
        }
        Await.untilEquals("stored", to, () -> count(gateway, "stored"));
    }

    private static String endOf(TestController controller, String request) {
        String line = controller.ask(request);
        while (!line.startsWith("END ")) {
            line = controller.readLine();
        }
        return line.substring("END ".length());
    }

    // ---- a file that is cut short

    @ParameterizedTest
    @ValueSource(ints = {0, 4096, 131_072, 150_000})
    void aJournalThatIsCutShortCostsPointsAndNotTheProcess(int bytes) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(ChildJvm.command(
                temporary.path(), CutShortMain.class, directory.toString(),
                String.valueOf(bytes)));
        assertEquals(0, ended.exitCode(), ended.output());
        assertTrue(ended.output().contains("value: 1\n"), ended.output());
        assertTrue(ended.output().contains("closed\n"), ended.output());
        assertFalse(Files.exists(temporary.path().resolve("hs_err.log")), ended.output());
        assertFalse(ended.output().contains("failed"), ended.output());
        Troubles troubles = new Troubles();
        Gateway gateway = new Gateway(
                new TestGateway.Setup().directory(directory).settings(), troubles,
                new TestDisk(), Thread::new);
        gateway.start();
        try (TestController controller = new TestController("127.0.0.3", gateway.tcpPort());
                TestSensor sensor = new TestSensor("127.0.0.2", gateway.udpPort())) {
            String last = controller.ask("VALUE m n");
            assertTrue(last.matches("[0-9]+"), last + ", " + ended.output());
            assertFalse(endOf(controller, "SINCE 0 1").isEmpty());
            sensor.send("m n=-1i 1");
            Await.untilEquals("stored", 1, () -> count(gateway, "stored"));
            assertEquals("-1", controller.ask("VALUE m n"));
        } finally {
            gateway.close();
        }
    }
}
