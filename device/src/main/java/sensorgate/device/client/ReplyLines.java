package sensorgate.device.client;

import java.util.ArrayList;
import java.util.List;
import sensorgate.device.client.GatewayConnection.ReplyReader;

/** A reply in memory, for requests whose reply is known to be small or limited. */
public final class ReplyLines implements ReplyReader {

    private static final String LOST = "LOST ";

    private final List<String> lines = new ArrayList<>();
    private String lost;
    private PowerCutNote cut;
    private String cursor;
    private String error;

    /** The lines of the reply, without LOST, comments, END and ERR. */
    public List<String> lines() {
        return lines;
    }

    /** How many points the reader has missed, as LOST gives the number; {@code null} if none. */
    public String lost() {
        return lost;
    }

    /** The power cut before the points; {@code null} without one. */
    public PowerCutNote cut() {
        return cut;
    }

    /** The cursor behind END, empty if END has none; {@code null} without END. */
    public String cursor() {
        return cursor;
    }

    /** The line ERR, {@code null} if the gateway did not refuse the request. */
    public String error() {
        return error;
    }

    /** True if the gateway's disk did not answer SINCE: the same request may succeed later. */
    public boolean isDiskSilent() {
        return error != null && error.startsWith("ERR disk ");
    }

    @Override
    public void onLine(String line) {
        // a point of a measurement named LOST has an equals sign
        if (line.startsWith(LOST) && line.indexOf('=') < 0) {
            lost = line.substring(LOST.length());
        } else if (PowerCutNote.isComment(line)) {
            cut = PowerCutNote.parse(line);
        } else {
            lines.add(line);
        }
    }

    @Override
    public void onEnd(String line) {
        cursor = line.substring("END".length()).strip();
    }

    @Override
    public void onError(String line) {
        error = line;
    }
}
