package sensorgate.udp;

import java.util.Locale;

/** What became of a datagram as a whole. Each fate has a counter. */
public enum Fate {
    /** Its lines were read; each line has a fate of its own. */
    RECEIVED,
    /** {@code udp.allow} does not name its sender. None of its lines was read. */
    DENIED;

    private final String counterName = name().toLowerCase(Locale.ROOT);

    /** The name of its counter in STATS, and the word for it in a reply to SNIFF. */
    public String counterName() {
        return counterName;
    }
}
