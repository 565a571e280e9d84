package sensorgate.device.client;

import java.util.ArrayList;
import java.util.List;
import sensorgate.device.hint.LineHint;
import sensorgate.device.text.ClockText;
import sensorgate.device.text.Printable;
import sensorgate.line.Point;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;
import sensorgate.udp.DatagramLines;

/**
 * One line of a datagram and what becomes of it, as the gateway's own {@link DatagramLines} say.
 *
 * @param to end of the line, without its newline
 * @param cause why the line is rejected, {@code null} if it is not
 * @param errorAt position of the fault in a rejected line
 * @param readings the stored readings as text for people
 * @param hint what the sensor may have meant, or {@code null}
 */
public record LineFate(
        int from, int to, Kind kind, Cause cause, int errorAt, String readings, String hint) {

    public enum Kind { STORED, PARTLY_STORED, BLANK, REJECTED }

    /** The lines of a datagram; a question for the time has none. */
    public static List<LineFate> of(SniffedDatagram datagram, Precision precision) {
        return datagram.isQuestion() ? List.of() : new Scan(
                datagram, datagram.bytes().clone(), // sorting tags changes the bytes
                precision, new DatagramLines(precision)).fates();
    }

    /** True if the table has all readings of the line. */
    public boolean isGood() {
        return kind == Kind.STORED || kind == Kind.BLANK;
    }

    private record Scan(
            SniffedDatagram datagram, byte[] bytes, Precision precision, DatagramLines lines) {

        List<LineFate> fates() {
            List<LineFate> fates = new ArrayList<>();
            lines.begin(bytes, bytes.length, datagram.isOversize());
            while (lines.next()) {
                fates.add(fate(lines.from(), end()));
            }
            return fates;
        }

        /** Leaves out the carriage return before a newline; any other one is a fault to show. */
        private int end() {
            int to = lines.to();
            boolean isEnd = to < bytes.length && bytes[to] == '\n'
                    && to > lines.from() && bytes[to - 1] == '\r';
            return isEnd ? to - 1 : to;
        }

        private LineFate fate(int from, int to) {
            if (lines.isBlank()) {
                return new LineFate(from, to, Kind.BLANK, null, from, "", null);
            }
            if (lines.rejection() != null) {
                return rejected(from, to, lines.rejection(), Math.min(lines.errorAt(), to));
            }
            if (datagram.tableFull().contains(from)) {
                return rejected(from, to, Cause.TABLE_FULL, lines.point().from());
            }
            if (datagram.senderFull().contains(from)) {
                return rejected(from, to, Cause.PER_SENDER, lines.point().from());
            }
            Kind kind = datagram.partlyStored().contains(from) ? Kind.PARTLY_STORED : Kind.STORED;
            String hint = LineHint.ofStored( // before the tags are sorted
                    bytes, lines.point(), precision, datagram.timeNs());
            return new LineFate(from, to, kind, null, from, readings(), hint);
        }

        private LineFate rejected(int from, int to, Cause cause, int errorAt) {
            return new LineFate(
                    from, to, Kind.REJECTED, cause, errorAt, "",
                    LineHint.ofRejected(bytes, from, to, cause, precision));
        }

        private String readings() {
            Point point = lines.point();
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

        private String text(int from, int to) {
            return Printable.of(bytes, from, to);
        }
    }
}
