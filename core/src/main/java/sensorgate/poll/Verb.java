package sensorgate.poll;

import java.util.Locale;
import java.util.stream.Stream;

/** The first words of requests; a client needs to know how the reply to each of them ends. */
public enum Verb {
    VALUE(false), GET(true), LIST(true), DUMP(true), LATE(true), SINCE(true), STATS(true),
    SNIFF(true), FORGET(true), CONFIG(true), PING(false), HELP(true), QUIT(false);

    private final boolean isEnded;

    Verb(boolean isEnded) {
        this.isEnded = isEnded;
    }

    /** The verb of a request, in any case; {@code null} if the protocol has no such verb. */
    public static Verb of(String request) {
        String word = request.strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
        return Stream.of(values())
                .filter(verb -> verb.name().equals(word))
                .findFirst().orElse(null);
    }

    /** True if the line END ends the reply; otherwise the reply is one line. ERR is always one. */
    public boolean isEnded() {
        return isEnded;
    }
}
