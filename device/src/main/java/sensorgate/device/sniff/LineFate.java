package sensorgate.device.sniff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sensorgate.device.text.Printable;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.udp.Cause;
import sensorgate.udp.ReservedSeries;

/**
 * One line of a datagram and what the gateway makes of it, learnt as the gateway does: by scanning
 * it.
 *
 * @param from where the line begins
 * @param to where it ends, its newline left out
 * @param kind what became of it
 * @param cause why it was rejected, {@code null} if it was not
 * @param errorAt where the fault stands, for a rejected line
 * @param readings what was stored, as people read it
 * @param hint what the sensor may have meant, or {@code null}
 */
record LineFate(
        int from, int to, Kind kind, Cause cause, int errorAt, String readings, String hint) {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** What becomes of a line. */
    enum Kind { STORED, PARTLY_STORED, BLANK, REJECTED }

    /** The lines of a datagram, in order. */
    static List<LineFate> of(SniffedDatagram datagram, long nsPerTick) {
        // the bytes are changed by sorting tags, a sensor's own order is shown
        Scan scan = new Scan(datagram, datagram.bytes().clone(), nsPerTick);
        return scan.lines();
    }

    /** True if nothing of the line is missing in the table. */
    boolean isGood() {
        return kind == Kind.STORED || kind == Kind.BLANK;
    }

    /** The scan of one datagram. */
    private static final class Scan {

        private final SniffedDatagram datagram;
        private final byte[] bytes;
        private final long nsPerTick;
        private final Point point = new Point();
        private final List<LineFate> lines = new ArrayList<>();

        Scan(SniffedDatagram datagram, byte[] bytes, long nsPerTick) {
            this.datagram = datagram;
            this.bytes = bytes;
            this.nsPerTick = nsPerTick;
        }

        List<LineFate> lines() {
            int from = 0;
            while (from < bytes.length) {
                int next = LineScanner.scan(bytes, from, bytes.length, nsPerTick, point);
                if (datagram.isOversize() && point.isCut()) {
                    break;
                }
                lines.add(fate(from, point.isEndedByNewline() ? next - 1 : next));
                from = next;
            }
            if (datagram.isOversize()) {
                // seen or not, the gateway counts a line that is lost
                lines.add(rejected(from, bytes.length, Cause.OVERSIZE, bytes.length));
            }
            return lines;
        }

        private LineFate fate(int from, int end) {
            // without its newline a carriage return is no line end, but a fault to be shown
            boolean hasReturn = point.isEndedByNewline() && end > from && bytes[end - 1] == '\r';
            int to = hasReturn ? end - 1 : end;
            if (point.isBlank()) {
                return new LineFate(from, to, Kind.BLANK, null, from, "", null);
            }
            if (point.rejection() != null) {
                Cause cause = Cause.of(point.rejection());
                return rejected(from, to, cause, Math.min(point.errorAt(), to));
            }
            if (ReservedSeries.contains(bytes, point)) {
                return rejected(from, to, Cause.RESERVED, point.from());
            }
            if (datagram.tableFull().contains(from)) {
                return rejected(from, to, Cause.TABLE_FULL, point.from());
            }
            Kind kind = datagram.partlyStored().contains(from) ? Kind.PARTLY_STORED : Kind.STORED;
            return new LineFate(from, to, kind, null, from, readings(), hint());
        }

        private LineFate rejected(int from, int to, Cause cause, int errorAt) {
            return new LineFate(
                    from, to, Kind.REJECTED, cause, errorAt, "",
                    LineHint.of(bytes, from, to, errorAt, cause, nsPerTick));
        }

        private String readings() {
            point.sortTags(bytes);
            StringBuilder readings = new StringBuilder(text(point.from(), point.seriesTo()));
            for (int i = 0; i < point.fieldCount(); i++) {
                readings.append(i == 0 ? " " : ", ")
                        .append(text(point.fieldFrom(i), point.valueTo(i)));
            }
            if (point.isTimed()) {
                readings.append(" at ").append(ClockText.date(point.timeNs()));
            }
            return readings.toString();
        }

        private String hint() {
            if (point.isTimed()) {
                String hint = ValueHint.ofTicks(point.timeNs() / nsPerTick, nsPerTick);
                if (hint != null) {
                    return hint;
                }
            }
            String series = text(point.from(), point.seriesTo());
            if (begins(BYTE_ORDER_MARK)) {
                return "its name begins with a byte order mark: have the sensor leave it out";
            }
            String better = "sensor " + series;
            return series.matches("[^,\\\\]*=.*")
                    ? "the measurement has an equals sign: a line begins with a name"
                            + (ForeignLanguage.isGood(better) ? ", e.g. " + better : "")
                    : null;
        }

        private boolean begins(byte[] mark) {
            int from = point.from();
            return Arrays.equals(mark, Arrays.copyOfRange(bytes, from, from + mark.length));
        }

        private String text(int from, int to) {
            return Printable.of(bytes, from, to);
        }
    }
}
