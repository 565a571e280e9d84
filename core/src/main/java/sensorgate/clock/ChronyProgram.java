package sensorgate.clock;

import java.nio.ByteBuffer;

/**
 * chrony: answers the request {@code tracking} to every program of this machine at its command
 * port. Its Unix socket is for root and its own group. Numbers are big-endian. The layout is that
 * of chrony's {@code candm.h}, protocol version 6, which chrony has spoken since 2013 (1.27).
 *
 * <pre>
 *  request  0         1          4         6         8          12
 *           | version | type = 1 | command | attempt | sequence | zeros, as long as the reply |
 *  reply    0         1          4         6       8        16         28       52        54
 *           | version | type = 2 | command | reply | status | sequence | source | stratum | leap |
 *           56                    68           72
 *           | time of comparison  | correction | ... | 104
 * </pre>
 */
record ChronyProgram(int port) implements TimeProgram {

    /** {@code cmdport}, by default. */
    static final int PORT = 323;

    private static final int BYTES = 104;
    private static final byte VERSION = 6;
    private static final byte REQUEST = 1;
    private static final byte REPLY = 2;
    private static final short COMMAND_TRACKING = 33;
    private static final short REPLY_TRACKING = 5;
    private static final int COMMAND = 4;
    private static final int REPLY_KIND = 6;
    private static final int STATUS = 8;
    private static final int SOURCE = 28;
    private static final int LEAP = 54;
    private static final int COMPARED_S = 60;
    private static final int COMPARED_NS = 64;
    private static final int CORRECTION = 68;
    private static final short LEAP_UNSYNCHRONISED = 3;

    /** chrony may slew for hours where it must not step: until then the clock is not right. */
    private static final double CORRECTION_MAX_S = 1;

    private static final int COEFFICIENT_BITS = 25;

    @Override
    public Evidence ask() {
        return evidence(LocalQuestion.ask(port, question()));
    }

    static byte[] question() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .put(REQUEST)
                .putShort(COMMAND, COMMAND_TRACKING)
                .array();
    }

    /** What an answer says; {@code null} if the clock is not right, or the answer is another's. */
    static Evidence evidence(byte[] answer) {
        if (answer == null || answer.length < BYTES) {
            return null;
        }
        ByteBuffer reply = ByteBuffer.wrap(answer);
        boolean isTracking = reply.get(0) == VERSION && reply.get(1) == REPLY
                && reply.getShort(COMMAND) == COMMAND_TRACKING
                && reply.getShort(REPLY_KIND) == REPLY_TRACKING
                && reply.getShort(STATUS) == 0;
        boolean isRight = isTracking
                && reply.getShort(LEAP) != LEAP_UNSYNCHRONISED
                && !NtpProgram.isOwnClock(reply.getInt(SOURCE))
                && Math.abs(seconds(reply.getInt(CORRECTION))) <= CORRECTION_MAX_S;
        return isRight
                ? new Evidence("chrony", Integer.toUnsignedLong(reply.getInt(COMPARED_S))
                        * 1_000_000_000 + reply.getInt(COMPARED_NS))
                : null;
    }

    /** A number of chrony's own form: 7 bits of exponent, 25 bits of coefficient, both signed. */
    static double seconds(int bits) {
        int exponent = bits >> COEFFICIENT_BITS;
        int coefficient = bits << Integer.SIZE - COEFFICIENT_BITS
                >> Integer.SIZE - COEFFICIENT_BITS;
        return Math.scalb((double) coefficient, exponent - COEFFICIENT_BITS);
    }
}
