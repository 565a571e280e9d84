package sensorgate.device.hint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.udp.ReservedSeries;

@Timeout(20)
class ForeignLanguageTest {

    private static final String SEND = "have the sensor send: ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "JSON                  | {\"temp\":21.5,\"ok\":true}     | sensor temp=21.5,ok=true",
        "JSON                  | { \"a b\" : \"c\", \"n\": +1. } | sensor a_b=\"c\",n=1",
        "JSON                  | [{\"v\":1},{\"w\":-2e3}]       | sensor v=1,w=-2e3",
        "Prometheus text       | temp{room=\"attic\"} 21.5      | temp,room=attic value=21.5",
        "Graphite plaintext    | home.attic 21.5 1764000000     | home.attic value=21.5",
        "Graphite plaintext    | temp;room=attic 21.5 17640     | temp,room=attic value=21.5",
        "Prometheus text       | t{a=\"b c\",d=\"e=f\"} 1 | t,a=b\\ c,d=e\\=f value=1",
        "Graphite plaintext    | temp 21.5 1764000000           | temp value=21.5",
        "name=value pairs      | temp=21.5,hum=40               | sensor temp=21.5,hum=40",
        "name=value pairs      | temp=21.5&state=open           | sensor temp=21.5,state=\"open\"",
        "name=value pairs      | temp: 21.5; hum: 40            | sensor temp=21.5,hum=40",
        "numbers without names | 21.5                           | sensor value=21.5",
        "OpenTSDB | put a.b 1764000000 21.5 x=y z=1       | a.b,x=y,z=1 value=21.5",
        "CSV      | attic;21.5                            | attic value=21.5",
        "CSV      | attic,21.5,40                         | attic value1=21.5,value2=40",
        "CSV      | 2025-11-24 16:00,21.5                 | sensor value=21.5",
        "numbers without names | 21.5 °C                        | sensor value=21.5",
        "numbers without names | 21.5;40;1013                   | sensor value=21.5",
    })
    void saysInLineProtocolWhatWasSaidInAnother(String name, String sent, String line) {
        ForeignLanguage language = of(sent);
        assertNotNull(language, sent);
        assertEquals(name, language.name());
        assertEquals(SEND + line, language.remedy());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "gorets:1|c", "glork:320|ms|@0.1", "gaugor:-10|g", "a.b:3|c|#tag:x,other",
        "u:7|s\nv:8|c\n"})
    void recognisesStatsd(String sent) {
        ForeignLanguage language = of(sent);
        assertEquals("StatsD", language.name());
        assertTrue(language.remedy().startsWith(SEND), language.remedy());
        assertTrue(language.remedy().contains("Telegraf"), language.remedy());
    }

    @Test
    void makesTagsOfStatsdsTags() {
        String remedy = of("a.b:3|c|@0.1|#tag:x,env:dev").remedy();
        assertTrue(remedy.startsWith(SEND + "a.b,tag=x,env=dev value=3;"), remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "XML, <t>21.5</t>",
        "syslog, <34>Oct 11 22:14:15 host su: failed",
        "JSON in syslog, <165>1 2025-11-24T16:00:00Z pi rtl_433 - - - {\"temperature_C\":21.5}",
        "HTTP, POST /write HTTP/1.1",
        "NMEA 0183, '$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47'",
    })
    void recognisesLanguagesThatHaveNoTranslation(String name, String sent) {
        assertEquals(name, of(sent).name());
    }

    @ParameterizedTest
    @CsvSource({
        "compressed (gzip), 1f8b0800000000000003",
        "text in UTF-16, fffe610020007600",
        "text in UTF-16, 6100200076003d00",
        "MQTT, 100c00044d51545404020005",
        "collectd's binary protocol, 0000000a6174746963000001",
        "binary, 0102ff",
        "binary, d5ff",
        "binary, f09abb",
        "binary, 41ac0000", // 21.5, a float
        "binary, 42280000", // 42, "B("
        "binary, a16174f94d60", // {t: 21.5} in CBOR
        "binary, 81a174cb4035800000000000", // {t: 21.5} in MessagePack
    })
    void recognisesFormatsOfBytes(String name, String hex) {
        assertEquals(name, ForeignLanguage.of(HexFormat.of().parseHex(hex), false).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"74656d702c756e69743db04320763d31", "68616c6c6f20fc626572"})
    void takesNothingForBinaryThatHasNoControlCharacters(String hex) {
        assertNull(ForeignLanguage.of(HexFormat.of().parseHex(hex), false));
    }

    @Test
    void readsLatin1() {
        byte[] sent = "{\"unit\":\"\u00B0C\",\"temp\":21}".getBytes(StandardCharsets.ISO_8859_1);
        ForeignLanguage language = ForeignLanguage.of(sent, false);
        assertEquals("JSON", language.name());
        assertEquals(SEND + "sensor unit=\"\u00B0C\",temp=21", language.remedy());
    }

    @Test
    void readsTextThatWasCutInsideALetter() {
        byte[] whole = "x=\u00FC;\u00B0".getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(whole, whole.length - 1);
        assertEquals(SEND + "sensor x=\"\u00FC\"", ForeignLanguage.of(cut, true).remedy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "temp value=21.5C", "temp,room=attic value=x", "hello, gateway"})
    void doesNotGuessAtWhatIsOnlyALineAtFault(String sent) {
        assertNull(of(sent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"END 21.5 17", "ERR{} 21.5", "END:21.5|g"})
    void advisesNoSeriesThatIsNamedLikeAWordOfThePollProtocol(String sent) {
        assertTrue(of(sent).remedy().startsWith("have the sensor send text"), of(sent)::remedy);
    }

    @Test
    void advisesNothingThatTheGatewayWouldRejectWhateverIsSent() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "ab1.=:{}[]|\"\\ ,;<>&c\n+-e@#END";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder sent = new StringBuilder();
            int length = random.nextInt(40);
            for (int at = 0; at < length; at++) {
                sent.append(letters.charAt(random.nextInt(letters.length())));
            }
            ForeignLanguage language = of(sent.toString());
            if (language != null && language.remedy().startsWith(SEND)) {
                String line = language.remedy().substring(SEND.length()).split(";")[0];
                assertTrue(isGood(line), "seed=" + seed + " sent=" + sent + " line=" + line);
            }
        }
    }

    /** A hostile datagram must not keep the program busy. */
    @ParameterizedTest
    @ValueSource(strings = {"a=", "1,", "1", "a=b", "|@", "a:1|c|@", "\"a\":", "a.", " ", "{"})
    void readsRepetitionsQuickly(String part) {
        for (String end : new String[] {"", "!", "\u00E9", " x", "|", "\n\n"}) {
            of(part.repeat(1_000 / part.length()) + end);
            of("a:1|c" + part.repeat(900 / part.length()) + end);
        }
    }

    private static ForeignLanguage of(String sent) {
        return ForeignLanguage.of(sent.getBytes(StandardCharsets.UTF_8), false);
    }

    private static boolean isGood(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Point point = new Point();
        LineScanner.scan(bytes, 0, bytes.length, Precision.NS, point);
        return point.rejection() == null && !point.isBlank()
                && !ReservedSeries.contains(bytes, point);
    }
}
