package sensorgate.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import sensorgate.line.PointText;

/**
 * The journal's file, version 2, little-endian.
 *
 * <pre>
 *  0              64 KiB         128 KiB                                        file bytes
 *  | header, even | header, odd  | block | block | ...                          |
 *
 *  a block of 4 KiB:
 *  0       4      8        16      20     24              32
 *  | check | zero | number | start | boot | next sequence | record | record | ... | zeros |
 *
 *  a record:
 *  0       4        6       8          16      24        32     40     length
 *  | check | length | flags | sequence | ticks | arrived | time | line |
 * </pre>
 *
 * <p>Header: see {@link JournalHeader}. A header copy and the ring begin at multiples of 64 KiB: no
 * kernel has larger pages.
 *
 * <p>Ring: a <i>place</i> counts all bytes ever written to the ring. The number of a block is its
 * place / 4096; the block stands in the file at its place modulo the size of the ring. The newest
 * block has the highest number. A block belongs to the journal if its number is less than the
 * number of blocks of the ring below the newest one, and if the block stands where it must.
 *
 * <p>Block: the head is written when the block is begun, and never changes. It tells the number of
 * the start (of the process) that wrote the block, the number of the boot (of the machine), and the
 * sequence of the first record, or of the next one if the block has no record. Records follow each
 * other without a space. A record lies in one block. Zeros, or less room than the head of a record,
 * end the block. So a scan looks for a record only behind the head of a block and behind another
 * record, never within a line.
 *
 * <p>Record: the sequences rise by one or more from record to record and from block to block.
 * Ticks are the time of arrival on the machine's steady clock (CLOCK_MONOTONIC), nanoseconds; each
 * point of a boot has later ticks than the one before. Arrived is the time of arrival on the wall
 * clock, nanoseconds since 1970. Time is the time of the point, nanoseconds since 1970: its own, or
 * if the flag {@value #ARRIVAL_IS_TIME} is set the one that it got on arrival. The line has its
 * tags sorted, its strings on one line, and no time.
 *
 * <p>Checks: see {@link BlockKey}.
 *
 * <p>Upgrades: the header's magic ends with the version. A start replaces a file of version 1 by
 * one of this version with the same points ({@code sensorgate.earlier}). A file of a later version
 * is set aside. Flags and header bytes that are zero now may get a meaning in this version.
 */
final class JournalLayout {

    static final byte[] MAGIC = {'S', 'G', 'R', 'I', 'N', 'G', '2', 0};

    /** The part of the magic that every version has. */
    static final int MAGIC_NAME_BYTES = 6;

    static final int HEADER_SPACING = 64 * 1024;
    static final int RING_FROM = 2 * HEADER_SPACING;

    static final int BLOCK_BYTES = 4096;
    static final int BLOCK_HEAD = 32;

    static final int RECORD_HEAD = 40;
    static final int RECORD_BYTES_MAX = RECORD_HEAD + PointText.UNTIMED_MAX;

    /** The flag of a point whose sensor gave no time. */
    static final int ARRIVAL_IS_TIME = 1;

    private static final int CHECK = 0;
    private static final int ZERO = 4;
    private static final int NUMBER = 8;
    private static final int START = 16;
    private static final int BOOT = 20;
    private static final int NEXT = 24;

    private static final int LENGTH = 4;
    private static final int FLAGS = 6;
    private static final int SEQUENCE = 8;
    private static final int TICKS = 16;
    private static final int ARRIVED = 24;
    private static final int TIME = 32;

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private JournalLayout() {}

    // ---- places

    /** The number of blocks of a ring in a file of this size. */
    static long blocksOf(long fileBytes) {
        return (fileBytes - RING_FROM) / BLOCK_BYTES;
    }

    static long blockOf(long place) {
        return place / BLOCK_BYTES;
    }

    static long placeOf(long block) {
        return block * BLOCK_BYTES;
    }

    // ---- blocks

    /** Writes the head of a block, with its check. */
    static void setBlockHead(
            byte[] bytes, int at, long number, int start, int boot, long nextSequence,
            BlockKey key) {
        INT.set(bytes, at + ZERO, 0);
        LONG.set(bytes, at + NUMBER, number);
        INT.set(bytes, at + START, start);
        INT.set(bytes, at + BOOT, boot);
        LONG.set(bytes, at + NEXT, nextSequence);
        key.begin(number, start);
        INT.set(bytes, at + CHECK, key.check(bytes, at + ZERO, at + BLOCK_HEAD));
    }

    /** True if a block with a valid head begins at {@code at}; then the key is of that block. */
    static boolean isBlock(byte[] bytes, int at, BlockKey key) {
        key.begin(blockNumber(bytes, at), blockStart(bytes, at));
        return (int) INT.get(bytes, at + CHECK)
                == key.check(bytes, at + ZERO, at + BLOCK_HEAD);
    }

    static long blockNumber(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + NUMBER);
    }

    static int blockStart(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + START);
    }

    static int blockBoot(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + BOOT);
    }

    /** The sequence of the block's first record, or of the next record if the block is empty. */
    static long blockNext(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + NEXT);
    }

    // ---- records

    /** Writes the head of a record whose line is there, with its check. */
    static void setRecordHead(
            byte[] bytes, int length, int flags, long sequence, long ticksNs, long arrivedNs,
            long timeNs, BlockKey key) {
        SHORT.set(bytes, LENGTH, (short) length);
        SHORT.set(bytes, FLAGS, (short) flags);
        LONG.set(bytes, SEQUENCE, sequence);
        LONG.set(bytes, TICKS, ticksNs);
        LONG.set(bytes, ARRIVED, arrivedNs);
        LONG.set(bytes, TIME, timeNs);
        INT.set(bytes, CHECK, key.check(bytes, LENGTH, length));
    }

    /** True if a whole record begins at {@code at} and ends before {@code limit}. */
    static boolean isRecord(byte[] bytes, int at, int limit, BlockKey key) {
        if (isEnd(bytes, at, limit)) {
            return false;
        }
        int length = length(bytes, at);
        return length > RECORD_HEAD && length <= limit - at
                && (int) INT.get(bytes, at + CHECK) == key.check(bytes, at + LENGTH, at + length);
    }

    /** True if no record begins here because the block ends. */
    static boolean isEnd(byte[] bytes, int at, int limit) {
        return limit - at <= RECORD_HEAD || length(bytes, at) == 0;
    }

    static int length(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at + LENGTH) & 0xFFFF;
    }

    static int flags(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at + FLAGS) & 0xFFFF;
    }

    static long sequence(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + SEQUENCE);
    }

    static long ticksNs(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + TICKS);
    }

    static long arrivedNs(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + ARRIVED);
    }

    static long timeNs(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + TIME);
    }

    private static VarHandle view(Class<?> arrayClass) {
        return MethodHandles.byteArrayViewVarHandle(arrayClass, ByteOrder.LITTLE_ENDIAN);
    }
}
