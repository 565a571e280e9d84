package sensorgate.device.poll;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.text.Printable;
import sensorgate.line.LineScanner;
import sensorgate.line.Point;
import sensorgate.poll.Verb;
import sensorgate.serve.ReplyBuffer;

/** The words of requests: verbs, and the series and fields of the running gateway. */
final class Completions implements ReplyReader {

    /** So many words need less than a megabyte. */
    private static final int WORDS_MAX = 5_000;

    private final Set<String> words = new TreeSet<>();
    private final Point point = new Point();

    private Completions() {}

    /** Asks the gateway; the connection must be closed afterwards. */
    static Collection<String> of(GatewayConnection connection) throws NobodyThereException {
        Completions completions = new Completions();
        for (Verb verb : Verb.values()) { // the gateway takes both, rlwrap tells them apart
            completions.words.add(verb.name());
            completions.words.add(verb.name().toLowerCase(Locale.ROOT));
        }
        connection.ask("DUMP", completions);
        return completions.words;
    }

    @Override
    public void onLine(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > ReplyBuffer.LINE_BYTES) {
            return; // not from a gateway, and a Point's positions have 16 bits
        }
        LineScanner.scanWritten(bytes, 0, bytes.length, point);
        if (point.rejection() == null && point.fieldCount() > 0) {
            add(bytes, point.from(), point.seriesTo());
            add(bytes, point.fieldFrom(0), point.fieldTo(0));
        }
    }

    @Override
    public boolean hasEnough() {
        return words.size() >= WORDS_MAX;
    }

    @Override
    public void onEnd(String line) {
        // all words are there
    }

    @Override
    public void onError(String line) {
        // the verbs remain
    }

    /** Adds a name, unless rlwrap would split it or a terminal would not show it. */
    private void add(byte[] bytes, int from, int to) {
        String word = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (word.indexOf(' ') < 0 && Printable.of(word).equals(word)) {
            words.add(word);
        }
    }
}
