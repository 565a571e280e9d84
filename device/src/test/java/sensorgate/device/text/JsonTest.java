package sensorgate.device.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sensorgate.device.support.JsonReader;

class JsonTest {

    @Test
    void writesMembersInTheirOrder() {
        Json json = new Json()
                .put("a", "x").put("b", 1L).put("c", 0.5).put("d", (String) null)
                .put("e", List.of(new Json().put("f", -7)));
        assertEquals(
                "{\"a\": \"x\", \"b\": 1, \"c\": 0.50, \"d\": null, \"e\": [{\"f\": -7}]}",
                json.toString());
    }

    @Test
    void writesNullForNaNAndInfinity() {
        assertEquals("{\"a\": null}", new Json().put("a", Double.NaN).toString());
    }

    @Test
    void escapesWhatTextMayHold() {
        String text = "\"\\\n\t\u0001 caf\u00e9 \uD83D\uDE00 \uD83D";
        Map<String, Object> read = JsonReader.object(new Json().put("a", text) + "\n");
        assertEquals(text, read.get("a"));
    }
}
