package sensorgate.clock;

import java.nio.ByteBuffer;

/**
 * ntpd, ntpsec and every other NTP server of this machine, asked as its clients ask (RFC 5905,
 * section 7.3). The answer's leap indicator says whether the server itself is synchronised.
 *
 * <pre>
 *  0                       1         2           12       16            24       32        40  48
 *  | leap, version 4, mode | stratum | ...       | source | compared at | origin | receive | send |
 * </pre>
 */
record NtpProgram(int port) implements TimeProgram {

    static final int PORT = 123;

    private static final int BYTES = 48;
    private static final int FIRST_BYTE = 4 << 3 | 3; // version 4, mode 3: a client
    private static final int MODE_BITS = 7;
    private static final int MODE_SERVER = 4;
    private static final int LEAP_SHIFT = 6;
    private static final int LEAP_UNSYNCHRONISED = 3;
    private static final int STRATUM_MAX = 15;
    private static final int SOURCE = 12;
    private static final int COMPARED = 16;
    private static final int ORIGIN = 24;
    private static final int SENT = 40;

    /** 127.127.1.x: the server's word for a clock that nobody compares with anything. */
    private static final int OWN_CLOCK = 0x7F7F_0100;

    @Override
    public Evidence ask() {
        byte[] question = question(System.nanoTime());
        return evidence(question, LocalQuestion.ask(port, question));
    }

    /** A question that the server answers with the {@code nonce} in it. */
    static byte[] question(long nonce) {
        return ByteBuffer.allocate(BYTES).put((byte) FIRST_BYTE).putLong(SENT, nonce).array();
    }

    /** What an answer says; {@code null} if the clock is not right, or the answer is another's. */
    static Evidence evidence(byte[] question, byte[] answer) {
        if (answer == null || answer.length < BYTES) {
            return null;
        }
        ByteBuffer reply = ByteBuffer.wrap(answer);
        int first = Byte.toUnsignedInt(reply.get(0));
        int stratum = Byte.toUnsignedInt(reply.get(1));
        boolean isRight = (first & MODE_BITS) == MODE_SERVER
                && first >> LEAP_SHIFT != LEAP_UNSYNCHRONISED
                && stratum >= 1 && stratum <= STRATUM_MAX
                && reply.getLong(ORIGIN) == ByteBuffer.wrap(question).getLong(SENT)
                && !isOwnClock(reply.getInt(SOURCE));
        return isRight ? new Evidence("an NTP server here", reply.getLong(COMPARED)) : null;
    }

    /** True if the source is the machine's own clock: set up so, right or wrong. */
    static boolean isOwnClock(int source) {
        return (source & ~0xFF) == OWN_CLOCK;
    }
}
