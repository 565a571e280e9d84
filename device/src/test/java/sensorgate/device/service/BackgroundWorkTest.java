package sensorgate.device.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackgroundWorkTest {

    private final List<String> log = new ArrayList<>();
    private final List<Integer> done = new ArrayList<>();
    private int rounds;

    private final BackgroundWork work = new BackgroundWork("the report", this::round,
            (failure, text) -> log.add(text + ": " + failure.getMessage()));

    @Test
    void aRoundThatThrowsIsLoggedAndLaterRoundsStillCome() {
        run(6);
        assertEquals(List.of(1, 3, 6), done);
        assertEquals(
                List.of("the report failed, the next round tries again: round 2",
                        "the report failed, the next round tries again: round 4"),
                log);
    }

    /** Rounds 2, 4 and 5 fail. */
    private void round() {
        rounds++;
        if (rounds == 2) {
            throw new IllegalStateException("round 2");
        }
        if (rounds == 4 || rounds == 5) {
            throw new StackOverflowError("round " + rounds);
        }
        done.add(rounds);
    }

    private void run(int times) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }
}
