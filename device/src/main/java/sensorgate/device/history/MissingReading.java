package sensorgate.device.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sensorgate.device.cli.NearestWord;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.ReplyLines;
import sensorgate.device.text.Printable;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;

/** Says why the journal has no point of a reading, from the gateway's present readings. */
final class MissingReading {

    private MissingReading() {}

    static String reason(GatewayConnection connection, ReadingName name)
            throws NobodyThereException {
        ReplyLines reply = connection.ask("GET " + name.series());
        if (reply.error() != null) {
            return "the gateway has no series " + Printable.of(name.series())
                    + ": 'sensorgate poll LIST' shows all series";
        }
        List<String> fields = fields(reply.lines());
        return fields.contains(name.field())
                ? "the journal has no point of " + name.shown() + " any more"
                : "the series " + Printable.of(name.series()) + " has no field "
                        + Printable.of(name.field())
                        + NearestWord.hint(name.field(), fields, "")
                        + " (fields: " + Printable.of(String.join(", ", fields)) + ")";
    }

    private static List<String> fields(List<String> lines) {
        List<String> fields = new ArrayList<>();
        Point point = new Point();
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            LineScanner.scanWritten(bytes, 0, bytes.length, point);
            if (point.rejection() == null && point.fieldCount() > 0) {
                fields.add(new String(
                        bytes, point.fieldFrom(0), point.fieldTo(0) - point.fieldFrom(0),
                        StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
