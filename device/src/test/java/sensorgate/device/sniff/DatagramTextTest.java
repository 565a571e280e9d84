package sensorgate.device.sniff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.client.LineFate;
import sensorgate.device.client.SniffedDatagram;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;

/** Datagrams in a reply to SNIFF, and their text for people. */
class DatagramTextTest {

    private static final String SENDER = "192.168.1.31:49152";

    @Test
    void showsEachLineAndWhatBecameOfIt() {
        assertEquals(
                """
                192.168.1.31:49152, 67 bytes
                  temp,room=attic,floor=2 value=21.5,ok=t
                    stored: temp,floor=2,room=attic value=21.5, ok=t
                  # hello
                    blank, or a comment
                  temp value=21.5C
                             ^
                    rejected_value at byte 12: %s
                    a number stands without its unit; send: temp value=21.5
                """.formatted(Cause.VALUE.remedy()),
                shown("- 67 temp,room=attic,floor=2 value=21.5,ok=t\\x0a"
                        + "# hello\\x0d\\x0atemp value=21.5C\\x0a\\x0a").replace(
                        "\n  \n    blank, or a comment", ""));
    }

    @Test
    void showsOnlyTheLinesAtFaultIfThatIsWanted() {
        String shown = shown("- 15 a v=1\\x0abad\\x0ab v=1", Precision.AUTO, true);
        assertEquals(
                "192.168.1.31:49152, 15 bytes\n  bad\n     ^\n    rejected_field at byte 4: "
                + Cause.FIELD.remedy() + "\n",
                shown);
    }

    @Test
    void tellsWhatTheTableHadNoRoomFor() {
        assertEquals(
                """
                192.168.1.31:49152, 11 bytes
                  a v=1
                    rejected_table_full: raise series.max
                  b w=1
                    stored in part, because the table is full: raise series.max: b w=1
                """,
                shown("full=0,partly=6 11 a v=1\\x0ab w=1"));
    }

    @Test
    void tellsThatASenderHoldsTooManyReadings() {
        String shown = shown("sender=6 11 a v=1\\x0ab w=1");
        assertTrue(shown.contains("stored: a v=1\n  b w=1\n    rejected_per_sender: "), shown);
        assertTrue(shown.contains("series.per-sender"), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "sender"})
    void callsALineWithoutRoomNoOtherLanguage(String flag) {
        String shown = shown(flag + "=0 16 temp=21.5 hum=40");
        assertFalse(shown.contains("not line protocol"), shown);
        assertFalse(shown.contains("^"), shown);
    }

    @Test
    void tellsOfADatagramThatWasCut() {
        assertEquals(
                """
                192.168.1.31:49152, 10 bytes and more
                  a v=1
                    stored: a v=1
                  b v=
                      ^
                    rejected_oversize at byte 5: a datagram has at most 2048 bytes
                    have the sensor send fewer lines in a datagram
                """,
                shown("oversize 10 a v=1\\x0ab v="));
    }

    @Test
    void namesAByteOrderMarkInFrontOfAName() {
        String shown = shown("- 14 t v=1\\x0a\\xef\\xbb\\xbft v=1");
        assertTrue(shown.lines().toList().getLast().contains("byte order mark"), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "8 \\xef\\xbb\\xbft v=1", "6 t v=1\\x00", "6 t v=1\\x0d", "8 t v=1\\x0d\\x0a\\x00"
    })
    void showsNoCrumbsAroundTheLines(String sent) {
        String size = sent.substring(0, 1);
        assertEquals(
                "192.168.1.31:49152, " + size + " bytes\n  t v=1\n    stored: t v=1\n",
                shown("- " + sent));
    }

    @Test
    void namesATimeThatNoSensorCanHaveMeant() {
        assertTrue(shown("- 7 a v=1 5").endsWith("\n    but the time 1970-01-01T00:00:05Z is"
                + " before 2000: set the sensor's clock, or have the sensor send no timestamp\n"));
        assertTrue(shown("- 16 a v=1 1764086401").contains("\n    but the time"
                + " 2025-11-25T16:00:01Z is more than a day ahead of this machine's clock"));
    }

    @Test
    void saysWhatIsLostWhereADatagramIsCutBetweenTwoLines() {
        String shown = shown("oversize 6 a v=1\\x0a");
        assertTrue(shown.contains(" are lost; "), shown);
    }

    @Test
    void tellsOfASenderThatIsNotAllowed() {
        assertEquals(
                """
                192.168.1.31:49152, 5 bytes
                  denied: 192.168.1.31 is not in udp.allow: add it there, or its network
                  a v=1
                    would be stored: a v=1
                """,
                shown("denied 5 a v=1"));
    }

    @Test
    void tellsOfADatagramOfNothing() {
        assertEquals(
                "192.168.1.31:49152, 0 bytes\n  empty: the datagram has no bytes\n", shown("- 0 "));
    }

    @Test
    void showsAForeignLanguageOnce() {
        String shown = shown("- 17 {\\x0a  \"temp\": 21\\x0a}\\x0a");
        assertTrue(shown.endsWith("""
                    first of 3 lines
                  this is JSON, not line protocol: have the sensor send: sensor temp=21
                """), shown);
        assertEquals(1, shown.lines().filter(line -> line.contains("rejected_")).count(), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "27 temp,unit=\\xb0C value=21.5", "39 a v=1\\x0ab v=2\\x0atemp,unit=\\xb0C value=21.5",
        "28 temp,unit=\\xb0C value=21.5\\x00", "10 a v=Ger\\xe4t", "12 a v=\"Ger\\xe4t\""})
    void saysThatTextIsNotUtf8OfTheLineThatIsNot(String sent) {
        String shown = shown("- " + sent);
        assertTrue(shown.lines().toList().getLast().contains("not UTF-8"), shown);
        assertTrue(!shown.contains("binary"), shown);
    }

    @Test
    void saysOneThingOfAValueWithAUnitThatIsNotUtf8() {
        String shown = shown("- 16 temp value=21.5\\xb0C");
        assertTrue(
                shown.endsWith("\n    a number stands without its unit; send: temp value=21.5\n"),
                shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "17 a v=1\\x0atemp:21.5|g  ; this is StatsD, ",
        "18 a v=1\\x0atemp 21.5 17 ; this is Graphite plaintext, ",
    })
    void namesTheLanguageOfALineAmongOthersThatAreStored(String sent, String language) {
        String shown = shown("- " + sent);
        assertTrue(shown.contains("\n    stored: a v=1\n"), shown);
        assertTrue(shown.lines().toList().getLast().startsWith("    " + language), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- 13 a v=1\\x0abad,x=\\x01", "full=0 11 a v=1\\x0abad\\x01x"})
    void doesNotCallADatagramBinaryThatHoldsLineProtocol(String sent) {
        assertTrue(!shown(sent).contains("binary"), shown(sent));
    }

    @Test
    void takesNoLetterForBinaryThatACutWentThrough() {
        String shown = shown("oversize 13 bad\\x0ab v=\"K\\xc3");
        assertTrue(!shown.contains("binary") && !shown.contains("UTF-8"), shown);
    }

    @ParameterizedTest
    @CsvSource({
        "a v=1 1764000000,    NS, s",
        "a v=1 1764000000000, NS, ms",
        "a v=1 1764000000000, S,  ms",
        "a v=1 1764000000,    MS, s",
    })
    void findsTimestampsInAnotherUnit(String line, Precision precision, String unit) {
        String shown = shown("- " + line.length() + " " + line, precision, false);
        assertTrue(shown.contains("set udp.precision=" + unit + ","), shown);
    }

    @ParameterizedTest
    @CsvSource({
        "a v=1 1764000000000000000, NS,   2025-11-24T16:00:00Z",
        "a v=1 1764000000,          S,    2025-11-24T16:00:00Z",
        "a v=1 1764000000,          AUTO, 2025-11-24T16:00:00Z",
        "a v=1 1764086400,          AUTO, 2025-11-25T16:00:00Z",
    })
    void leavesTimestampsAloneThatAreRight(
            String line, Precision precision, String time) {
        String shown = shown("- " + line.length() + " " + line, precision, false);
        assertTrue(shown.endsWith("\n    stored: a v=1 at " + time + "\n"), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "a v=21.5\\x00\\x0a", "a v=21.5\\x00\\x00\\x0a", "a v=\"x\"\\x00\\x0a",
        "a v=1 17\\x00\\x0a",
        "a v=t\\x00\\x0ab v=1"})
    void knowsTheZeroByteThatEndsAStringInC(String line) {
        String shown = shown("- " + line.replaceAll("\\\\x..", "x").length() + " " + line);
        assertTrue(shown.contains(
                "\n    leave out the zero byte at the end: send strlen(text) bytes\n"), shown);
        assertTrue(!shown.contains("without its unit"), shown);
    }

    @Test
    void showsACarriageReturnThatEndsNoLine() {
        assertEquals(
                """
                192.168.1.31:49152, 17 bytes
                  temp value=21.5\\r
                                 ^
                    rejected_value at byte 16: %s
                    a line ends with \\n or \\r\\n, not with \\r alone
                """.formatted(Cause.VALUE.remedy()),
                shown("- 17 temp value=21.5\\x0d\\x0d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "12 a v=1\\x0db v=2\\x0d", "10 a v=1 17\\x0d\\x0d", "9 a v=\"x\"\\x0d\\x0d",
        "8 a v=1 \\x0d\\x0d",
        "8 a v=1\\x0d\\x0d\\x0a", "3 a\\x0d\\x0d"})
    void knowsLinesThatEndWithACarriageReturnAlone(String line) {
        String shown = shown("- " + line);
        String hint = "\n    a line ends with \\n or \\r\\n, not with \\r alone\n";
        assertTrue(shown.contains(hint), shown);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "10 a v=21.5C\\x00 | unit; send: a v=21.5",
        "10 a v=21.5C\\x0d | unit; send: a v=21.5",
        "9 a v=open\\x00   | quotes; send: a v=\"open\"",
    })
    void findsTheFaultInFrontOfAWrongEndFirst(String line, String hint) {
        String shown = shown("- " + line);
        assertTrue(shown.contains(hint + "\n"), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12 a v=21.5\\x00abc", "10 a v=21.5\\x01C", "9 a v=open\\x07"})
    void takesNoControlCharacterForAUnitOrALetter(String line) {
        String shown = shown("- " + line);
        assertTrue(!shown.contains("unit") && !shown.contains("quotes:"), shown);
    }

    @Test
    void tellsAQuestionForTheTimeFromALine() {
        String question = "?time               ";
        assertEquals(SENDER + ", 20 bytes\n"
                + "  time_answered: the sender was told the time\n"
                + "  asks for the time\n", shown("time_answered 20 " + question));
        assertTrue(shown("time_too_often 20 " + question).contains(
                "\n  time_too_often: ask once a second at most\n"));
        assertTrue(shown("denied 20 " + question).endsWith("\n  asks for the time\n"));
        assertTrue(shown("- 9 ?time v=1").contains("stored: ?time v=1"));
    }

    private static String shown(String flagsLengthAndBytes) {
        return shown(flagsLengthAndBytes, Precision.AUTO, false);
    }

    /** The text without the time of day, a newline behind each line. */
    private static String shown(String flagsLengthAndBytes, Precision precision, boolean badOnly) {
        String[] words = flagsLengthAndBytes.split(" ", 3);
        long escapes = words[2].length() - words[2].replace("\\x", "x").length();
        String length = String.valueOf(words[2].length() - 3 * escapes);
        SniffedDatagram datagram = SniffedDatagram.parse(
                "1764000000000000000 " + SENDER + " " + words[0] + " " + length + " " + words[2]);
        return DatagramText.arrived(datagram, LineFate.of(datagram, precision), badOnly)
                .lines()
                .map(line -> line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d\\.\\d{6} ", ""))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
