package sensorgate.line;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Millions of good, bad and damaged lines. The test scans each datagram in an array of just its
 * size, where a read beside the datagram throws, and between several kinds of poison, where such a
 * read changes the result; with a new point for each line, and with one point for all lines. Every
 * scan must give the result of the {@link LineOracle}.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LineScannerFuzzTest {

    /** Each batch has its own seed, so that batches may run in parallel. */
    private static final int BATCHES = 100;
    private static final int DATAGRAMS_PER_BATCH = 4_000;
    private static final Precision[] PRECISIONS = Precision.values();

    @Test
    void agreesWithTheOracleWhateverSurroundsTheLines() {
        Tally tally = new Tally();
        assertNull(IntStream.range(0, BATCHES).parallel()
                .mapToObj(i -> new Batch(LineScanner::scan, Seed.VALUE + i, tally).fault())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null));
        tally.check();
    }

    @ParameterizedTest
    @MethodSource("wrongScanners")
    void findsOutAWrongScanner(Control control) {
        String fault = new Batch(control.scanner(), Seed.VALUE, new Tally()).fault();
        assertNotNull(fault);
        assertTrue(fault.contains(control.fault()), fault);
    }

    /** A wrong scanner, and a part of the message that must reveal it. */
    private record Control(String name, String fault, Scan.Scanner scanner) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Control> wrongScanners() {
        return Stream.of(
                new Control("takes a tab for a space", Batch.DIFFERS,
                        (bytes, from, limit, precision, point) -> LineScanner.scan(
                                replaced(bytes, '\t', ' '), from, limit, precision, point)),
                new Control("takes a lone carriage return for a newline", Batch.DIFFERS,
                        (bytes, from, limit, precision, point) -> LineScanner.scan(
                                replaced(bytes, '\r', '\n'), from, limit, precision, point)),
                new Control("forgets the precision", Batch.DIFFERS,
                        (bytes, from, limit, precision, point) ->
                                LineScanner.scan(bytes, from, limit, Precision.NS, point)),
                new Control("loses the lines after a bad one", Batch.DIFFERS,
                        (bytes, from, limit, precision, point) -> {
                            int next = LineScanner.scan(bytes, from, limit, precision, point);
                            return point.rejection() == null ? next : limit;
                        }),
                new Control("remembers the point before", Batch.DEPENDS,
                        (bytes, from, limit, precision, point) -> {
                            boolean timed = point.isTimed();
                            int next = LineScanner.scan(bytes, from, limit, precision, point);
                            if (timed) {
                                point.timed = true;
                                point.timeNs = 0;
                            }
                            return next;
                        }),
                new Control("looks before the lines if it can", Batch.DEPENDS,
                        (bytes, from, limit, precision, point) -> {
                            int next = LineScanner.scan(bytes, from, limit, precision, point);
                            boolean quoted = from == Poison.MARGIN && bytes[from - 1] == '"';
                            return quoted ? rejected(point, from, next) : next;
                        }),
                new Control("looks behind the lines if it can", Batch.DEPENDS,
                        (bytes, from, limit, precision, point) -> {
                            int next = LineScanner.scan(bytes, from, limit, precision, point);
                            boolean quoted = limit < bytes.length && bytes[limit] == '"';
                            return quoted ? rejected(point, from, next) : next;
                        }),
                new Control("looks behind the lines whether it can or not", "OutOfBounds",
                        (bytes, from, limit, precision, point) ->
                                LineScanner.scan(bytes, from, limit + 1, precision, point)),
                new Control("writes to the lines", "wrote to the lines",
                        (bytes, from, limit, precision, point) -> {
                            bytes[from]++;
                            return LineScanner.scan(bytes, from, limit, precision, point);
                        }),
                new Control("writes beside the lines", "wrote beside the lines",
                        (bytes, from, limit, precision, point) -> {
                            if (limit < bytes.length) {
                                bytes[limit]++;
                            }
                            return LineScanner.scan(bytes, from, limit, precision, point);
                        }),
                new Control("rejects a blank line", "rejected and blank",
                        (bytes, from, limit, precision, point) -> {
                            int next = LineScanner.scan(bytes, from, limit, precision, point);
                            if (point.isBlank()) {
                                point.reject(Rejection.FIELD, from);
                            }
                            return next;
                        }),
                new Control("stays where it is", "did not advance",
                        (bytes, from, limit, precision, point) ->
                                LineScanner.scan(bytes, from, from, precision, point)));
    }

    private static int rejected(Point point, int from, int next) {
        if (!point.isBlank()) {
            point.reject(Rejection.STRING, from);
        }
        return next;
    }

    private static byte[] replaced(byte[] bytes, char from, char to) {
        return Scan.bytes(Scan.text(bytes, 0, bytes.length).replace(from, to));
    }

    /** Scans datagrams from one seed, one after the other. */
    private static final class Batch {

        static final String DIFFERS = "scanner and oracle differ";
        static final String DEPENDS = "the result depends on its surroundings";

        private final Scan.Scanner scanner;
        private final Tally tally;
        private final SplittableRandom random;
        private final NastyLines lines;
        private final Point point = new Point();
        private final List<Poison> poisons =
                "\"\\ 1,\n\r\u0080".chars().mapToObj(b -> new Poison((byte) b)).toList();

        Batch(Scan.Scanner scanner, long seed, Tally tally) {
            this.scanner = scanner;
            this.tally = tally;
            this.random = new SplittableRandom(seed);
            this.lines = new NastyLines(random);
        }

        /** The first fault with the text that shows it, {@code null} without a fault. */
        String fault() {
            for (int i = 0; i < DATAGRAMS_PER_BATCH; i++) {
                String datagram = lines.datagram();
                Precision precision = PRECISIONS[random.nextInt(PRECISIONS.length)];
                String fault = fault(datagram, precision);
                if (fault != null) {
                    return fault + "\ndatagram=" + quoted(datagram) + ", precision=" + precision
                            + ", run again with -Dsensorgate.seed=" + Seed.VALUE;
                }
            }
            return null;
        }

        private String fault(String datagram, Precision precision) {
            try {
                byte[] bytes = Scan.bytes(datagram);
                List<Scan> scans = scan(bytes, precision);
                tally.add(scans);
                List<Meaning> read = LineOracle.read(datagram, precision);
                if (!scans.stream().map(Scan::meaning).toList().equals(read)) {
                    return DIFFERS + ":\n" + scans + "\n" + read;
                }
                if (!mayRunOver(scans) && !scans.equals(scan(bytes, precision))) {
                    return "sorted tags mean something else: " + scans;
                }
                Optional<Poison> odd = poisons.stream()
                        .filter(poison -> !scans.equals(scan(datagram, precision, poison)))
                        .findFirst();
                return odd.map(poison -> DEPENDS + ": " + poison).orElse(null);
            } catch (RuntimeException | AssertionError thrown) {
                return thrown.toString();
            }
        }

        /** True if a string of a rejected line may hold lines behind it, whose tags are sorted. */
        private static boolean mayRunOver(List<Scan> scans) {
            return scans.stream().anyMatch(scan -> scan.cause() != null);
        }

        /** Scans in an array that ends with the lines; sorts their tags in it. */
        private List<Scan> scan(byte[] bytes, Precision precision) {
            return Scan.all(this::scanOnly, bytes, 0, bytes.length, precision, Point::new);
        }

        private int scanOnly(byte[] bytes, int from, int limit, Precision precision, Point point) {
            int hash = Arrays.hashCode(bytes);
            int next = scanner.scan(bytes, from, limit, precision, point);
            if (hash != Arrays.hashCode(bytes)) {
                throw new AssertionError("the scanner wrote to the lines");
            }
            return next;
        }

        private List<Scan> scan(String datagram, Precision precision, Poison poison) {
            int to = Poison.MARGIN + datagram.length();
            byte[] bytes = poison.around(datagram);
            List<Scan> scans =
                    Scan.all(scanner, bytes, Poison.MARGIN, to, precision, () -> point);
            poison.clear(to);
            return scans;
        }

        private static String quoted(String text) {
            StringBuilder quoted = new StringBuilder("\"");
            for (char c : text.toCharArray()) {
                boolean plain = c >= ' ' && c < 0x7F && c != '"' && c != '\\';
                quoted.append(plain ? String.valueOf(c) : String.format("\\u%04X", (int) c));
            }
            return quoted.append('"').toString();
        }
    }

    /** An array of one byte repeated; lines are put in the middle. */
    private static final class Poison {

        static final int MARGIN = 32;

        private final byte filling;
        private final byte[] pure = new byte[MARGIN + NastyLines.BYTES_MAX + MARGIN];
        private final byte[] bytes;

        Poison(byte filling) {
            this.filling = filling;
            Arrays.fill(pure, filling);
            bytes = pure.clone();
        }

        byte[] around(String datagram) {
            System.arraycopy(Scan.bytes(datagram), 0, bytes, MARGIN, datagram.length());
            return bytes;
        }

        /** Poisons again what {@link #around} wrote; the rest must still be poison. */
        void clear(int to) {
            Arrays.fill(bytes, MARGIN, to, filling);
            if (!Arrays.equals(bytes, pure)) {
                throw new AssertionError("the scanner wrote beside the lines");
            }
        }

        @Override
        public String toString() {
            return "poison=" + filling;
        }
    }

    /** Counts the kinds of line in all batches. */
    private static final class Tally {

        private final AtomicIntegerArray kinds =
                new AtomicIntegerArray(Meaning.Kind.values().length);
        private final AtomicIntegerArray causes =
                new AtomicIntegerArray(Rejection.values().length);

        void add(List<Scan> scans) {
            for (Scan scan : scans) {
                kinds.incrementAndGet(scan.meaning().kind().ordinal());
                if (scan.cause() != null) {
                    causes.incrementAndGet(scan.cause().ordinal());
                }
            }
        }

        /** Nearly all lines good, or nearly all bad, would prove little. */
        void check() {
            int points = count(Meaning.Kind.POINT);
            int rejected = count(Meaning.Kind.REJECTED);
            int blank = count(Meaning.Kind.BLANK);
            assertTrue(points > 350_000 && rejected > 350_000 && blank > 25_000, this::toString);
            assertTrue(points + rejected + blank > 1_000_000, this::toString);
            for (Rejection cause : Rejection.values()) {
                assertTrue(causes.get(cause.ordinal()) > 500, this::toString);
            }
        }

        private int count(Meaning.Kind kind) {
            return kinds.get(kind.ordinal());
        }

        @Override
        public String toString() {
            return "blank, point, rejected: " + kinds + ", rejected by cause: " + causes;
        }
    }
}
