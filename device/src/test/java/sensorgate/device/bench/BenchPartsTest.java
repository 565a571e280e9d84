package sensorgate.device.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import sensorgate.device.bench.BenchStep.Account;
import sensorgate.device.bench.BenchStep.Cost;
import sensorgate.device.machine.JavaCommand;
import sensorgate.device.support.JsonReader;
import sensorgate.support.Requires;

/** The parts of a bench, without a gateway. */
class BenchPartsTest {

    // ---- the rates

    @Test
    void risesUntilTheSenderCanNoMoreOrTheListEnds() {
        assertEquals(
                List.of(1_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 400_000),
                rates(_ -> true));
    }

    @Test
    void looksMoreCloselyBetweenTheGoodAndTheBad() {
        assertEquals(
                List.of(1_000, 5_000, 10_000, 20_000, 50_000, 32_000, 40_000),
                rates(rate -> rate < 50_000));
        assertEquals(
                List.of(1_000, 5_000, 10_000, 20_000, 50_000, 32_000, 25_000),
                rates(rate -> rate < 32_000));
    }

    @Test
    void hasNothingToLookForBelowTheFirst() {
        assertEquals(List.of(1_000), rates(_ -> false));
    }

    @Test
    void neverTriesMoreRatesThanItSays() {
        for (int limit : new int[] {0, 1_500, 5_001, 99_000, 350_000, 500_000}) {
            assertTrue(rates(rate -> rate < limit).size() <= RateRamp.stepsMax());
        }
    }

    private static List<Integer> rates(IntPredicate isGood) {
        RateRamp ramp = new RateRamp();
        List<Integer> rates = new ArrayList<>();
        while (ramp.rate() > 0) {
            rates.add(ramp.rate());
            ramp.tried(isGood.test(ramp.rate()));
        }
        return rates;
    }

    // ---- round trips

    @Test
    void countsPercentilesOfWhatItHasRoomFor() {
        RoundTrips roundTrips = new RoundTrips(100);
        assertEquals(0, roundTrips.percentileNs(50));
        for (int i = 0; i < 150; i++) {
            roundTrips.add((i * 37) % 100);
        }
        assertEquals(100, roundTrips.count());
        assertEquals(50, roundTrips.percentileNs(50));
        assertEquals(99, roundTrips.percentileNs(99));
        assertEquals(99, roundTrips.percentileNs(100));
    }

    // ---- a step

    @Test
    void saysWhatADatagramCosts() {
        BenchStep step = step(1_000, new Account(900, 0, 60, 900), 1_800);
        assertEquals(500, step.offeredPerSecond());
        assertEquals(40, step.lostOnTheWay());
        assertEquals(1_000, step.cpuNsPerDatagram());
        assertEquals(2.0, step.allocatedBytesPerDatagram());
        assertFalse(step.isLossless());
        assertFalse(step.isRateKept());
    }

    @Test
    void saysWhatIsNotKnown() {
        BenchStep step = step(100, new Account(0, 0, 100, 0), -1);
        assertEquals(0, step.cpuNsPerDatagram());
        assertTrue(Double.isNaN(step.allocatedBytesPerDatagram()));
        assertTrue(BenchReport.row(step).contains(" - "), BenchReport.row(step));
    }

    @Test
    void namesTheHighestRateAtWhichNothingWasLost() {
        BenchReport report = new BenchReport(2, 64, 212_992);
        assertTrue(report.tail().startsWith("datagrams were lost at every rate"), report.tail());
        report.add(step(1_000, new Account(1_000, 0, 0, 1_000), 0));
        assertTrue(report.tail().contains(" 500 datagrams a second; the sender"), report.tail());
        report.add(step(9_000, new Account(8_000, 0, 1_000, 8_000), 0));
        assertTrue(report.tail().endsWith(" 500 datagrams a second\n"), report.tail());
        Map<String, Object> json = JsonReader.object(report.json() + "\n");
        assertEquals(500.0, json.get("lossless_per_second"));
        assertEquals(2, JsonReader.objects(json.get("steps")).size());
    }

    @Test
    void doesNotSayOfTheSenderWhatItHasNotSeen() {
        BenchReport report = new BenchReport(1, 64, 212_992);
        report.add(new BenchStep(
                400, 400, 1_000_000_000, new Account(400, 0, 0, 400), new Cost(0, 0, 0),
                new RoundTrips(1)));
        assertTrue(report.tail().contains(" 400 datagrams a second, the highest"), report.tail());
        report.add(new BenchStep(
                800, 700, 1_000_000_000, new Account(700, 0, 0, 700), new Cost(0, 0, 0),
                new RoundTrips(1)));
        assertTrue(report.tail().contains(" 700 datagrams a second; the sender"), report.tail());
    }

    @Test
    void fitsItsTableOnAScreen() {
        BenchReport report = new BenchReport(3, 64, 4 << 20);
        String row = BenchReport.row(step(1_200_000, new Account(1, 0, 1, 1), 1));
        String[] head = report.head().split("\n");
        assertEquals(head[head.length - 1].length() + 1, row.length(), row);
        assertTrue(row.length() <= 80, row);
    }

    private static BenchStep step(long offered, Account account, long allocatedBytes) {
        return new BenchStep(
                1_000, offered, 2_000_000_000L, account,
                new Cost(account.received() * 1_000, allocatedBytes, 60_000_000),
                new RoundTrips(1));
    }

    // ---- how it is measured

    @Test
    void readsWhatAThreadHasAllocatedFromADump() {
        String dump = """
                0
                2026-11-23 12:23:02
                Full thread dump OpenJDK 64-Bit Server VM (25.0.3+9-LTS mixed mode):

                "udp" #17 [12430] prio=5 cpu=2.17ms elapsed=2.76s allocated=1824B tid=0x1 nid=12430

                "a \\"udp\\" b" #18 [12431] prio=5 allocated=9K tid=0x2
                "tcp" #18 [12431] prio=5 cpu=0.34ms elapsed=2.76s allocated=17741K tid=0x2
                "VM Thread" os_prio=0 cpu=14.09ms elapsed=3.12s tid=0x3
                """;
        assertEquals(1_824, AllocationMeter.bytes(dump, "udp"));
        assertEquals(17_741L << 10, AllocationMeter.bytes(dump, "tcp"));
        assertEquals(-1, AllocationMeter.bytes(dump, "VM Thread"));
        assertEquals(-1, AllocationMeter.bytes(dump, "store"));
    }

    @Test
    void saysThatItCannotTellWhereNobodyAnswers() {
        assertEquals(-1, AllocationMeter.bytes(Integer.MAX_VALUE, "udp"));
    }

    @Test
    void readsTheCpuOfThreads() throws IOException {
        Requires.that(Files.exists(Path.of("/proc/self/task")), "/proc/self/task");
        long pid = ProcessHandle.current().pid();
        ThreadUse before = ThreadUse.of(pid, Set.of());
        assertTrue(before.cpuNs().size() > 1);
        assertTrue(ThreadUse.of(pid, Set.of()).cpuNsSince(before) >= 0);
        assertTrue(
                ThreadUse.of(pid, Set.of("Signal Dispatch")).cpuNs().size()
                        < before.cpuNs().size());
    }

    @Test
    void findsOutHowJavaWasStarted() {
        JavaCommand command = JavaCommand.parse(
                "java\0-Xmx16m\0-p\0/x/modules\0-m\0sensorgate.device/sensorgate.device.Main\0"
                + "bench\0--json\0");
        assertEquals(List.of("-Xmx16m"), command.options());
        assertEquals(
                List.of("/bin/java", "-XX:+X", "-Xmx16m", "-p", "/x/modules", "-m",
                        "sensorgate.device/sensorgate.device.Main", "run"),
                command.with("/bin/java", "-XX:+X", List.of("run")));
        assertEquals(null, JavaCommand.parse("java\0-jar\0booter.jar\0"));
        assertEquals(null, JavaCommand.parse(""));
    }
}
