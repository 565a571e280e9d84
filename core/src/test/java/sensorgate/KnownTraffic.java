package sensorgate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import sensorgate.udp.Cause;

/**
 * Datagrams at random, from a seed, that are known line by line: it counts what a gateway has to
 * make of all that it has handed out.
 */
final class KnownTraffic {

    /** What one line can be bad for by itself. */
    static final List<Cause> CAUSES = Arrays.stream(Cause.values())
            .filter(cause -> cause.compareTo(Cause.OVERSIZE) < 0 || cause == Cause.LENGTH)
            .toList();

    private static final int DATAGRAM_MAX = 2048;
    private static final int LINE_MAX = 1024;

    private static final String[] TIMES = {
        "1700000000", "1700000000000", "1700000000000000", "1700000000000000000"
    };

    private final Random random;
    private final ByteArrayOutputStream datagram = new ByteArrayOutputStream();
    private final long[] rejected = new long[Cause.values().length];
    private long stored;
    private long blank;
    private long questions;
    private long oversize;
    private long oversizeBytes;
    private boolean isQuoteOpen;

    KnownTraffic(long seed) {
        random = new Random(seed);
    }

    long stored() {
        return stored;
    }

    long blank() {
        return blank;
    }

    /** Datagrams that ask for the time. */
    long questions() {
        return questions;
    }

    long oversize() {
        return oversize;
    }

    long oversizeBytes() {
        return oversizeBytes;
    }

    long rejected(Cause cause) {
        return rejected[cause.ordinal()];
    }

    /** One more datagram. */
    byte[] next() {
        datagram.reset();
        isQuoteOpen = false;
        int kind = random.nextInt(100);
        if (kind < 40) {
            goodLine(random.nextBoolean() ? "\n" : "");
        } else if (kind < 60) {
            text(random.nextInt(4) == 0 ? "\uFEFF" : "");
            severalLines(2 + random.nextInt(7));
            datagram.writeBytes(new byte[random.nextInt(3)]);
        } else if (kind < 75) {
            badLine(anyCause());
        } else if (kind < 80) {
            text("log msg=\"one, two = three\nfour\",level=3u");
            stored++;
        } else if (kind < 85) {
            text("# v=1 \"");
            blank++;
        } else if (kind < 95) {
            tooManyLines();
        } else if (kind < 97) {
            text("?time" + " ".repeat(random.nextInt(30)));
            questions++;
        } // else nothing: a datagram may be empty
        return datagram.toByteArray();
    }

    /** A datagram of one line that is bad for this cause. */
    byte[] bad(Cause cause) {
        datagram.reset();
        badLine(cause);
        return datagram.toByteArray();
    }

    /**
     * Lines of every kind. An open quote costs none of the lines behind it, but a bad one among
     * them may change its cause: it may be the one that the quote's string ends in.
     */
    private void severalLines(int count) {
        for (int i = 0; i < count; i++) {
            String end = random.nextInt(4) == 0 ? "\r\n" : "\n";
            switch (random.nextInt(6)) {
                case 0 -> badLineThatEnds(end);
                case 1 -> {
                    text(random.nextBoolean() ? "  # a comment" : "   ");
                    text(end);
                    blank++;
                }
                default -> goodLine(end);
            }
        }
    }

    private void badLineThatEnds(String end) {
        Cause cause = anyCause();
        boolean isRoom = cause != Cause.LENGTH || datagram.size() + LINE_MAX < DATAGRAM_MAX - 500;
        badLine(isRoom && !isQuoteOpen ? cause : Cause.FIELD);
        isQuoteOpen |= cause == Cause.STRING;
        text(end);
    }

    /** Whole lines are known to be whole if the newline behind them comes before the cut. */
    private void tooManyLines() {
        int bytes = DATAGRAM_MAX + 1 + random.nextInt(2000);
        while (datagram.size() < bytes) {
            long before = stored;
            goodLine("\n");
            stored = datagram.size() <= DATAGRAM_MAX ? stored : before;
        }
        oversize++;
        oversizeBytes += datagram.size() - DATAGRAM_MAX;
        rejected[Cause.OVERSIZE.ordinal()]++;
    }

    private void goodLine(String end) {
        text(" ".repeat(random.nextInt(3)));
        text("room" + random.nextInt(20) + ",sensor=s" + random.nextInt(10));
        text(" temp=" + random.nextInt(100) + "." + random.nextInt(10) + ",hum=");
        text(random.nextInt(100) + "i");
        text(random.nextBoolean() ? " " + TIMES[random.nextInt(TIMES.length)] : "");
        text(end);
        stored++;
    }

    private void badLine(Cause cause) {
        switch (cause) {
            case MEASUREMENT -> garbage();
            case TAG -> text("room,sensor= temp=1");
            case DUPLICATE_TAG -> text("room,a=1,b=2,a=3 temp=1");
            case FIELD -> text("temp:21.5|g");
            case VALUE -> text("room temp=21.5C,hum=3");
            case RANGE -> text("room temp=99999999999999999999i");
            case STRING -> text("room name=\"attic");
            case TIMESTAMP -> text("room temp=1 12:30");
            case UTF8 -> datagram.writeBytes(new byte[] {'r', (byte) 0xC0, ' ', 'v', '=', '1'});
            case LENGTH -> text("room name=\"" + "x".repeat(LINE_MAX) + "\"");
            default -> throw new AssertionError(cause + ": no line's own fault");
        }
        rejected[cause.ordinal()]++;
    }

    /** Random bytes except newlines and quotes; no line begins with a comma. */
    private void garbage() {
        text(",");
        for (int i = random.nextInt(100); i > 0; i--) {
            int b = random.nextInt(256);
            datagram.write(b == '\n' || b == '"' ? 0 : b);
        }
    }

    private Cause anyCause() {
        return CAUSES.get(random.nextInt(CAUSES.size()));
    }

    private void text(String text) {
        datagram.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
