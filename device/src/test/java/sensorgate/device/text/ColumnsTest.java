package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Texts measured, padded and cut in columns. */
final class ColumnsTest {

    @Test
    void countsColumnsAndNotLetters() {
        assertEquals(0, Columns.of(""));
        assertEquals(6, Columns.of("Jürgen"));
        assertEquals(6, Columns.of("Ju\u0308rgen"));
        assertEquals(4, Columns.of("温度"));
        assertEquals(2, Columns.of("\uD83C\uDF21"));
    }

    @Test
    void fillsUp() {
        assertEquals("21.5  ", Columns.left("21.5", 6));
        assertEquals("  21.5", Columns.right("21.5", 6));
        assertEquals(" 温度", Columns.right("温度", 5));
        assertEquals("", Columns.left("x", 0));
    }

    @Test
    void cutsWhatIsTooLong() {
        assertEquals("kitc…", Columns.cut("kitchen", 5));
        assertEquals("温…", Columns.cut("温度計", 4));
        assertEquals("…", Columns.cut("kitchen", 1));
        assertEquals("kitchen", Columns.cut("kitchen", 7));
    }

    @Test
    void keepsTheEndsOfAName() {
        assertEquals("temp…alue", Columns.cutMiddle("temp,room=attic value", 9));
        assertEquals("te…ue", Columns.cutMiddle("temp,room=attic value", 5));
        assertEquals("t…", Columns.cutMiddle("temp", 2));
        assertEquals("a value", Columns.cutMiddle("a value", 7));
    }
}
