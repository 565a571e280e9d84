package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.disk.StoreException;

/** What becomes of the times of points when the clock is wrong: one case after the other. */
@Timeout(60)
final class ClockCasesTest {

    private static final long MS = ClockMachine.MS;
    private static final long S = ClockMachine.S;
    private static final long HOUR = ClockMachine.HOUR;
    private static final long YEAR = ClockMachine.YEAR;
    private static final long BEHIND = -8 * HOUR;

    @TempDir
    private Path directory;
    private ClockMachine machine;

    /** By value: when the point arrived, in true time. */
    private final List<Long> arrivals = new ArrayList<>();

    /** A controller that drains the journal. */
    private static final class Controller {
        private long cursor = 1;
        private long lost;
    }

    @BeforeEach
    void open() throws StoreException {
        machine = new ClockMachine(directory, new ClockModel(), BEHIND);
    }

    @AfterEach
    void close() {
        machine.close();
    }

    @Test
    void aColdStartAndAPowerCutAndATimeServer() {
        Controller early = new Controller();
        Controller late = new Controller();
        machine.start();
        receive(3);
        machine.write();
        assertErrors(3, BEHIND, drain(early));
        machine.kill();
        machine.boot(HOUR, machine.trueNs() + 2 * HOUR + BEHIND);
        machine.start();
        long behindNs = machine.offsetNs();
        assertTrue(behindNs < -6 * HOUR, "behind again");
        receive(2);
        machine.write();
        assertErrors(2, behindNs, drain(early));
        receive(2);
        machine.serve();
        machine.pass(ClockMachine.LOOK_NS);
        receive(1);
        machine.write();
        assertErrors(3, 0, drain(early));
        List<Long> all = drain(late);
        assertErrors(3, BEHIND, all.subList(0, 3));
        assertErrors(5, 0, all.subList(3, 8));
        assertEquals(0, early.lost + late.lost);
        assertEquals(early.cursor, late.cursor);
    }

    @ParameterizedTest
    @ValueSource(longs = {S, -S, HOUR, -HOUR, 20 * YEAR, -20 * YEAR})
    void aTimeServersStepCorrectsWhatArrivedBefore(long stepNs) throws Exception {
        machine.close();
        machine = new ClockMachine(directory, new ClockModel(), -stepNs);
        machine.start();
        receive(2);
        assertErrors(2, -stepNs, drain(new Controller()));
        machine.serve();
        receive(1);
        machine.pass(ClockMachine.LOOK_NS);
        assertErrors(3, 0, drain(new Controller()));
        receive(1);
        assertErrors(4, 0, drain(new Controller()));
    }

    @ParameterizedTest
    @ValueSource(longs = {S, -S, HOUR, -HOUR, 20 * YEAR, -20 * YEAR})
    void aStepByHandCorrectsNothingOnceTheClockWasRight(long stepNs) throws Exception {
        machine.start();
        receive(1);
        machine.serve();
        machine.pass(ClockMachine.LOOK_NS);
        receive(1);
        machine.step(stepNs);
        machine.pass(ClockMachine.LOOK_NS);
        assertErrors(2, 0, drain(new Controller()));
        machine.stop();
        machine.step(stepNs);
        machine.pass(S);
        machine.start();
        machine.pass(ClockMachine.LOOK_NS);
        assertErrors(2, 0, drain(new Controller()));
    }

    @ParameterizedTest
    @ValueSource(longs = {S, -S, HOUR, -HOUR, 20 * YEAR, -20 * YEAR})
    void aStepByHandBeforeTheTimeServerIsTakenUntilThen(long stepNs) {
        machine.start();
        receive(1);
        machine.step(stepNs);
        long wrongNs = machine.offsetNs();
        machine.pass(ClockMachine.LOOK_NS);
        receive(1);
        assertErrors(2, wrongNs, drain(new Controller()));
        machine.serve();
        machine.pass(ClockMachine.LOOK_NS);
        assertErrors(2, 0, drain(new Controller()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTimeServerMayComeWhileNoGatewayRuns(boolean isClean) throws Exception {
        machine.start();
        receive(2);
        machine.write();
        if (isClean) {
            machine.stop();
        } else {
            machine.kill();
        }
        machine.pass(S);
        machine.serve();
        machine.pass(S);
        machine.start();
        receive(1);
        assertErrors(3, 0, drain(new Controller()));
        machine.pass(ClockMachine.LOOK_NS);
        machine.kill();
        machine.boot(HOUR, machine.trueNs());
        machine.start();
        assertErrors(2, 0, drain(new Controller()).subList(0, 2));
    }

    @Test
    void aMachineThatBeginsIn1970IsRightFromTheTimeServerOn() {
        machine.boot(HOUR, 9 * S);
        machine.start();
        receive(3);
        machine.serve();
        machine.pass(ClockMachine.LOOK_NS);
        receive(1);
        assertErrors(4, 0, drain(new Controller()));
    }

    @Test
    void aKillBetweenTheStepAndTheTimeServersAnswerLosesNoCorrection() {
        machine.start();
        receive(2);
        machine.step(-BEHIND); // right, but nobody knows by whom
        machine.pass(ClockMachine.LOOK_NS);
        receive(1);
        machine.write();
        machine.kill();
        machine.pass(S);
        machine.serve();
        machine.start();
        machine.pass(ClockMachine.LOOK_NS);
        assertErrors(3, 0, drain(new Controller()));
    }

    private void receive(int count) {
        for (int i = 0; i < count; i++) {
            machine.pass(10 * MS + 777);
            machine.receive("t v=" + arrivals.size());
            arrivals.add(machine.trueNs());
        }
    }

    /** How wrong the times are that the controller reads, in ns, by sequence. */
    private List<Long> drain(Controller controller) {
        JournalReader reader = new JournalReader(machine.journal());
        List<Long> errors = new ArrayList<>();
        while (controller.cursor < machine.journal().nextSequence()) {
            controller.lost += reader.begin(controller.cursor);
            while (reader.next()) {
                String[] words = new String(
                        reader.bytes(), reader.lineFrom(), reader.lineTo() - reader.lineFrom(),
                        StandardCharsets.US_ASCII).split("[ =]");
                errors.add(Long.parseLong(words[3]) - arrivals.get(Integer.parseInt(words[2])));
            }
            controller.cursor = reader.sequence();
        }
        return errors;
    }

    /** The error of the clock, told in steps of 10 ms. */
    private static void assertErrors(int count, long errorNs, List<Long> errors) {
        assertEquals(
                Collections.nCopies(count, Math.round(errorNs / 1e7)),
                errors.stream().map(ns -> Math.round(ns / 1e7)).toList());
    }
}
