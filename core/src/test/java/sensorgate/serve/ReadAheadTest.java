package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was read ahead comes first, and nothing is lost or read twice. */
final class ReadAheadTest {

    private static final String TEXT = "PING\n".repeat(200);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 127, 128, 129, 2_000})
    void givesEveryByteOnceInOrder(int roomBytes) throws IOException {
        ReadAhead input = input(TEXT);
        assertEquals(ReadAhead.BYTES, input.fill());
        assertTrue(input.hasAny());
        assertTrue(input.isFull());
        StringBuilder text = new StringBuilder();
        ByteBuffer into = ByteBuffer.allocate(roomBytes);
        while (input.read(into.clear()) >= 0) {
            text.append(StandardCharsets.US_ASCII.decode(into.flip()));
        }
        assertEquals(TEXT, text.toString());
        assertFalse(input.hasAny());
    }

    @Test
    void seesTheEndOfAShortRequest() throws IOException {
        ReadAhead input = input("PING");
        assertEquals(4, input.fill());
        assertFalse(input.isFull());
        assertEquals(-1, input.fill());
        assertTrue(input.isFull());
        assertTrue(input.hasAny());
    }

    @Test
    void seesTheEndOfAClientThatSaidNothing() throws IOException {
        ReadAhead input = input("");
        assertEquals(-1, input.fill());
        assertFalse(input.hasAny());
        input.close();
        assertFalse(input.isOpen());
    }

    private static ReadAhead input(String text) {
        return new ReadAhead(Channels.newChannel(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII))));
    }
}
