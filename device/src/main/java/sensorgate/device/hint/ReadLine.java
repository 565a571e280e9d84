package sensorgate.device.hint;

import java.nio.charset.StandardCharsets;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;
import sensorgate.udp.DatagramLines;

/**
 * How the gateway reads a line, alone.
 *
 * @param text the line as Latin-1, one character a byte
 * @param cause why the line is rejected, {@code null} if it is stored
 * @param errorAt position of the fault in a rejected line
 * @param doubt what the gateway stores, but the sensor cannot have meant; or {@code null}
 */
record ReadLine(String text, Cause cause, int errorAt, Doubt doubt) {

    static ReadLine of(String text, Precision precision) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        DatagramLines lines = new DatagramLines(precision);
        lines.begin(bytes, bytes.length, false);
        boolean isLine = lines.next() && !lines.isBlank();
        Cause cause = isLine ? lines.rejection() : Cause.FIELD;
        if (cause != null) {
            return new ReadLine(text, cause, isLine ? lines.errorAt() : 0, null);
        }
        Doubt doubt = Doubt.of(bytes, lines.point(), precision);
        return lines.next()
                ? new ReadLine(text, Cause.FIELD, 0, null) // more than one line
                : new ReadLine(text, null, 0, doubt);
    }

    /** True if the gateway stores the line, and the sensor may have meant it. */
    boolean isGood() {
        return cause == null && doubt == null;
    }

    /** The line as the sensor must send it. */
    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
