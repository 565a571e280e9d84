package sensorgate.earlier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import sensorgate.line.PointText;

/**
 * A record of version 1, little-endian, at a multiple of eight bytes:
 *
 * <pre>
 *  0       4        8          16        24      length
 *  | check | length | sequence | arrived | line  | zeros to the next multiple of 8
 *
 *  | check | -bytes | zeros                                a pad: 8 bytes or more hold no point
 * </pre>
 *
 * <p>The check is the CRC32C (RFC 3720, B.4) of the bytes after it, without the zeros after a line,
 * xor the ring's id. The time of arrival is in nanoseconds since 1970. The line ends with its time.
 */
final class EarlierRecord {

    static final int ALIGNMENT = 8;
    static final int LINE = 24;

    /** The length of the longest record, and of the longest pad. */
    static final int BYTES_MAX = strideOf(LINE + PointText.BYTES_MAX);

    private static final int CHECK = 0;
    private static final int LENGTH = 4;
    private static final int SEQUENCE = 8;
    private static final int ARRIVED = 16;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private EarlierRecord() {}

    static int length(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + LENGTH);
    }

    static long sequence(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + SEQUENCE);
    }

    static long arrivedNs(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + ARRIVED);
    }

    static boolean isPad(int length) {
        return length < 0;
    }

    /** The number of bytes in the ring that a record or a pad of this length takes. */
    static int strideOf(int length) {
        return Math.abs(length) + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /**
     * True if a whole record or pad begins at {@code at} and ends before {@code limit}. The zeros
     * after a record may be missing: a file may be cut short there.
     */
    static boolean isWhole(byte[] bytes, int at, int limit, int ringId, CRC32C crc) {
        if (limit - at < ALIGNMENT) {
            return false;
        }
        int length = length(bytes, at);
        return isPlausible(length)
                && Math.abs(length) <= limit - at
                && (int) INT.get(bytes, at + CHECK) == checkOf(bytes, at, ringId, crc);
    }

    /** False if no record or pad can have this length. */
    private static boolean isPlausible(int length) {
        return length > LINE && length <= BYTES_MAX
                || length <= -ALIGNMENT && length >= -BYTES_MAX && length % ALIGNMENT == 0;
    }

    /** The check of a record or pad. Its length must be plausible. */
    private static int checkOf(byte[] bytes, int at, int ringId, CRC32C crc) {
        crc.reset();
        crc.update(bytes, at + LENGTH, Math.abs(length(bytes, at)) - LENGTH);
        return (int) crc.getValue() ^ ringId;
    }
}
