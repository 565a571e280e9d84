package sensorgate.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UnforeseenTest {

    private final List<String> told = new ArrayList<>();
    private final Unforeseen unforeseen = new Unforeseen("the keeper", new StoreListener() {
        @Override
        public void onTrouble(String what) {
            told.add(what);
        }
    });

    /** An interrupted thread does not pause. */
    @BeforeEach
    void doNotPause() {
        Thread.currentThread().interrupt();
    }

    @AfterEach
    void pauseAgain() {
        Thread.interrupted();
    }

    @Test
    void reportsAFailureOnceUntilAnotherComes() {
        unforeseen.survive(new IllegalStateException("one"));
        unforeseen.survive(new IllegalStateException("one"));
        unforeseen.survive(new StackOverflowError());
        unforeseen.survive(new IllegalStateException("one"));
        String one = "the keeper failed and goes on: java.lang.IllegalStateException: one";
        assertEquals(
                List.of(one, "the keeper failed and goes on: java.lang.StackOverflowError", one),
                told);
    }
}
