package sensorgate.udp;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Answers sensors that ask for the time. A question is a datagram that begins with {@code ?time}
 * and holds nothing else but spaces, newlines and zero bytes. The answer is the unix time in
 * seconds and milliseconds:
 *
 * <pre>
 *  question  ?time                   at least 20 bytes
 *  answer    #time 1764000000.123    20 bytes
 * </pre>
 *
 * <p>An answer is never longer than its question, goes to nobody twice a second, and is a comment
 * of line protocol: a gateway that gets an answer ignores it. So a forged sender wins nothing, and
 * two gateways never talk to each other. Belongs to the UDP thread; allocates nothing after the
 * constructor.
 */
public final class TimeAnswers {

    /** The length of an answer: nanoseconds end in 2262, before seconds have eleven digits. */
    static final int BYTES = 20;

    /** The first byte of a question: other datagrams cost one comparison. */
    static final byte FIRST = '?';

    private static final byte[] QUESTION = {FIRST, 't', 'i', 'm', 'e'};
    private static final int TEXT_BYTES = 6;
    private static final int DOT_AT = 16;

    private static final long EACH_NS = 1_000_000_000;

    /** Senders that share a place share a second: a sensor that gets no answer asks again. */
    private static final int PLACES_LOG = 10;

    private final DatagramSource source;
    private final ArrivalClock clock;
    private final byte[] answer = new byte[BYTES];

    /** When each place was answered last; nobody outside can tell which senders share a place. */
    private final long[] answeredNs = new long[1 << PLACES_LOG];
    private final boolean[] wasAnswered = new boolean[1 << PLACES_LOG];
    private final long secret = ThreadLocalRandom.current().nextLong() | 1;

    TimeAnswers(DatagramSource source, ArrivalClock clock) {
        this.source = source;
        this.clock = clock;
        System.arraycopy(new byte[] {'#', 't', 'i', 'm', 'e', ' '}, 0, answer, 0, TEXT_BYTES);
        answer[DOT_AT] = '.';
    }

    /** True if a whole datagram of this length asks for the time. */
    public static boolean isQuestion(byte[] bytes, int length) {
        if (length < QUESTION.length) {
            return false;
        }
        for (int i = 0; i < QUESTION.length; i++) {
            if (bytes[i] != QUESTION[i]) {
                return false;
            }
        }
        for (int i = QUESTION.length; i < length; i++) {
            final byte next = bytes[i];
            if (next != ' ' && next != 0 && next != '\n' && next != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Answers the question of this length in a slot of the source, or says why it does not. */
    Fate answer(int slot, int length) {
        final long nowMs = clock.nowNs() / 1_000_000;
        final long seconds = nowMs / 1_000;
        if (length < BYTES) {
            return Fate.TIME_TOO_SHORT;
        }
        if (!clock.isRight() || nowMs < 0) {
            return Fate.TIME_NOT_SET;
        }
        if (!source.isUnicast(slot)) {
            return Fate.TIME_NOT_UNICAST;
        }
        if (!takeTurn(source.senderHigh(slot), source.senderLow(slot))) {
            return Fate.TIME_TOO_OFTEN;
        }
        putDigits(seconds, TEXT_BYTES, DOT_AT);
        putDigits(nowMs % 1_000, DOT_AT + 1, BYTES);
        return source.reply(slot, answer) ? Fate.TIME_ANSWERED : Fate.TIME_NOT_SENT;
    }

    private boolean takeTurn(long high, long low) {
        final long mixed = (high * 31 + low ^ low >>> 32) * secret;
        final int place = (int) ((mixed ^ mixed >>> 29) * secret >>> Long.SIZE - PLACES_LOG);
        final long nowNs = clock.arrivedNs();
        if (wasAnswered[place] && nowNs - answeredNs[place] < EACH_NS) {
            return false;
        }
        wasAnswered[place] = true;
        answeredNs[place] = nowNs;
        return true;
    }

    private void putDigits(long number, int from, int to) {
        long rest = number;
        for (int i = to - 1; i >= from; i--) {
            answer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
