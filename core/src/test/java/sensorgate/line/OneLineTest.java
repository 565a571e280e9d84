package sensorgate.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The content of a string, written on one line and restored. In the parameters {@code ~},
 * {@code ^} and {@code @} stand for newline, carriage return and tab.
 */
final class OneLineTest {

    private static final String[] TOKENS = {
        "\n", "\n", "\r", "\t", "\\\n", "\\\r", "\\\t", "\\n", "\\r", "\\t", "\\\\", "\\\\",
        "\\\"", "\\x", "n", "r", "t", "a", " ", "\0", Scan.utf8("é"), Scan.utf8("🌡")
    };
    private static final Pattern ESCAPE = Pattern.compile("\\\\([nrt\\\\\"])");
    private static final Pattern SENT_ESCAPE = Pattern.compile("\\\\([\\\\\"])");

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "``, ``", "plain, plain", "a~b, a\\nb", "~, \\n", "~~, \\n\\n", "^~, \\r\\n", "@, \\t",
        "a\\x, a\\x", "\\\", \\\"", "\\\\, \\\\", "n, n", "\\\"~, \\\"\\n", 
        "\\\\~, \\\\\\n",
    })
    void writesControlCharactersAsLetters(String sent, String written) {
        assertEquals(written, write(controls(sent)));
    }

    /** Without this, two different strings would be written alike. */
    @ParameterizedTest
    @CsvSource({
        "\\n, \\\\n", "a\\tb, a\\\\tb", "\\\\n, \\\\n", "\\\\\\n, \\\\\\\\n", "\\r\\n, \\\\r\\\\n",
        "\\~, \\\\\\n", "\\\\\\@, \\\\\\\\\\t", "\\~\\^, \\\\\\n\\\\\\r",
    })
    void doublesABackslashThatWouldBeReadAsTheBeginningOfALetter(String sent, String written) {
        assertEquals(written, write(controls(sent)));
    }

    /** A string of a journal or checkpoint; also one that earlier versions wrote. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "``, ``", "plain, plain", "a\\nb, a~b", "\\r\\n, ^~", "\\t, @", "\\\\n, \\n",
        "\\\\t, \\t", "\\\\\\\\n, \\\\\\n", "\\\\\\\\r, \\\\\\r", "\\x, \\x", "\\\", \\\"",
        "\\\\\\n, \\~", "\\\\\\\\\\n, \\\\\\~", "\\\", \\\"", "\\, \\", "\\\\, \\\\",
        "\\\\x, \\\\x",
    })
    void restoresTheControlCharactersAndNothingElse(String written, String restored) {
        assertEquals(controls(restored), restore(written));
    }

    @Test
    void givesAnyStringBackTheSameAfterARestore() {
        forRandomStrings(sent -> {
            String written = write(sent);
            String restored = restore(written);
            assertEquals(content(sent), content(restored), () -> seedAnd(sent));
            assertEquals(written, write(restored), () -> seedAnd(sent));
        });
    }

    /** Whoever reads the escapes of a line gets the string, so no two strings are written alike. */
    @Test
    void writesAnyStringSoThatAReaderGetsItBack() {
        forRandomStrings(sent -> assertEquals(
                content(sent), read(write(sent), ESCAPE), () -> seedAnd(sent)));
    }

    @Test
    void neverWritesTwoDifferentStringsAlike() {
        Map<String, String> written = new HashMap<>();
        forRandomStrings(sent -> {
            String content = content(sent);
            assertEquals(content, written.computeIfAbsent(write(sent), _ -> content), sent);
        });
    }

    @Test
    void writesAnyStringOnOneLineInAtMostTwiceItsRoom() {
        forRandomStrings(sent -> {
            String written = write(sent);
            assertTrue(written.chars().noneMatch(c -> "\n\r\t".indexOf(c) >= 0), written);
            assertTrue(written.length() <= 2 * sent.length(), () -> seedAnd(sent));
        });
    }

    /** A row of the table holds any string that a sensor sends; restored ones must fit too. */
    @Test
    void restoresNoStringLongerThanItWasSent() {
        forRandomStrings(sent -> assertTrue(
                restore(write(sent)).length() <= sent.length(), () -> seedAnd(sent)));
    }

    // ---- the two directions

    private static String write(String text) {
        byte[] bytes = Scan.bytes("\\" + text + "\n"); // two bytes beside the text
        byte[] into = new byte[2 * bytes.length + 2];
        Arrays.fill(into, (byte) '#');
        int to = OneLine.write(bytes, 1, bytes.length - 1, into, 1);
        assertEquals('#', into[0]);
        assertEquals('#', into[to]);
        return Scan.text(into, 1, to);
    }

    private static String restore(String text) {
        byte[] bytes = Scan.bytes("\\" + text + "nn");
        int to = OneLine.restore(bytes, 1, bytes.length - 2);
        assertEquals("nn", Scan.text(bytes, bytes.length - 2, bytes.length));
        return Scan.text(bytes, 1, to);
    }

    /** What the sensor means. */
    private static String content(String sent) {
        return read(sent, SENT_ESCAPE);
    }

    /** The content as a reader of these escapes understands it. */
    private static String read(String text, Pattern escapes) {
        return escapes.matcher(text).replaceAll(escape -> switch (escape.group(1)) {
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            case "\\" -> "\\\\"; // replaceAll reads this as one backslash
            default -> escape.group(1);
        });
    }

    private static void forRandomStrings(Consumer<String> check) {
        SplittableRandom random = Seed.random();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int tokens = random.nextInt(12); tokens > 0; tokens--) {
                text.append(TOKENS[random.nextInt(TOKENS.length)]);
            }
            check.accept(text.toString());
        }
    }

    private static String controls(String text) {
        return text.replace('~', '\n').replace('^', '\r').replace('@', '\t');
    }

    private static String seedAnd(String sent) {
        return "seed=" + Seed.VALUE + " sent=" + sent;
    }
}
