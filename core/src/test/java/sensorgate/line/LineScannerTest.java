package sensorgate.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The grammar, sentence by sentence. Each char of a line is one byte. In a bad line, {@code ^}
 * marks the position of the fault.
 */
final class LineScannerTest {

    private static final String BEFORE = "before,no=1 f=1\n";
    private static final String BEHIND = "behind,no=2 f=2 2\n";

    @Nested
    final class Lines {

        @Test
        void findsEveryPartOfAPoint() {
            Scan scan = Scan.of("temp,room=attic,rack=3 value=21.5,ok=t 1700000000000000000\n");
            assertEquals("temp,rack=3,room=attic", scan.series());
            assertEquals(List.of("value=21.5", "ok=t"), scan.fields());
            assertEquals(1_700_000_000_000_000_000L, scan.timeNs());
            assertNull(scan.cause());
        }

        @ParameterizedTest
        @ValueSource(strings = {"m f=1", "m f=1 5", "m,a=b f=\"x\"", "m f=t 5  ", "m f=1i "})
        void needsNoNewlineAtTheEnd(String line) {
            assertEquals(Meaning.Kind.POINT, Scan.of(line).meaning().kind());
            assertEquals(line.length(), Scan.of(line).taken());
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n"})
        void endsAtEitherNewline(String newline) {
            List<Scan> scans = Scan.all("m f=1" + newline + "m f=\"x\"" + newline + newline
                    + "# c" + newline + "m f=3 5" + newline + "m f=4 6 " + newline);
            assertEquals(List.of("f=1", "f=\"x\"", "f=3", "f=4"), fields(scans));
            assertTrue(scans.stream().allMatch(scan -> scan.meaning().endedByNewline()));
            assertEquals(6, scans.size());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", " ", "#", "# comment", "m f=1", "m f=1 5", "m f=1 ", "m f=\"\n\"", "m", "m,a",
            "m f=x", "m f=\"open", "m f=1\r", "\r", "m f=1 -", "m f=\"\u00FF\""
        })
        void tellsWhetherANewlineEndedTheLine(String line) {
            assertEquals(false, Scan.of(line).meaning().endedByNewline());
            assertEquals(true, Scan.of(line + "\n").meaning().endedByNewline());
            assertEquals(true, Scan.of(line + "\r\nm f=1").meaning().endedByNewline());
            assertEquals(line.length() + 1, Scan.of(line + "\nm f=1").taken());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", " ", "    ", "#", "##", "# comment", "#m f=1", "  # m f=1", "# lone \r within",
            "#\r", "#\"", "#\\", "#\0\t\u007F", "# not UTF-8: \u00FF\u00C3"
        })
        void takesEmptyLinesAndCommentsForBlank(String line) {
            assertBlank(line, Scan.of(line));
            List<Scan> scans = Scan.all(BEFORE + line + "\r\n" + BEHIND);
            assertEquals(3, scans.size());
            assertBlank(line + "\r\n", scans.get(1));
        }

        @Test
        void takesANumberSignForACommentOnlyAtTheBeginning() {
            Scan scan = Scan.of("m#,#=# #=1,f=\"# no comment\"");
            assertEquals("m#,#=#", scan.series());
            assertEquals(List.of("#=1", "f=\"# no comment\""), scan.fields());
            assertRejected(Rejection.TIMESTAMP, "m f=1 ^# no comment");
        }

        @Test
        void takesSpacesAtEitherEnd() {
            Scan scan = Scan.of("   m,a=b f=1,g=2 7   \n");
            assertEquals("m,a=b f=1,g=2 7", scan.meaning().point());
            assertEquals("m f=1", Scan.of("  m f=1  \r\n").meaning().point());
            assertEquals("m f=1", Scan.of(" m f=1 ").meaning().point());
        }

        @Test
        void takesSeveralSpacesBetweenSections() {
            Scan scan = Scan.of("m,a=b    f=1    7");
            assertEquals("m,a=b", scan.series());
            assertEquals(List.of("f=1"), scan.fields());
            assertEquals(7, scan.timeNs());
        }

        @ParameterizedTest
        @ValueSource(strings = {"\t", "\u000B", "\f", "\0"})
        void takesNothingElseForASpace(String other) {
            assertRejected(Rejection.MEASUREMENT, "^" + other);
            assertRejected(Rejection.MEASUREMENT, "^" + other + "m f=1");
            assertRejected(Rejection.MEASUREMENT, "m^" + other + "f=1");
            assertRejected(Rejection.TAG, "m,a=b^" + other + "f=1");
            assertRejected(Rejection.FIELD, "m ^" + other + "f=1");
            assertRejected(Rejection.VALUE, "m f=^1" + other);
            assertRejected(Rejection.VALUE, "m f=\"x\"^" + other + "5");
            assertRejected(Rejection.TIMESTAMP, "m f=1 ^" + other + "5");
            assertRejected(Rejection.TIMESTAMP, "m f=1 ^5" + other);
        }

        @Test
        void rejectsALoneCarriageReturn() {
            assertRejected(Rejection.MEASUREMENT, "^\rm f=1");
            assertRejected(Rejection.MEASUREMENT, "^\r\r");
            assertRejected(Rejection.MEASUREMENT, "m^\r f=1");
            assertRejected(Rejection.TAG, "m,a^\r=b f=1");
            assertRejected(Rejection.TAG, "m,a=b^\r f=1");
            assertRejected(Rejection.FIELD, "m f^\r=1");
            assertRejected(Rejection.VALUE, "m f=1^\r 5");
            assertRejected(Rejection.VALUE, "m f=1^\r\r");
            assertRejected(Rejection.VALUE, "m f=\"x\"^\r,g=1");
            assertRejected(Rejection.TIMESTAMP, "m f=1 ^\r 5");
            assertRejected(Rejection.TIMESTAMP, "m f=1 ^5\r6");
            assertRejected(Rejection.TIMESTAMP, "m f=1 ^5 \r ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\r", "m f=1\r", "m f=1 \r", "m f=1 5\r", "m\r", "m,a=b\r"})
        void rejectsACarriageReturnAtTheVeryEnd(String line) {
            assertTrue(Scan.of(line).cause() != null);
        }

        @Test
        void skipsABadLineToItsNewlineOnly() {
            List<Scan> scans = Scan.all("m f=1\nm,a f=2\nm f=\nm f=4\n\tm f=5\nm f=6 soon\nm f=7");
            assertEquals(List.of("f=1", "f=4", "f=7"), fields(scans));
            assertEquals(7, scans.size());
        }

        @Test
        void endsABadLineAtTheFirstNewlineInItsStrings() {
            List<Scan> scans = Scan.all("m r=\"\",s=\"a\nb\",t=\"c\nd\",x=bad\n" + BEHIND);
            assertEquals(Rejection.VALUE, scans.get(0).cause());
            assertEquals("m r=\"\",s=\"a".length(), scans.get(0).errorAt());
            assertEquals(Rejection.FIELD, scans.get(1).cause());
            assertEquals(Rejection.FIELD, scans.get(2).cause());
            assertEquals(List.of("f=2"), fields(scans));
            assertEquals(4, scans.size());
        }

        @Test
        void costsNoOtherLineIfItIsTooLong() {
            String tooLong = "m s=\"" + "x".repeat(LineScanner.LINE_MAX - 5) + "\"";
            List<Scan> scans = Scan.all(BEFORE + tooLong + "\r\n" + BEHIND + tooLong);
            assertEquals(List.of("f=1", "f=2"), fields(scans));
            for (Scan scan : List.of(scans.get(1), scans.get(3))) {
                assertEquals(Rejection.LENGTH, scan.cause());
                assertEquals(LineScanner.LINE_MAX, scan.errorAt());
            }
            assertEquals(4, scans.size());
        }

        @Test
        void isTooLongIfItsFaultIsBehindTheLimit() {
            String longest = "m s=\"" + "x".repeat(LineScanner.LINE_MAX - 6) + "\"";
            assertEquals(LineScanner.LINE_MAX, longest.length());
            assertEquals(Rejection.VALUE, Scan.of(longest + "x").cause());
            assertEquals(Rejection.LENGTH, Scan.of(longest + " x").cause());
        }

        @Test
        void mayBeLongerIfTheGatewayWroteIt() {
            byte[] written = Scan.bytes("m s=\"" + "\\n".repeat(1018) + "\" 7");
            Point point = new Point();
            assertEquals(
                    written.length, LineScanner.scanWritten(written, 0, written.length, point));
            assertNull(point.rejection());
            assertEquals(7, point.timeNs());
        }

        @Test
        void takesNoQuoteBehindTheFaultForAString() {
            List<Scan> scans = Scan.all("m x=bad,s=\"a\nm f=1\n");
            assertEquals(Rejection.VALUE, scans.get(0).cause());
            assertEquals(List.of("f=1"), fields(scans));
        }

        @Test
        void remembersNothingOfTheLineBefore() {
            List<Scan> scans = Scan.all("m,b=1,a=2 f=1,g=2,h=3 5\n# c\nm\nm f=1\n\nm f=\"");
            assertEquals(5, scans.get(0).timeNs());
            assertBlank("# c\n", scans.get(1));
            assertEquals(Rejection.FIELD, scans.get(2).cause());
            assertEquals("m f=1", scans.get(3).meaning().point());
            assertEquals(List.of("f=1"), scans.get(3).fields());
            assertNull(scans.get(3).timeNs());
            assertNull(scans.get(3).cause());
            assertBlank("\n", scans.get(4));
            assertEquals(Rejection.STRING, scans.get(5).cause());
        }

        @Test
        void scansAtTheEndOfTheLargestArray() {
            byte[] bytes = new byte[65_535];
            byte[] line = Scan.bytes("m,b=1,a=2 f=\"" + "x".repeat(1000) + "\",g=1 5");
            int from = bytes.length - line.length;
            System.arraycopy(line, 0, bytes, from, line.length);
            Point point = new Point();
            assertEquals(
                    bytes.length,
                    LineScanner.scan(bytes, from, bytes.length, Precision.NS, point));
            point.sortTags(bytes);
            assertEquals("m,a=2,b=1", Scan.text(bytes, point.from(), point.seriesTo()));
            assertEquals("g", Scan.text(bytes, point.fieldFrom(1), point.fieldTo(1)));
            assertEquals("1", Scan.text(bytes, point.valueFrom(1), point.valueTo(1)));
            assertEquals(bytes.length, point.to());
        }
    }

    @Nested
    final class Measurements {

        @ParameterizedTest
        @ValueSource(strings = {
            "m", "1", "-", "=", "a=b", "a\\=b", "\"m\"", "'", "two\\ words", "one\\,two", "\\ ",
            "\\,", "two\\\\ words", "back\\slash", "\\\\a", "a\\\"b", "a#", "\\#", "1.5i", "{}",
            "a:b|c"
        })
        void takesAnyByteAndItsEscapes(String measurement) {
            Scan scan = Scan.of(measurement + ",a=b f=1");
            assertEquals(measurement + ",a=b", scan.series());
            assertEquals(List.of("f=1"), scan.fields());
            assertEquals(measurement, Scan.of(measurement + " f=1").series());
        }

        @Test
        void takesUtf8() {
            assertSeries(Scan.utf8("Küche"));
            assertSeries(Scan.utf8("温度"));
            assertSeries(Scan.utf8("🌡"));
            assertSeries("\u00C2\u0080"); // U+0080, a control character, but not one of ASCII
        }

        @Test
        void rejectsAnEmptyOne() {
            assertRejected(Rejection.MEASUREMENT, "^,a=b f=1");
            assertRejected(Rejection.MEASUREMENT, " ^,a=b f=1");
            assertRejected(Rejection.MEASUREMENT, "^,");
        }

        @Test
        void rejectsOneWithoutFields() {
            assertRejected(Rejection.FIELD, "m^");
            assertRejected(Rejection.FIELD, "m ^");
            assertRejected(Rejection.FIELD, "m   ^");
            assertRejected(Rejection.FIELD, "m\\ f=1^");
            assertRejected(Rejection.FIELD, "name=21.5^");
        }

        @Test
        void rejectsControlCharacters() {
            for (char c = 0; c <= 0x7F; c = c == 0x1F ? 0x7F : (char) (c + 1)) {
                if (c != '\n') {
                    assertRejected(Rejection.MEASUREMENT, "m^" + c + "n f=1");
                }
            }
        }

        @Test
        void rejectsWhatIsNotUtf8() {
            assertRejected(Rejection.UTF8, "^\u00FF f=1");
            assertRejected(Rejection.UTF8, "^m\u00C3 f=1");
            assertRejected(Rejection.UTF8, "^\u00A4m f=1");
            assertRejected(Rejection.UTF8, "^\u00C0\u00AC f=1"); // a comma, overlong
            assertRejected(Rejection.UTF8, "^\u00ED\u00A0\u0080 f=1"); // a surrogate
            assertRejected(Rejection.UTF8, "^\u00F4\u0090\u0080\u0080 f=1"); // beyond U+10FFFF
        }
    }

    @Nested
    final class Tags {

        @ParameterizedTest
        @ValueSource(strings = {
            "a=b", "1=2", "\"a\"=\"b\"", "a\\ b=c\\ d", "a\\,b=c\\,d", "a\\=b=c\\=d", "\\ =\\ ",
            "\\,=\\,", "\\==\\=", "a\\b=c\\d", "\\a=\\b", "a\\\\ b=c\\\\ d", "\\\\\\ =\\\\\\,",
            "a#=#"
        })
        void takesAnyByteAndItsEscapes(String tag) {
            assertSeries("m," + tag);
            assertSeries("m," + tag + ",~=~");
        }

        @Test
        void takesUtf8() {
            assertSeries(Scan.utf8("m,räum=küche,é=…"));
        }

        @Test
        void takesABackslashBeforeADelimiterForAnEscape() {
            assertRejected(Rejection.TAG, "m,a=b\\ f^=1"); // a tag value cannot end in a backslash
            assertRejected(Rejection.TAG, "m,a=b\\\\ f^=1");
            assertRejected(Rejection.TAG, "m,a\\=b^ f=1");
            assertRejected(Rejection.TAG, "m,a=b\\,c^=d f=1");
        }

        @Test
        void rejectsOneWithoutKeyOrValue() {
            assertRejected(Rejection.TAG, "m,^ f=1");
            assertRejected(Rejection.TAG, "m,^");
            assertRejected(Rejection.TAG, "m,^=b f=1");
            assertRejected(Rejection.TAG, "m,^=");
            assertRejected(Rejection.TAG, "m,^,a=b f=1");
            assertRejected(Rejection.TAG, "m,a^");
            assertRejected(Rejection.TAG, "m,a^ f=1");
            assertRejected(Rejection.TAG, "m,a^,b=c f=1");
            assertRejected(Rejection.TAG, "m,a=^");
            assertRejected(Rejection.TAG, "m,a=^ f=1");
            assertRejected(Rejection.TAG, "m,a=^,b=c f=1");
            assertRejected(Rejection.TAG, "m,a=b,^ f=1");
            assertRejected(Rejection.TAG, "m,^ a=b f=1");
        }

        @Test
        void rejectsAnUnescapedEqualsSignInAValue() {
            assertRejected(Rejection.TAG, "m,a=b^=c f=1");
            assertRejected(Rejection.TAG, "m,a=^=b f=1");
        }

        @Test
        void rejectsThemWithoutFields() {
            assertRejected(Rejection.FIELD, "m,a=b^");
            assertRejected(Rejection.FIELD, "m,a=b ^");
            assertRejected(Rejection.FIELD, "m,a=b\\ f^");
        }

        @Test
        void rejectsControlCharacters() {
            for (char c = 0; c <= 0x7F; c = c == 0x1F ? 0x7F : (char) (c + 1)) {
                if (c != '\n') {
                    assertRejected(Rejection.TAG, "m,a^" + c + "a=b f=1");
                    assertRejected(Rejection.TAG, "m,a=b^" + c + "b f=1");
                }
            }
        }

        @Test
        void rejectsWhatIsNotUtf8() {
            assertRejected(Rejection.UTF8, "m,^a\u00FF=b f=1");
            assertRejected(Rejection.UTF8, "m,a=^b\u00E2\u0082 f=1");
            assertRejected(Rejection.UTF8, "m,^\u00C3=\u00A4 f=1"); // a letter cut in two
        }

        @Test
        void givesOneSeriesWhateverTheirOrder() {
            String[] orders = {
                "m,a=1,b=2,c=3", "m,a=1,c=3,b=2", "m,b=2,a=1,c=3",
                "m,b=2,c=3,a=1", "m,c=3,a=1,b=2", "m,c=3,b=2,a=1"
            };
            for (String order : orders) {
                Scan scan = Scan.of("  " + order + " f=1,g=\"x\" 5 \n");
                assertEquals("m,a=1,b=2,c=3 f=1,g=\"x\" 5", scan.meaning().point());
                assertEquals("m,a=1,b=2,c=3", scan.series());
                assertEquals(List.of("f=1", "g=\"x\""), scan.fields());
            }
        }

        @Test
        void staySortedWhenSortedAgain() {
            byte[] bytes = Scan.bytes("m,bb=1,a=2 f=1");
            Point point = new Point();
            LineScanner.scan(bytes, 0, bytes.length, Precision.NS, point);
            point.sortTags(bytes);
            point.sortTags(bytes);
            assertEquals("m,a=2,bb=1 f=1", Scan.text(bytes, 0, bytes.length));
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "m,a=2,ab=1", // a key sorts before a longer key
            "m,B=2,a=1", // byte order, not alphabetical order
            "m,+=2,a\\ =3,a\\,=1,a-=4", // escaped 5C, unescaped 20 and 2C, before 2D
            "m,a\\,=2,a\\=b=3,a\\b=1", // unescaped 2C, 3D, 5C
            "m,a\\\\\\,=2,a\\\\a=1", // unescaped 5C 2C before 5C 5C
            "m,a\\==9,b=1",
            "m,~=2,\u00C3\u00A9=1", // C3 sorts after 7E: bytes are unsigned
            "m,a=z,b=a" // by key, not by value
        })
        void sortsByTheBytesOfKeysWithoutTheirEscapes(String sorted) {
            assertSeries(sorted);
            List<String> parts = new ArrayList<>(List.of(sorted.split("(?<!\\\\),")));
            Collections.reverse(parts.subList(1, parts.size()));
            assertEquals(sorted, Scan.of(String.join(",", parts) + " f=1").series());
        }

        @Test
        void rejectsAKeyGivenTwice() {
            assertRejected(Rejection.DUPLICATE_TAG, "m,a=1,^a=1 f=1");
            assertRejected(Rejection.DUPLICATE_TAG, "m,a=1,b=2,^a=3 f=1");
            assertRejected(Rejection.DUPLICATE_TAG, "m,a=1,c=2,b=3,d=4,^c=5 f=1");
            assertRejected(Rejection.DUPLICATE_TAG, "m,b=1,a=2,^b=3,a=4 f=1");
            assertRejected(Rejection.DUPLICATE_TAG, "m,a\\ b=1,a=2,^a\\ b=3 f=1");
            assertSeries("m,a=1,a\\==1,aa=1");
        }

        @Test
        void rejectsAKeyGivenTwiceWhereverItStands() {
            for (int count = 1; count < 20; count++) {
                for (int twice = 0; twice < count; twice++) {
                    String tags = IntStream.range(0, count)
                            .map(i -> i * 7 % 19) // any order
                            .mapToObj(i -> "," + (char) ('a' + i) + "=1")
                            .collect(Collectors.joining());
                    String again = tags.substring(twice * 4 + 1, twice * 4 + 4);
                    assertRejected(Rejection.DUPLICATE_TAG, "m" + tags + ",^" + again + " f=1");
                }
            }
        }

        @Test
        void sortsAsManyAsALineHolds() {
            List<String> tags = new ArrayList<>(IntStream.range(0x100, 0x100 + 169)
                    .mapToObj(i -> "," + Integer.toHexString(i) + "=x")
                    .toList());
            String sorted = "m" + String.join("", tags);
            String fields = " " + "f".repeat(1024 - sorted.length() - 3) + "=1";
            Collections.reverse(tags);
            String line = "m" + String.join("", tags) + fields;
            assertEquals(LineScanner.LINE_MAX, line.length());
            assertEquals(sorted + fields, Scan.of(line).meaning().point());
        }

        /** A line of 1024 bytes cannot hold 257: this is the last guard of the point itself. */
        @Test
        void areHeldUpTo256() {
            String tags = tags(256);
            assertEquals(tags, Scan.ofWritten(tags + " f=1").series());
            String more = tags(257);
            Scan scan = Scan.ofWritten(more + " f=1\nm f=1\n");
            assertEquals(Rejection.TAG, scan.cause());
            assertEquals(more.lastIndexOf(',') + 1, scan.errorAt());
            assertEquals(more.length() + 5, scan.taken());
        }

        private String tags(int count) {
            return "m" + IntStream.range(0x100, 0x100 + count)
                    .mapToObj(i -> "," + Integer.toHexString(i) + "=x")
                    .collect(Collectors.joining());
        }
    }

    @Nested
    final class Fields {

        @ParameterizedTest
        @ValueSource(strings = {
            "f", "1", "\"f\"", "two\\ words", "one\\,two", "a\\=b", "\\ ", "\\=", "\\,",
            "back\\slash", "\\\\a", "a\\\\ b", "#", "-"
        })
        void takeAnyByteAndItsEscapesForAName(String name) {
            Scan scan = Scan.of("m a=1," + name + "=2," + name + "=\"x\"");
            assertEquals(List.of("a=1", name + "=2", name + "=\"x\""), scan.fields());
        }

        @Test
        void takeUtf8ForAName() {
            String field = Scan.utf8("wärme=1");
            assertEquals(List.of(field), Scan.of("m " + field).fields());
        }

        @Test
        void keepTheOrderOfTheLineAndANameGivenTwice() {
            Scan scan = Scan.of("m b=1,a=2,b=3i,a=\"4\"");
            assertEquals(List.of("b=1", "a=2", "b=3i", "a=\"4\""), scan.fields());
        }

        @Test
        void needANameAndAValue() {
            assertRejected(Rejection.FIELD, "m ^=1");
            assertRejected(Rejection.FIELD, "m ^,f=1");
            assertRejected(Rejection.FIELD, "m f^");
            assertRejected(Rejection.FIELD, "m f^ 5");
            assertRejected(Rejection.FIELD, "m f^,g=1");
            assertRejected(Rejection.FIELD, "m f\\=1^");
            assertRejected(Rejection.FIELD, "m f=1,^");
            assertRejected(Rejection.FIELD, "m f=1,^ g=2");
            assertRejected(Rejection.FIELD, "m f=1,g^");
            assertRejected(Rejection.FIELD, "m f=1,^,g=2");
            assertRejected(Rejection.FIELD, "m f^ =1");
            assertRejected(Rejection.VALUE, "m f=^");
            assertRejected(Rejection.VALUE, "m f=^ 1");
            assertRejected(Rejection.VALUE, "m f=^,g=1");
            assertRejected(Rejection.VALUE, "m f=1,g=^");
        }

        @Test
        void areRejectedForControlCharactersInAName() {
            for (char c = 0; c <= 0x7F; c = c == 0x1F ? 0x7F : (char) (c + 1)) {
                if (c != '\n') {
                    assertRejected(Rejection.FIELD, "m f^" + c + "=1");
                }
            }
        }

        @Test
        void areRejectedForANameThatIsNotUtf8() {
            assertRejected(Rejection.UTF8, "m ^f\u00FF=1");
            assertRejected(Rejection.UTF8, "m f=1,^\u0080=1");
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "21.5", "-0.50", "1.", ".5", "007", "1e3", "1.5E-03", "0i", "-9223372036854775808i",
            "0u", "18446744073709551615u", "t", "T", "true", "True", "TRUE", "f", "F", "false",
            "False", "FALSE"
        })
        void keepTheirValueAsItWasSent(String value) {
            for (String behind : List.of("", "\n", "\r\n", " ", " \n", " 5", ",g=1")) {
                assertEquals("f=" + value, Scan.of("m f=" + value + behind).fields().get(0));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "+1", "NaN", "-Inf", "1.0i", "-1u", "1e", "1x", "0x10", "tRUE", "yes", "on", "'x'",
            "1=2", "=1", "1\"x\"", "x\"\"", "\\\"x\\\"", "1\\ 2", "\\", "\u00FF", "21.5|g"
        })
        void areRejectedForAValueThatIsNone(String value) {
            assertRejected(Rejection.VALUE, "m f=^" + value);
            assertRejected(Rejection.VALUE, "m a=1,f=^" + value + ",b=2 5");
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "1e309", "-1e400", "9223372036854775808i", "-9223372036854775809i",
            "18446744073709551616u"
        })
        void areRejectedForANumberThatDoesNotFit(String value) {
            assertRejected(Rejection.RANGE, "m f=^" + value);
            assertRejected(Rejection.RANGE, "m a=1,f=^" + value + ",b=2 5");
        }

        /** A line of 1024 bytes cannot hold 257: this is the last guard of the point itself. */
        @Test
        void areHeldUpTo256() {
            String fields = "m " + ",f=1".repeat(256).substring(1);
            assertEquals(256, Scan.ofWritten(fields).fields().size());
            Scan scan = Scan.ofWritten(fields + ",g=1\nm f=1\n");
            assertEquals(Rejection.FIELD, scan.cause());
            assertEquals(fields.length() + 1, scan.errorAt());
            assertEquals(fields.length() + 5, scan.taken());
        }
    }

    @Nested
    final class Strings {

        @ParameterizedTest
        @ValueSource(strings = {
            "", "x", "two words", "a,b=c", "# no comment", "\\\"", "\\\\", "\\\\\\\"",
            "say \\\"hi\\\"", "back\\slash", "\\n", "\\ ", "\\,", "\\x\\\\", "a\nb", "\n", "\n\n",
            "\r", "a\r\nb", "\t", "\0\u0001\u001F\u007F", "m f=1\nm f=2\n", "21.5"
        })
        void takeAnythingBetweenTheirQuotes(String content) {
            String string = "\"" + content + "\"";
            for (String behind : List.of("", "\n", "\r\n", " ", " 5", ",g=\"y\"", "\nm g=\"y\"")) {
                assertEquals("f=" + string, Scan.of("m f=" + string + behind).fields().get(0));
            }
            assertEquals(List.of("f=1", "f=" + string, "f=2"),
                    fields(Scan.all(BEFORE + "m f=" + string + "\n" + BEHIND)));
        }

        @Test
        void takeUtf8() {
            String field = Scan.utf8("f=\"21 °C, 5 €, 🌡\"");
            assertEquals(List.of(field), Scan.of("m " + field).fields());
        }

        @Test
        void areRejectedIfNotUtf8() {
            assertRejected(Rejection.UTF8, "m f=\"\u00FF^\"");
            assertRejected(Rejection.UTF8, "m f=\"ab\u00C3^\" 5");
            assertRejected(Rejection.UTF8, "m f=\"\u00C3\\\"\u00A4^\"");
            assertRejected(Rejection.UTF8, "m f=\"\u00ED\u00B0\u0080^\",g=1");
        }

        @Test
        void costTheLineOfTheirOpeningQuoteIfTheyAreNotUtf8() {
            List<Scan> scans = Scan.all("m f=\"\u00FF\nm f=1\n\"\n" + BEHIND);
            assertEquals(Rejection.UTF8, scans.get(0).cause());
            assertEquals(List.of("f=1", "f=2"), fields(scans));
            assertEquals(4, scans.size());
        }

        @Test
        void needTheirClosingQuote() {
            assertRejected(Rejection.STRING, "m f=^\"");
            assertRejected(Rejection.STRING, "m f=^\"open");
            assertRejected(Rejection.STRING, "m f=^\"open 5");
            assertRejected(Rejection.STRING, "m f=^\"open\\\"");
            assertRejected(Rejection.STRING, "m f=^\"open\\");
            assertRejected(Rejection.STRING, "m f=^\"open\\\\\\\"");
            assertRejected(Rejection.STRING, "m f=\"a\",g=^\"\\\\\\\" 5");
            assertRejected(Rejection.STRING, "m f=^\"\u00FF");
        }

        @Test
        void thatNeverEndCostOnlyTheirOwnLine() {
            List<Scan> scans = Scan.all(BEFORE + "m f=\"open\r\n" + BEHIND + "m f=3");
            assertEquals(Rejection.STRING, scans.get(1).cause());
            assertEquals("m f=\"open\r\n".length(), scans.get(1).taken());
            assertEquals(List.of("f=1", "f=2", "f=3"), fields(scans));
        }

        @Test
        void thatNeverEndCostTheLineOfTheirOpeningQuote() {
            List<Scan> scans = Scan.all("m f=\"a\nb\",g=\"open\n" + BEHIND);
            assertEquals(Rejection.STRING, scans.get(0).cause());
            assertEquals("m f=".length(), scans.get(0).errorAt());
            assertEquals(Rejection.FIELD, scans.get(1).cause());
            assertEquals(List.of("f=2"), fields(scans));
            assertEquals(3, scans.size());
        }

        /** A door opens its quote, and a pump's opening quote closes it. */
        @Test
        void costTheirOwnLineAloneWhereTheQuoteOfAnotherLineEndsThem() {
            List<Scan> scans = Scan.all("m f=\"open\n" + BEFORE + "m f=\"on\",g=9i\n" + BEHIND);
            assertEquals(Rejection.STRING, scans.get(0).cause());
            assertEquals("m f=".length(), scans.get(0).errorAt());
            assertEquals(List.of("f=1", "f=\"on\"", "g=9i", "f=2"), fields(scans));
            assertEquals(4, scans.size());
        }

        @Test
        void costTheirOwnLineAloneHoweverFarTheNextQuoteIs() {
            String lines = BEFORE.repeat(LineScanner.LINE_MAX / BEFORE.length() + 1);
            List<Scan> scans = Scan.all("m f=\"open\n" + lines + "m f=\"on\"\n");
            assertEquals(Rejection.STRING, scans.get(0).cause());
            assertEquals("f=\"on\"", fields(scans).getLast());
            assertEquals(1, scans.stream().filter(scan -> scan.cause() != null).count());
        }

        @Test
        void areFollowedByACommaASpaceOrTheEnd() {
            assertRejected(Rejection.VALUE, "m f=\"a\"^b");
            assertRejected(Rejection.VALUE, "m f=\"a\"^\"b\"");
            assertRejected(Rejection.VALUE, "m f=\"a\"^i");
            assertRejected(Rejection.VALUE, "m f=\"a\"^5");
            assertRejected(Rejection.VALUE, "m f=\"a\\\\\"^\"");
            assertRejected(Rejection.FIELD, "m f=\"a\",^");
            assertRejected(Rejection.TIMESTAMP, "m f=\"a\" ^\"b\"");
        }
    }

    @Nested
    final class Timestamps {

        @ParameterizedTest
        @CsvSource({
            "0, 0", "-0, 0", "1, 1", "-1, -1", "0001, 1", "-0001, -1", "1700000000, 1700000000",
            "9223372036854775807, 9223372036854775807",
            "-9223372036854775808, -9223372036854775808",
            "00000000000000000000000009223372036854775807, 9223372036854775807"
        })
        void areIntegersOf64Bits(String digits, long ns) {
            assertEquals(ns, Scan.of("m f=1 " + digits).timeNs());
            Scan scan = Scan.of("m f=\"x\"  " + digits + "  \r\n" + BEHIND);
            assertEquals(ns, scan.timeNs());
            assertEquals("m f=\"x\"  " + digits, scan.meaning().point());
        }

        @Test
        void mayBeLeftOut() {
            assertNull(Scan.of("m f=1").timeNs());
            assertNull(Scan.of("m f=1   \r\n").timeNs());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "9223372036854775808", "-9223372036854775809", "10000000000000000000", "+1", "1.0",
            "1.", "1e9", "-", "--1", "- 1", "-a", "now", "1i", "1u", "1_000", "1 2", "1 -", "1,g=2",
            "1,", "1\"", "g=2", "\"1\"", "t", ",g=2", "\u00B2", "1#",
            "99999999999999999999999999999999999999999999"
        })
        void areRejectedIfTheyAreNone(String timestamp) {
            assertRejected(Rejection.TIMESTAMP, "m f=1 ^" + timestamp);
            assertRejected(Rejection.TIMESTAMP, "m f=1  ^" + timestamp + " ");
        }

        @ParameterizedTest
        @CsvSource({
            "NS, 1, 9223372036854775807, 9223372036854775807",
            "NS, 1, -9223372036854775808, -9223372036854775808",
            "US, 1000, 9223372036854775, 9223372036854775000",
            "US, 1000, -9223372036854775, -9223372036854775000",
            "MS, 1000000, 9223372036854, 9223372036854000000",
            "MS, 1000000, -9223372036854, -9223372036854000000",
            "S, 1000000000, 9223372036, 9223372036000000000",
            "S, 1000000000, -9223372036, -9223372036000000000"
        })
        void areKeptInNanosecondsAsFarAsTheyFit(
                Precision precision, long nsPerTick, long ticks, long ns) {
            assertEquals(ns, Scan.of("m f=1 " + ticks, precision).timeNs());
            assertEquals(nsPerTick, Scan.of("m f=1 1", precision).timeNs());
            assertEquals(-nsPerTick, Scan.of("m f=1 -1", precision).timeNs());
            assertEquals(0, Scan.of("m f=1 0", precision).timeNs());
            if (precision != Precision.NS) {
                String next = "m f=1 " + (ticks + Long.signum(ticks));
                assertEquals(Rejection.TIMESTAMP, Scan.of(next, precision).cause());
                assertEquals(6, Scan.of(next, precision).errorAt());
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"US", "MS", "S"})
        void areRejectedAtTheEdgesOf64BitsInOtherUnits(Precision precision) {
            for (long ticks : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
                assertEquals(Rejection.TIMESTAMP, Scan.of("m f=1 " + ticks, precision).cause());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "1764000000", "1764000000000", "1764000000000000", "1764000000000000000"
        })
        void showTheirUnitByTheirMagnitude(String timestamp) {
            assertEquals(
                    1_764_000_000_000_000_000L,
                    Scan.of("a v=1 " + timestamp, Precision.AUTO).timeNs());
        }
    }

    /** Lines that real devices and programs send. */
    @Nested
    final class Sensors {

        @Test
        void sendPointsWithoutNewlineAndTime() {
            Scan scan = Scan.of("wifi_status,device=ESP8266,SSID=home\\ net rssi=-67,uptime=53");
            assertEquals("wifi_status,SSID=home\\ net,device=ESP8266", scan.series());
            assertEquals(List.of("rssi=-67", "uptime=53"), scan.fields());
        }

        @Test
        void sendSeveralLinesInADatagram() {
            List<Scan> scans = Scan.all("""
                    system,host=pve uptime=86400,load="0.05, 0.10" 1700000000000000000
                    cpustat,host=pve,object=nodes cpus=4,wait=0.0003,iowait=0 1700000000000000000
                    memory,object=nodes,host=pve free=1024i,used=2048u,swap=f 1700000000000000000
                    """);
            assertEquals(3, scans.size());
            assertTrue(scans.stream().allMatch(scan -> scan.cause() == null));
            assertEquals("memory,host=pve,object=nodes", scans.get(2).series());
            assertEquals("load=\"0.05, 0.10\"", scans.get(0).fields().get(1));
        }

        @Test
        void areRejectedWhereTheySpeakAnotherLanguage() {
            assertRejected(Rejection.FIELD, "Bureau#Temp=21.5^"); // bare name=value
            assertRejected(Rejection.FIELD, "bureau.temp:21.5|g^"); // StatsD
            assertRejected(Rejection.FIELD, "bureau.temp 21.5^ 1700000000"); // Graphite
            assertRejected(Rejection.TAG, "{\"id\":\"7\",^ \"temp\":21.5}"); // JSON
        }
    }

    /** A series as in a request of the poll protocol: with a space behind it. */
    @Nested
    final class Series {

        @ParameterizedTest
        @ValueSource(strings = {
            "m", "m,a=b", "m,a=b,c=d", "two\\ words,a\\ b=c\\ d", "a=b", "m,a\\,b=c\\=d",
            "back\\slash"
        })
        void endsAtItsSpace(String series) {
            byte[] bytes = Scan.bytes("GET " + series + " field ");
            Point point = new Point();
            int to = LineScanner.scanSeries(bytes, 4, bytes.length, point);
            assertEquals(4 + series.length(), to);
            assertEquals(4, point.from());
            assertEquals(to, point.seriesTo());
            assertNull(point.rejection());
        }

        @Test
        void hasItsTagsSorted() {
            byte[] bytes = Scan.bytes("m,b=1,a\\ =2 ");
            Point point = new Point();
            assertEquals(11, LineScanner.scanSeries(bytes, 0, bytes.length, point));
            point.sortTags(bytes);
            assertEquals("m,a\\ =2,b=1 ", Scan.text(bytes, 0, bytes.length));
        }

        @Test
        void isRejectedIfItIsNone() {
            assertSeriesRejected(Rejection.MEASUREMENT, "^ ");
            assertSeriesRejected(Rejection.MEASUREMENT, "^,a=b ");
            assertSeriesRejected(Rejection.MEASUREMENT, "m^\t ");
            assertSeriesRejected(Rejection.TAG, "m,^ ");
            assertSeriesRejected(Rejection.TAG, "m,a^ ");
            assertSeriesRejected(Rejection.TAG, "m,a=^ ");
            assertSeriesRejected(Rejection.TAG, "m,a=b^=c ");
            assertSeriesRejected(Rejection.TAG, "m,a=b,^ ");
            assertSeriesRejected(Rejection.DUPLICATE_TAG, "m,a=b,^a=c ");
            assertSeriesRejected(Rejection.UTF8, "^\u00FF ");
            assertSeriesRejected(Rejection.FIELD, "m\\ ^");
            assertSeriesRejected(Rejection.FIELD, "m,a=b\\ ^");
        }

        @Test
        void isFoundByAPointThatHeldAnother() {
            byte[] bytes = Scan.bytes("m,b=1,a=2 ");
            Point point = new Point();
            LineScanner.scan(Scan.bytes("x,b=1,a=1 f"), 0, 11, Precision.NS, point);
            assertEquals(9, LineScanner.scanSeries(bytes, 0, bytes.length, point));
            assertNull(point.rejection());
            point.sortTags(bytes);
            assertEquals("m,a=2,b=1 ", Scan.text(bytes, 0, bytes.length));
        }

        private static void assertSeriesRejected(Rejection cause, String marked) {
            byte[] bytes = Scan.bytes(marked.replace("^", ""));
            Point point = new Point();
            assertEquals(-1, LineScanner.scanSeries(bytes, 0, bytes.length, point), marked);
            assertEquals(cause, point.rejection(), marked);
            assertEquals(marked.indexOf('^'), point.errorAt(), marked);
        }
    }

    private static List<String> fields(List<Scan> scans) {
        return scans.stream().flatMap(scan -> scan.fields().stream()).toList();
    }

    private static void assertSeries(String series) {
        assertEquals(series, Scan.of(series + " f=1").series());
    }

    private static void assertBlank(String line, Scan scan) {
        assertEquals(Meaning.without(Meaning.Kind.BLANK, line.length(), line.endsWith("\n")),
                scan.meaning());
    }

    /** Checks the line alone, and between two lines that must be kept. */
    private static void assertRejected(Rejection cause, String marked) {
        String line = marked.replace("^", "");
        assertRejected(cause, marked, Scan.of(line));
        for (String newline : List.of("\n", "\r\n")) {
            List<Scan> scans = Scan.all(BEFORE + line + newline + BEHIND);
            assertEquals(3, scans.size(), marked);
            assertEquals("before,no=1 f=1", scans.get(0).meaning().point(), marked);
            assertRejected(cause, marked, scans.get(1));
            assertEquals("behind,no=2 f=2 2", scans.get(2).meaning().point(), marked);
        }
    }

    private static void assertRejected(Rejection cause, String marked, Scan scan) {
        assertEquals(cause, scan.cause(), marked);
        assertEquals(marked.indexOf('^'), scan.errorAt(), marked);
    }
}
