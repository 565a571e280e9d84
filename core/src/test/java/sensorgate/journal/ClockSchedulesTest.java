package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;

/**
 * Random schedules of points, steps of the clock, time servers, kills, stops, power cuts and ring
 * wraps. Each read gives the times of a plain model.
 */
@Timeout(120)
final class ClockSchedulesTest {

    private static final int SCHEDULES = Integer.getInteger("sensorgate.schedules", 3_000);
    private static final int OPERATIONS = 40;

    /** The number of the start is part of a time, modulo 32. */
    private static final int STARTS_MAX = 31;

    /** The number of steps back is part of a time, modulo 4. */
    private static final int BACKS_MAX = 3;

    /** A multiple of {@link ClockMachine#OFFSET_GRAIN_NS}. */
    private static final long ALIGNED_NS = ClockMachine.S;

    private static final long[] STEPS = {
        ClockMachine.S, 3 * ClockMachine.S, ClockMachine.HOUR, 20 * ClockMachine.YEAR,
        ClockMachine.OFFSET_GRAIN_NS
    };

    @TempDir
    private Path directory;
    private long right;
    private long dated;
    private long wraps;
    private long lost;

    /** One schedule. */
    private static final class Schedule {

        private final SplittableRandom random;
        private final ClockModel model = new ClockModel();
        private final ClockReads reads = new ClockReads(model);
        private final ClockMachine machine;

        /** With few moments the clock often tells a time that it has told before. */
        private final boolean isAligned;
        private int starts;

        Schedule(Path directory, long seed) throws StoreException {
            random = new SplittableRandom(seed);
            isAligned = random.nextBoolean();
            machine = new ClockMachine(directory, model, wrong());
        }

        private long wrong() {
            return aligned(-random.nextLong(8 * ClockMachine.HOUR));
        }

        void run() throws IOException {
            start();
            for (int i = 0; i < OPERATIONS && starts < STARTS_MAX; i++) {
                pass();
                operate(random.nextInt(100));
            }
            pass();
            machine.serve();
            machine.pass(ClockMachine.LOOK_NS);
            read();
            reads.drain(machine.journal());
            assertEquals(model.arrivals().size(), reads.taken(), "each point drained or told lost");
        }

        private void start() {
            starts++;
            machine.start();
        }

        private void pass() {
            int kind = random.nextInt(10);
            long ns = kind < 6 ? random.nextLong(ClockMachine.S)
                    : kind < 9 ? random.nextLong(2 * ClockMachine.LOOK_NS)
                    : random.nextLong(2 * ClockMachine.HOUR);
            machine.pass(aligned(ns) + (isAligned ? ALIGNED_NS : ClockMachine.MS));
        }

        private long aligned(long ns) {
            return isAligned ? Math.floorDiv(ns, ALIGNED_NS) * ALIGNED_NS : ns;
        }

        private void operate(int kind) throws IOException {
            if (kind < 50) {
                receive(kind < 3 ? 150 : 1 + random.nextInt(6));
            } else if (kind < 65) {
                step();
            } else if (kind < 71) {
                serve();
            } else if (kind < 79) {
                read();
            } else if (kind < 90) {
                restart();
            } else {
                end();
                machine.boot(aligned(random.nextLong(12 * ClockMachine.HOUR)), wallAtBoot());
                start();
            }
        }

        private void receive(int count) {
            String[] lines = new String[count];
            for (int i = 0; i < count; i++) {
                lines[i] = "temp,room=a v=" + i
                        + (random.nextInt(4) == 0 ? " " + random.nextLong(1L << 60) : "");
            }
            machine.receive(lines);
            if (random.nextBoolean() || model.unwritten() > 20) {
                machine.write();
            }
        }

        private void step() {
            long byNs = STEPS[random.nextInt(STEPS.length)] * (random.nextBoolean() ? 1 : -1);
            if (model.stepsBack() < BACKS_MAX) {
                machine.step(byNs);
            }
        }

        private void serve() {
            if (machine.offsetNs() <= 0 || model.stepsBack() < BACKS_MAX) {
                machine.serve();
            }
        }

        private void restart() throws IOException {
            end();
            pass();
            int kind = random.nextInt(3);
            if (kind == 0) {
                step();
            } else if (kind == 1) {
                machine.serve();
            }
            pass();
            start();
        }

        private void end() throws IOException {
            if (random.nextInt(3) == 0) {
                machine.stop();
            } else {
                machine.kill();
            }
        }

        private long wallAtBoot() {
            long wallNs = machine.trueNs() + machine.offsetNs();
            return random.nextInt(4) == 0 ? 9 * ClockMachine.S : Math.max(0, wallNs + wrong());
        }

        /** A reader sees only what the file has. */
        private void read() {
            machine.write();
            if (random.nextBoolean()) {
                reads.drain(machine.journal());
            }
            reads.readAll(machine.journal());
        }
    }

    @Test
    void everyReaderSeesTheTimesOfTheModel() throws Exception {
        long first = Long.getLong("sensorgate.seed", System.nanoTime());
        System.out.println("ClockSchedulesTest: sensorgate.seed=" + first);
        for (long seed = first; seed < first + SCHEDULES; seed++) {
            run(seed);
        }
        assertTrue(right > SCHEDULES, "times that a time server corrected: " + right);
        assertTrue(dated > right + SCHEDULES, "times corrected otherwise: " + (dated - right));
        assertTrue(wraps > SCHEDULES, "reads of a ring that had lost points: " + wraps);
        assertTrue(lost > SCHEDULES, "points that the ring lost before a drain: " + lost);
    }

    private void run(long seed) throws IOException, StoreException {
        Path state = directory.resolve("state");
        Schedule schedule = new Schedule(state, seed);
        try (schedule.machine) {
            schedule.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "to repeat: -Dsensorgate.seed=" + seed + " -Dsensorgate.schedules=1", e);
        }
        right += schedule.reads.right();
        dated += schedule.reads.dated();
        wraps += schedule.reads.wraps();
        lost += schedule.reads.lost();
        Files.delete(state.resolve(StateDirectory.JOURNAL));
        Files.delete(state.resolve(StateDirectory.LOCK));
    }
}
