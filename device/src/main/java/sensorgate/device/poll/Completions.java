package sensorgate.device.poll;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayConnection.ReplyReader;
import sensorgate.device.client.ReplyPoint;
import sensorgate.device.text.Printable;
import sensorgate.poll.Verb;

/** The words of requests: verbs, and the series and fields of the running gateway. */
final class Completions implements ReplyReader {

    /** So many words need less than a megabyte. */
    private static final int WORDS_MAX = 5_000;

    private final Set<String> words = new TreeSet<>();
    private final ReplyPoint point = new ReplyPoint();

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
        if (point.read(line)) {
            add(point.series());
            add(point.field(0));
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
    private void add(String word) {
        if (word.indexOf(' ') < 0 && Printable.of(word).equals(word)) {
            words.add(word);
        }
    }
}
