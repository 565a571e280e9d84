package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.cli.UsageException;

class ReadingNameTest {

    @Test
    void takesTagsInAnyOrder() throws Exception {
        assertEquals(
                new ReadingName("temp,floor=1,room=attic", "value"),
                ReadingName.parse("temp,room=attic,floor=1", "value"));
    }

    @Test
    void takesNamesWithEscapes() throws Exception {
        assertEquals(
                new ReadingName("a\\ b,r\\=m=living\\ room\\,1", "f\\ 1\\=x"),
                ReadingName.parse("a\\ b,r\\=m=living\\ room\\,1", "f\\ 1\\=x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "temp,room=living room|value", "temp a=1|value", "temp|a=1,value",
                "temp|value=1 17", "temp|a b", "temp,room|value", "temp,a=1,a=2|value",
                "#temp|value", "``|value", "temp|``", "te\tmp|value", "temp|x=\"",
            })
    void refusesWhatIsNoReading(String series, String field) {
        UsageException e = assertThrows(
                UsageException.class, () -> ReadingName.parse(series, field));
        assertTrue(e.getMessage().contains("write measurement,tag=value field"), e.getMessage());
    }

    @Test
    void readsASeriesAlone() throws Exception {
        assertEquals(
                "temp,floor=1,room=living\\ room",
                ReadingName.parseSeries("temp,room=living\\ room,floor=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "a b", "temp,", "temp,room=", "temp,room=living room", "temp value", "#temp", "a\nb"})
    void refusesWhatIsNoSeries(String series) {
        UsageException e = assertThrows(
                UsageException.class, () -> ReadingName.parseSeries(series));
        assertTrue(e.getMessage().contains("write measurement,tag=value;"), e.getMessage());
    }

    @Test
    void refusesWhatNoLineHasRoomFor() {
        assertThrows(UsageException.class, () -> ReadingName.parse("t".repeat(1_023), "v"));
    }

    @Test
    void isPrintable() throws Exception {
        assertEquals("t\\u202e v", ReadingName.parse("t\u202e", "v").shown());
    }
}
