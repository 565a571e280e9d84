package sensorgate.device.support;

import java.util.ArrayList;
import java.util.List;
import sensorgate.device.client.GatewayConnection.ReplyReader;

/** Every line of a reply as it came, LOST and comments among them. */
public final class WholeReply implements ReplyReader {

    private final List<String> lines = new ArrayList<>();
    private String end = "";
    private String error;

    public WholeReply() {}

    /** The lines before END. */
    public List<String> lines() {
        return lines;
    }

    /** What stands behind END, empty for nothing. */
    public String end() {
        return end;
    }

    /** The line ERR, {@code null} if the gateway did not refuse the request. */
    public String error() {
        return error;
    }

    @Override
    public void onLine(String line) {
        lines.add(line);
    }

    @Override
    public void onEnd(String line) {
        end = line.substring("END".length()).strip();
    }

    @Override
    public void onError(String line) {
        error = line;
    }
}
