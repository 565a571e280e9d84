package sensorgate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What telnet adds to a text is left out, however the network cuts it. */
final class TelnetTest {

    private final Telnet telnet = new Telnet();

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "PING, PING",
        "ff fb 01|PING, PING",
        "PI|ff fd 03|NG, PING",
        "ff fe 01 ff fc 02|A, A",
        "ff f4 ff fd 06|A, A",
        "A|ff ff|B, A|ff|B",
        "ff fa 18 00 41 42 ff f0|A, A",
        "ff fa 1f 00 ff ff 0a ff f0|A, A",
        "ff fa 18 ff 41 ff f0|A, A",
    })
    void leavesCommandsOut(String sent, String text) {
        byte[] bytes = bytes(sent);
        for (int piece = 1; piece <= bytes.length; piece++) {
            assertEquals(latin1(bytes(text)), inPieces(bytes, piece), "pieces of " + piece);
            assertFalse(telnet.isInCommand());
        }
    }

    @Test
    void saysWhetherACommandHasBegun() {
        for (String begun : new String[] {"ff", "ff fb", "ff fa", "ff fa 18", "ff fa 18 ff"}) {
            telnet.reset();
            assertEquals("", inPieces(bytes(begun), 1));
            assertTrue(telnet.isInCommand(), begun);
        }
    }

    private String inPieces(byte[] sent, int piece) {
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < sent.length; from += piece) {
            byte[] copy = sent.clone();
            int end = telnet.removeFrom(copy, from, Math.min(from + piece, sent.length));
            text.append(new String(copy, from, end - from, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Text and, between bars, bytes in hexadecimal, in turns; two lower-case digits begin hex. */
    private static byte[] bytes(String parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts.split("\\|")) {
            if (part.matches("[0-9a-f]{2}( [0-9a-f]{2})*")) {
                for (String hex : part.split(" ")) {
                    text.append((char) Integer.parseInt(hex, 16));
                }
            } else {
                text.append(part);
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
