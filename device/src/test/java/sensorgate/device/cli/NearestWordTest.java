package sensorgate.device.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {

    @Test
    void countsLettersChangedAddedAndLeftOut() {
        assertEquals(0, NearestWord.distance("poll", "poll"));
        assertEquals(1, NearestWord.distance("pol", "poll"));
        assertEquals(2, NearestWord.distance("prot", "port"));
        assertEquals(3, NearestWord.distance("kitten", "sitting"));
        assertEquals(4, NearestWord.distance("", "poll"));
    }

    @Test
    void hintsAtTheNearest() {
        assertEquals(
                ", did you mean send?", NearestWord.hint("snd", List.of("run", "send"), "."));
    }

    @Test
    void doesNotGuessWhatIsFarAway() {
        assertEquals(".", NearestWord.hint("frobnicate", List.of("run", "send"), "."));
    }
}
