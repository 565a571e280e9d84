package sensorgate.device.sniff;

import java.util.List;
import java.util.StringJoiner;
import sensorgate.count.Counted;
import sensorgate.device.client.LineFate.Kind;
import sensorgate.device.client.LineFate;
import sensorgate.device.client.SniffedDatagram;
import sensorgate.device.hint.ForeignLanguage;
import sensorgate.device.text.BadLine;
import sensorgate.device.text.ClockText;
import sensorgate.device.text.Printable;
import sensorgate.udp.Cause;

/** Text for people: a datagram, its sender, its lines and their fates. Pure functions. */
final class DatagramText {

    private static final String INDENT = "  ";
    private static final String FATE = "    ";

    private DatagramText() {}

    /** A datagram that arrived at the gateway; with {@code badOnly}, only its bad lines. */
    static String arrived(SniffedDatagram datagram, List<LineFate> lines, boolean badOnly) {
        StringJoiner text = new StringJoiner("\n");
        text.add(head(datagram, ""));
        if (datagram.isDenied()) {
            text.add(INDENT + "denied: " + datagram.whyDenied());
        }
        if (datagram.fate().isOfTime()) {
            text.add(INDENT + datagram.fate().counterName() + ": " + datagram.fate().meaning());
        }
        addContent(datagram, lines, badOnly, !datagram.isDenied(), text);
        return text.toString();
    }

    /** The first line: time, sender and size. */
    static String head(SniffedDatagram datagram, String more) {
        String size = Counted.of(datagram.bytes().length, "byte")
                + (datagram.isOversize() ? " and more" : "");
        return ClockText.timeOfDay(datagram.timeNs()) + " " + datagram.sender() + more + ", "
                + size;
    }

    /** Adds the lines and their fates; {@code isStored} false if the gateway does not read them. */
    static void addContent(
            SniffedDatagram datagram, List<LineFate> lines, boolean badOnly, boolean isStored,
            StringJoiner text) {
        if (datagram.bytes().length == 0) {
            text.add(INDENT + "empty: the datagram has no bytes");
        }
        if (datagram.isQuestion()) {
            text.add(INDENT + "asks for the time");
        }
        ForeignLanguage language = language(datagram, lines);
        boolean isForeign = language != null;
        int shown = 0;
        for (LineFate line : lines) {
            boolean isShown = (!badOnly || !line.isGood()) && (!isForeign || shown == 0);
            if (isShown) {
                addLine(datagram, line, isStored, isForeign, text);
                shown++;
            }
        }
        if (isForeign && lines.size() > 1) {
            text.add(FATE + "first of " + lines.size() + " lines");
        }
        if (isForeign) {
            text.add(INDENT + language);
        }
    }

    /** The language of the whole datagram, {@code null} if any line is line protocol. */
    private static ForeignLanguage language(SniffedDatagram datagram, List<LineFate> lines) {
        boolean isUnknown = lines.stream().anyMatch(DatagramText::isUnknown);
        ForeignLanguage language =
                isUnknown && lines.stream().noneMatch(DatagramText::isLineProtocol)
                ? ForeignLanguage.of(datagram.bytes(), datagram.isOversize())
                : null;
        // a few control characters in a line do not make it binary if a hint knows them
        boolean isOverruled = language != null && language.isBinary()
                && lines.stream().anyMatch(line -> line.hint() != null);
        return isOverruled ? null : language;
    }

    private static boolean isUnknown(LineFate line) {
        return line.kind() == Kind.REJECTED && line.cause() != Cause.OVERSIZE
                && !isLineProtocol(line);
    }

    /** True if the line is line protocol, even if the gateway does not store it. */
    private static boolean isLineProtocol(LineFate line) {
        return switch (line.kind()) {
            case STORED, PARTLY_STORED -> true;
            case BLANK -> false;
            case REJECTED -> line.cause() == Cause.RESERVED || lacksRoom(line);
        };
    }

    /** True if the line is good, and is rejected only because too many readings exist. */
    private static boolean lacksRoom(LineFate line) {
        return line.cause() == Cause.TABLE_FULL || line.cause() == Cause.PER_SENDER;
    }

    private static void addLine(
            SniffedDatagram datagram, LineFate line, boolean isStored, boolean isForeign,
            StringJoiner text) {
        if (line.kind() == Kind.REJECTED) {
            addRejected(datagram, line, isForeign, text);
            return;
        }
        text.add(INDENT + Printable.of(datagram.bytes(), line.from(), line.to()));
        String stored = isStored ? "stored: " : "would be stored: ";
        switch (line.kind()) {
            case BLANK -> text.add(FATE + "blank, or a comment");
            case PARTLY_STORED -> text.add(FATE + "stored in part, because the table is full: "
                    + Cause.TABLE_FULL.remedy() + ": " + line.readings());
            default -> text.add(FATE + stored + line.readings());
        }
        if (line.hint() != null) {
            text.add(FATE + "but " + line.hint());
        }
    }

    private static void addRejected(
            SniffedDatagram datagram, LineFate line, boolean isForeign, StringJoiner text) {
        boolean isGood = lacksRoom(line);
        text.add(isGood
                ? INDENT + Printable.of(datagram.bytes(), line.from(), line.to())
                : BadLine.show(INDENT, datagram.bytes(), line.from(), line.to(), line.errorAt()));
        String place = isGood ? "" : " at byte " + (line.errorAt() - line.from() + 1);
        text.add(FATE + line.cause().counterName() + place + ": " + line.cause().remedy());
        if (line.hint() != null && !isForeign) {
            text.add(FATE + line.hint());
        }
    }
}
