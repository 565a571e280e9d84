package sensorgate.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.Point;

/** The words of a request; the backslashes in these tests are Java's own and must be halved. */
final class RequestTest {

    private static final int REQUEST_MAX = 1024;

    private final Request request = new Request();

    @Test
    void spacesPartWords() {
        assertWords("PING", "PING");
        assertWords("VALUE temp value 90s", "VALUE", "temp", "value", "90s");
        assertWords("  VALUE   temp value  ", "VALUE", "temp", "value");
    }

    @Test
    void nothingElsePartsWords() {
        assertWords("GET\ttemp,room=attic\u00e9", "GET\ttemp,room=attic\u00e9");
    }

    @Test
    void anEscapedSpacePartsNothing() {
        assertWords("GET living\\ room", "GET", "living\\ room");
        assertWords("VALUE a\\ b\\ c d\\ ", "VALUE", "a\\ b\\ c", "d\\ ");
        assertWords("GET \\ ", "GET", "\\ ");
    }

    /** A backslash escapes a space, a comma and an equals sign, and nothing else. */
    @Test
    void aBackslashBeforeAnythingElseIsPlain() {
        assertWords("GET two\\\\ words x", "GET", "two\\\\ words", "x");
        assertWords("GET C:\\temp x", "GET", "C:\\temp", "x");
        assertWords("GET a\\,\\= x", "GET", "a\\,\\=", "x");
        assertWords("GET a\\=\\ b x", "GET", "a\\=\\ b", "x");
    }

    @Test
    void aBackslashAtTheEndIsWithinTheRequest() {
        assertWords("GET a\\", "GET", "a\\");
        assertWords("\\", "\\");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "      "})
    void anEmptyRequestHasOneEmptyWord(String text) {
        set(text);
        assertEquals(request.from(), request.to());
        assertTrue(request.isLast());
        assertFalse(request.is("PING"));
        assertFalse(request.next());
    }

    @Test
    void afterTheLastWordComesAnEmptyOne() {
        set("LIST  ");
        assertTrue(request.isLast());
        assertFalse(request.next());
        assertEquals("", word());
        assertFalse(request.next());
        assertEquals("", word());
        assertTrue(request.isLast());
    }

    @Test
    void tellsWhichWordIsTheLast() {
        set("GET  temp ");
        assertFalse(request.isLast());
        request.next();
        assertTrue(request.isLast());
    }

    @Test
    void aVerbIsTheSameInAnyCase() {
        for (String verb : List.of("VALUE", "value", "Value", "vALUe")) {
            set(verb + " x");
            assertTrue(request.is("VALUE"), verb);
        }
    }

    @Test
    void aVerbIsNotAnotherOne() {
        for (String word : List.of("VALU", "VALUES", "VALUE,", "VAL\u00dcE", "6ALUE")) {
            set(word);
            assertFalse(request.is("VALUE"), word);
        }
        set("[ET{ "); // a case apart from characters that are no letters
        assertFalse(request.is("{ET["));
    }

    @Test
    void holdsTheLongestRequestAndASpaceBehindIt() {
        String word = "x".repeat(REQUEST_MAX - 4);
        assertWords("GET " + word, "GET", word);
        assertEquals(' ', request.bytes[REQUEST_MAX]);
        String escapes = "\\".repeat(REQUEST_MAX);
        assertWords(escapes, escapes);
    }

    @Test
    void aSpaceStandsBehindAShortRequestToo() {
        set("GET " + "x".repeat(100));
        set("GET temp");
        request.next();
        assertEquals("temp", word());
        assertEquals(' ', request.bytes[request.to()]);
    }

    @Test
    void readsASeriesWithItsTagsInAnyOrder() {
        Point point = new Point();
        set("GET temp,room=attic,floor=3");
        request.next();
        assertTrue(request.isSeries(point));
        assertEquals("temp,floor=3,room=attic", word());
        for (String word : List.of("temp,", "temp,room=", "temp,room=a,room=b", "")) {
            set("GET " + word);
            request.next();
            assertFalse(request.isSeries(point), word);
        }
    }

    @Test
    void isACopy() {
        byte[] bytes = "junkGET tempjunk".getBytes(StandardCharsets.US_ASCII);
        request.set(bytes, 4, 12);
        Arrays.fill(bytes, (byte) 'x');
        assertTrue(request.is("GET"));
        assertTrue(request.next());
        assertEquals("temp", word());
        assertTrue(request.isLast());
    }

    private void assertWords(String text, String... expected) {
        set(text);
        List<String> words = new ArrayList<>();
        do {
            words.add(word());
        } while (request.next());
        assertEquals(List.of(expected), words);
        assertTrue(request.isLast());
    }

    private void set(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        request.set(bytes, 0, bytes.length);
    }

    private String word() {
        return new String(
                request.bytes, request.from(), request.to() - request.from(),
                StandardCharsets.ISO_8859_1);
    }
}
