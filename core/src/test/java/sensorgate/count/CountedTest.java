package sensorgate.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A number and its noun. */
final class CountedTest {

    @Test
    void oneIsSingularAndEveryOtherNumberPlural() {
        assertEquals("0 points", Counted.of(0, "point"));
        assertEquals("1 point", Counted.of(1, "point"));
        assertEquals("2 points", Counted.of(2, "point"));
    }
}
