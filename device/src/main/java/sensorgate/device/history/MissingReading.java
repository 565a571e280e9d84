package sensorgate.device.history;

import java.util.ArrayList;
import java.util.List;
import sensorgate.device.cli.NearestWord;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.ReadingName;
import sensorgate.device.client.ReplyLines;
import sensorgate.device.client.ReplyPoint;
import sensorgate.device.text.Printable;

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
        ReplyPoint point = new ReplyPoint();
        for (String line : lines) {
            if (point.read(line)) {
                fields.add(point.field(0));
            }
        }
        return fields;
    }
}
