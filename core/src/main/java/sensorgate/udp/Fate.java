package sensorgate.udp;

import java.util.Locale;

/**
 * What became of a datagram as a whole. Each fate has a counter; {@code received} counts every
 * datagram that is not {@link #DENIED}.
 */
public enum Fate {
    /** Its lines were read; each line has a fate of its own. */
    RECEIVED(null),
    /** {@code udp.allow} does not name its sender. None of its lines was read. */
    DENIED(null),
    /** It asks for the time, and was answered. */
    TIME_ANSWERED("the sender was told the time"),
    /** It asks for the time, but the clock is not known to be right. */
    TIME_NOT_SET("no time server has set this machine's clock: see sensorgate doctor"),
    /** It asks for the time, but is shorter than the answer. */
    TIME_TOO_SHORT("fill the question up to " + TimeAnswers.BYTES + " bytes"
            + " with spaces or zero bytes"),
    /** It asks for the time again within a second. */
    TIME_TOO_OFTEN("ask once a second at most"),
    /**
     * It asks for the time, and may have been sent to a broadcast or multicast address. The
     * gateway does not know the destination of the first question after its start.
     */
    TIME_NOT_UNICAST("send the question to the address of one gateway;"
            + " the first question after a start needs a second one"),
    /** It asks for the time, but the kernel did not take the answer. */
    TIME_NOT_SENT("the kernel does not send to this address");

    private final String counterName = name().toLowerCase(Locale.ROOT);
    private final String meaning;

    Fate(String meaning) {
        this.meaning = meaning;
    }

    /** The name of its counter in STATS, and the word for it in a reply to SNIFF. */
    public String counterName() {
        return counterName;
    }

    /** True if the datagram asks for the time. */
    public boolean isOfTime() {
        return meaning != null;
    }

    /** Why a question for the time was answered or not; {@code null} for other datagrams. */
    public String meaning() {
        return meaning;
    }
}
