package sensorgate.device.hint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;
import sensorgate.udp.DatagramLines;

/** What is said of the lines that sensors in the field send by mistake. */
@Timeout(60)
class LineHintTest {

    private static final Precision PRECISION = Precision.NS;
    private static final long NOW_NS = 1_764_000_000_000_000_000L;
    private static final String SEND = "; send: ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "temp value= 21.5 | space may stand behind an equals | temp value=21.5",
        "temp value =21.5 | space may stand before | temp value=21.5",
        "temp value = 21.5 | no space may stand | temp value=21.5",
        "temp value= 21.5C,hum= 40% | equals sign; a number stands | temp value=21.5,hum=40",
        "temp,room= attic value=1 | behind an equals sign | temp,room=attic value=1",
        "temp value=21.5\\n | letters \\n or \\r\\n, not with | temp value=21.5",
        "temp value=21.5\\r\\n | letters \\n or \\r\\n, not with | temp value=21.5",
        "temp msg=\"x\"\\n | letters \\n or \\r\\n, not with | temp msg=\"x\"",
        "temp value=1 1764000000000000000\\n | letters \\n | temp value=1 1764000000000000000",
        "temp value=nan,hum=40 | leave out a field | temp hum=40",
        "temp hum=40,value=NaN | leave out a field | temp hum=40",
        "temp hum=40,value= | leave out a field | temp hum=40",
        "temp value=null,hum=40 1764000000000000000 | leave out | temp hum=40 1764000000000000000",
        "temp value=21.5C | without its unit | temp value=21.5",
        "temp value=21.5°C | without its unit | temp value=21.5",
        "temp value=21.5 °C | without its unit | temp value=21.5",
        "temp value=1013hPa,flow=1.5m3/h | without its unit | temp value=1013,flow=1.5",
        "temp value=-40% | without its unit | temp value=-40",
        "temp,room= value=21.5 | leave out a tag | temp value=21.5",
        "temp,room=,floor=1 value=21.5 | leave out a tag | temp,floor=1 value=21.5",
        "temp,room=living room value=1 | backslash and a space | temp,room=living\\ room value=1",
        "a,b=c d,e=f g h=1 | backslash and a space | a,b=c\\ d,e=f\\ g h=1",
        "living room value=1 | backslash and a space | living\\ room value=1",
        "temp, room=attic value=1 | behind a comma | temp,room=attic value=1",
        "temp value=21.5, hum=40 | behind a comma | temp value=21.5,hum=40",
        "temp,room=\"living room\" value=1 | without quotes | temp,room=living\\ room value=1",
        "door state='open' | double quotes | door state=\"open\"",
        "door state='wide open',n=1 | double quotes | door state=\"wide open\",n=1",
        "door state=\u201Copen\u201D | straight ones | door state=\"open\"",
        "door state=\u201Eopen\u201C | straight ones | door state=\"open\"",
        "door state=\\\"open\\\" | no backslash | door state=\"open\"",
        "door state=open | double quotes | door state=\"open\"",
        "door state=wide open,n=1i | double quotes | door state=\"wide open\",n=1i",
        "door since=12:30 | double quotes | door since=\"12:30\"",
        "door state=TRue | true or false | door state=true",
        "temp value=21.5\u00A0 | no-break space | temp value=21.5",
        "temp\u00A0value=21.5 | no-break space | temp value=21.5",
        "temp value=21.5 1764000000N | no %N | temp value=21.5 1764000000000000000",
        "temp value=21.5 1764000000%N | no %N | temp value=21.5 1764000000000000000",
        "temp value=21,5 | a point, not a comma | temp value=21.5",
        "temp value=21,5,w=3 | a point, not a comma | temp value=21.5,w=3",
        "temp value=21,5C | comma; a number stands | temp value=21.5",
        "temp value=1,234.5 | between thousands | temp value=1234.5",
        "temp value=1.234,5 | between thousands | temp value=1234.5",
        "temp value=1'234.5 | between thousands | temp value=1234.5",
        "temp value=1_234 | between thousands | temp value=1234",
        "temp value=1 234.5 | between thousands | temp value=1234.5",
        "temp value=1.234.567 | between thousands | temp value=1234567",
        "temp 21.5 | no name | temp value=21.5",
        "temp,room=attic 21.5 | no name | temp,room=attic value=21.5",
        "temp value:21.5 | not a colon | temp value=21.5",
        "temp value: 21.5 | not a colon | temp value=21.5",
        "temp value 21.5 | equals sign | temp value=21.5",
        "temp,room:attic value=1 | not a colon | temp,room=attic value=1",
        "temp value=1;hum=40 | a comma stands | temp value=1,hum=40",
        "temp value=1 hum=40 n=2 | a comma stands | temp value=1,hum=40,n=2",
        "temp value=1 1764000000.123 | decimal places | temp value=1 1764000000000000000",
        "temp value=1 1764000000123ms | neither quotes nor | temp value=1 1764000000123000000",
        "temp value=1 \"1764000000\" | neither quotes nor | temp value=1 1764000000000000000",
        "temp\tvalue=1 | not a tab | temp value=1",
        "temp value=1\t1764000000000000000 | not a tab | temp value=1 1764000000000000000",
        "temp value=0x1F | decimal | temp value=31",
        "temp value=+21.5 | plus sign | temp value=21.5",
        "temp value=+21.5C | plus sign | temp value=21.5",
        "temp value=\u221221.5 | minus sign | temp value=-21.5",
        "temp value=1.0i | decimal places | temp value=1.0",
        "temp value=-1u | ends with i | temp value=-1i",
        "temp,room=attic, value=1 | leave out the comma | temp,room=attic value=1",
        "temp value=1, | leave out the comma | temp value=1",
        "temp value=1,,hum=2 | leave out the comma | temp value=1,hum=2",
        "temp value=1, 1764000000000000000 | leave out the comma | "
                + "temp value=1 1764000000000000000",
        "temp,room=attic,value=21.5 | between the tags and the fields | temp,room=attic value=21.5",
        // stored, but the sensor cannot have meant it
        "temp,room=\"attic\" value=1 | quotes are part | temp,room=attic value=1",
        "\"temp\" value=1 | quotes are part | temp value=1",
        "temp=21.5 hum=40 | makes a new series | sensor temp=21.5,hum=40",
    })
    void saysWhatIsWrongAndWhatToSend(String sent, String says, String line) {
        String hint = hint(sent, StandardCharsets.UTF_8);
        assertNotNull(hint, sent);
        String[] parts = (hint + SEND).split(SEND, -1);
        assertTrue(parts[0].contains(says), hint);
        assertEquals(line, parts[1], hint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "temp value=nan | send no line",
        "temp value= | send no line",
        "temp value= 1764000000000000000 | send no line",
        "temp value=1,234 | no separators",
        "temp value=1 1.764e+09 | without exponent",
        "temp value=1 2025-11-24T16:00:00Z | is no date",
        "temp value=1 2025-11-24 16:00:00 | is no date",
        "a v=1\\nb v=2 | between the lines are the letters",
        "temp msg=\"say \"hi\" now\" | inside a string",
        "temp \"value\"=1 | quotes are part of the name",
        "door=open hum=40 | makes a new series",
        "temp,room=living\u00A0room v=1 | no-break space",
        "a,21.5 | this is CSV",
        "put m 1764000000 21.5 k=v | this is OpenTSDB",
        "{\"temp\":21.5} | this is JSON",
    })
    void namesNoLineWhereSeveralMayBeMeant(String sent, String says) {
        String hint = hint(sent, StandardCharsets.UTF_8);
        assertNotNull(hint, sent);
        assertTrue(hint.contains(says) && !hint.contains(SEND), hint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "temp,room=B\u00FCro value=1 | not UTF-8",
        "temp state=B\u00FCro | not UTF-8",
        "temp value=21.5\u00B0C | without its unit; send: temp value=21.5",
        "temp value=21.5\u00A0 | no-break space or another special space",
    })
    void readsLatin1(String sent, String says) {
        String hint = hint(sent, StandardCharsets.ISO_8859_1);
        assertTrue(hint.contains(says), hint);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "temp value=1\0", "temp value=1\0\0", "temp msg=\"x\"\0", "temp value=1 17\0"})
    void knowsTheZeroByteThatEndsAStringInC(String sent) {
        assertTrue(LineHint.ofRejected(
                sent.getBytes(StandardCharsets.UTF_8), 0, sent.length(), Cause.VALUE, PRECISION)
                .contains("zero byte"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "temp,room=attic value=21.5", "door state=True ", "a v=1i,w=2u,x=t,y=\"21.5\"",
        "a\\,b,c\\ d=e\\=f g=1", "a v=1 1764000000000000000", "a v=1", "a,b=\"c v=1",
        "a msg=\"x=1 y='2' \u00A0 \\n\"", "temp,room=caf\u00E9 v=1"})
    void doubtsNoLineThatTheSensorMayMean(String sent) {
        assertNull(hint(sent, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"-1, before 2000", "17640000000000000, before 2000", "4000000000000000000, ahead"})
    void doubtsATimeThatTheSensorCannotMean(String time, String says) {
        String hint = hint("a v=1 " + time, StandardCharsets.UTF_8);
        assertTrue(hint.startsWith("the time ") && hint.contains(says), hint);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "temp value=21.5.3x", "temp value=open\\x", "temp", "temp msg=\"open", ",a=b v=1",
        "temp value=1e999", "temp value=21.5\u0001C", "temp value=21.5\0abc"})
    void keepsSilentWhereNothingIsKnown(String sent) {
        assertNull(hint(sent, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cpu,host=pi,instance=0,type=percent,type_instance=idle value=98.7 17 | MaxPacketSize",
        "system,object=nodes,host=pve1 uptime=1 17 | Proxmox",
        "temp,room=attic value=21.5 | fewer lines",
    })
    void namesTheSettingOfASenderWhoseDatagramIsTooLong(String sent, String says) {
        byte[] bytes = (sent + "\ncut").getBytes(StandardCharsets.UTF_8);
        String hint = LineHint.ofRejected(
                bytes, sent.length() + 1, bytes.length, Cause.OVERSIZE, PRECISION);
        assertTrue(hint.contains(says), hint);
    }

    @Test
    void advisesOnlyLinesThatTheGatewayStoresAndNeverFails() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int advised = 0;
        for (int i = 0; i < 20_000; i++) {
            String sent = damaged(random);
            String hint = hint(sent, StandardCharsets.UTF_8);
            if (hint != null && hint.contains(SEND)) {
                String line = hint.substring(hint.indexOf(SEND) + SEND.length());
                String next = hint(line, StandardCharsets.UTF_8);
                assertTrue(next == null || next.startsWith("the time "), // damaged, too
                        "seed=" + seed + " sent=" + sent + " next=" + next);
                assertTrue(isStored(line), "seed=" + seed + " sent=" + sent + " line=" + line);
                advised++;
            }
        }
        assertTrue(advised > 1_000, "the fuzz reaches the hints: " + advised);
    }

    @Test
    void doubtsNoneOfManyGoodLines() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String sent = good(random);
            assertTrue(isStored(sent), sent);
            assertNull(hint(sent, StandardCharsets.UTF_8), "seed=" + seed + " sent=" + sent);
        }
    }

    /** A hostile line must not keep the program busy. */
    @ParameterizedTest
    @ValueSource(strings = {
        "a=", "a ", "1,", "1", "a,", "\\n", " ", "=\"", "'", "a b", ":", "\u00A0", "1'234", "\t",
        "a=1;", "x=\u201C", "-", ",=", "a=b "})
    void readsRepetitionsQuickly(String part) {
        for (String start : List.of("", "a ", "a v=", "a v=1 ", "a,b=")) {
            hint(start + part.repeat(1_000 / part.length()), StandardCharsets.UTF_8);
        }
    }

    /** A good line with up to three bytes changed, taken out or put in. */
    private static String damaged(Random random) {
        String letters = "a1 ,=\"\\'.:;\t\n%N-+iC\u00A0\u00E9{}<\0\r";
        StringBuilder line = new StringBuilder(good(random));
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(line.length());
            char letter = letters.charAt(random.nextInt(letters.length()));
            switch (random.nextInt(3)) {
                case 0 -> line.setCharAt(at, letter);
                case 1 -> line.insert(at, letter);
                default -> line.deleteCharAt(at);
            }
        }
        return line.toString();
    }

    private static String good(Random random) {
        List<String> values = List.of(
                "21.5", "-3", "40i", "7u", "true", "F", "\"open\"", "\"a, b=c\"", "1e3");
        StringBuilder line = new StringBuilder("temp");
        for (int i = random.nextInt(3); i > 0; i--) {
            line.append(",t").append(i).append('=').append(List.of("attic", "1", "a\\ b", "x.y-z")
                    .get(random.nextInt(4)));
        }
        List<String> fields = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            fields.add("f" + i + "=" + values.get(random.nextInt(values.size())));
        }
        return line.append(' ').append(String.join(",", fields))
                .append(random.nextBoolean() ? "" : " 1764000000000000000").toString();
    }

    private static boolean isStored(String line) {
        DatagramLines lines = read(line.getBytes(StandardCharsets.UTF_8));
        return lines.rejection() == null && !lines.isBlank() && !lines.next();
    }

    private static String hint(String sent, Charset charset) {
        byte[] bytes = sent.getBytes(charset);
        DatagramLines lines = read(bytes);
        if (lines.rejection() == null) {
            return lines.isBlank()
                    ? null
                    : LineHint.ofStored(bytes, lines.point(), PRECISION, NOW_NS);
        }
        return LineHint.ofRejected(
                bytes, lines.from(), lines.to(), lines.rejection(), PRECISION);
    }

    private static DatagramLines read(byte[] bytes) {
        DatagramLines lines = new DatagramLines(PRECISION);
        lines.begin(bytes, bytes.length, false);
        lines.next();
        return lines;
    }
}
