package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the blocks that make up a journal in a file that a crash, a power cut or a bad disk has
 * left: the file may be any mixture of old blocks, new blocks and garbage. Belongs to the thread
 * that opens the store.
 */
final class JournalScan {

    /** The state of a block that belongs to the journal by its number. */
    enum State {
        /** All of its records are whole. */
        WHOLE,
        /** Its head is whole, but not all of its records are. */
        TORN,
        /** It cannot be read, or it holds zeros or garbage. */
        BAD,
        /** It was never written: a block of an earlier round stands in its place. */
        MISSING
    }

    private static final int WINDOW_BLOCKS = 16;
    private static final long NO_BLOCK = -1;
    private static final long DAMAGED = -2;

    private final JournalFile file;
    private final BlockKey key;
    private final long ring;
    private final byte[] bytes = new byte[WINDOW_BLOCKS * JournalLayout.BLOCK_BYTES];

    /** By position in the ring: the number, {@link #NO_BLOCK} for zeros, or {@link #DAMAGED}. */
    private final long[] numbers;

    /** By position: the first sequence, and the sequence after the last record; 0 for no record. */
    private final long[] firsts;
    private final long[] nexts;

    /** By position: the end of the whole records if others follow, else 0. */
    private final short[] tornAt;
    private long newest = -1;
    private int newestStart;
    private long newestArrivedNs;
    private long newestTicksNs;
    private int newestBoot;

    private JournalScan(JournalFile file) {
        this.file = file;
        this.key = new BlockKey(file.header().secret());
        this.ring = file.blocks();
        numbers = new long[(int) ring];
        firsts = new long[(int) ring];
        nexts = new long[(int) ring];
        tornAt = new short[(int) ring];
    }

    /** Scans a file. A part that cannot be read is damage. */
    static JournalScan of(JournalFile file) {
        JournalScan scan = new JournalScan(file);
        for (long position = 0; position < scan.ring; position += WINDOW_BLOCKS) {
            scan.look(position, (int) Math.min(WINDOW_BLOCKS, scan.ring - position));
        }
        scan.dropWhatDoesNotRise();
        return scan;
    }

    /** The number of the newest block, -1 without a block. */
    long newest() {
        return newest;
    }

    /** The number of the oldest block, {@link #newest()} + 1 without a block. */
    long oldest() {
        long block = Math.max(0, newest + 1 - ring);
        while (block <= newest && numbers[position(block)] != block) {
            block++;
        }
        return block;
    }

    /** The highest number of a start that wrote a block, 0 without a block. */
    int newestStart() {
        return newestStart;
    }

    /**
     * The arrival of the newest point, nanoseconds since 1970, as far as is known by now; 0 without
     * points.
     */
    long newestArrivedNs() {
        return Clocks.of(file.header().clocks(), newestBoot)
                .arrivedNs(newestBoot, newestTicksNs, newestArrivedNs);
    }

    /** The sequence after the newest point, 1 without points. */
    long nextSequence() {
        long oldest = oldest();
        for (long block = newest; block >= oldest; block--) {
            if (isPart(block) && nexts[position(block)] > 0) {
                return nexts[position(block)];
            }
        }
        return 1;
    }

    /**
     * True if the newest records or the block behind them are damaged, or if the file is cut short:
     * then it is not known how many points followed. A process that ends leaves no such block.
     */
    boolean isEndDamaged() {
        return newest >= 0 && tornAt[position(newest)] > 0
                || numbers[position(newest + 1)] == DAMAGED
                || isShort();
    }

    private boolean isShort() {
        try {
            return file.bytes() < file.header().fileBytes();
        } catch (IOException _) {
            return true;
        }
    }

    State state(long block) {
        int position = position(block);
        if (numbers[position] == block) {
            return tornAt[position] > 0 ? State.TORN : State.WHOLE;
        }
        return numbers[position] < 0 ? State.BAD : State.MISSING;
    }

    boolean isPart(long block) {
        return numbers[position(block)] == block;
    }

    /** The offset in the block at which the whole records of a torn block end. */
    int tornAt(long block) {
        return tornAt[position(block)];
    }

    /** The sequence of the first point of the block, 0 if the block has no point. */
    long first(long block) {
        return isPart(block) ? firsts[position(block)] : 0;
    }

    /** The sequence after the last point of the block, 0 if the block has no point. */
    long next(long block) {
        return isPart(block) ? nexts[position(block)] : 0;
    }

    /** Enters the blocks in the journal's index, as what its file has, and the newest point. */
    void enter(Journal journal) {
        journal.takeUpNewest(newestBoot, newestTicksNs, newestArrivedNs);
        journal.fileOldest(JournalLayout.placeOf(oldest()));
        for (long block = oldest(); block <= newest; block++) {
            if (first(block) > 0) {
                journal.places().note(JournalLayout.placeOf(block), first(block));
            }
        }
    }

    private int position(long block) {
        return (int) (block % ring);
    }

    private void look(long position, int count) {
        ByteBuffer window = ByteBuffer.wrap(bytes, 0, count * JournalLayout.BLOCK_BYTES);
        try {
            file.read(position, window);
            for (int i = 0; i < count; i++) {
                look((int) position + i, i * JournalLayout.BLOCK_BYTES);
            }
        } catch (IOException | RuntimeException _) {
            for (int i = 0; i < count; i++) {
                lookAlone((int) position + i);
            }
        }
    }

    private void lookAlone(int position) {
        try {
            file.read(position, ByteBuffer.wrap(bytes, 0, JournalLayout.BLOCK_BYTES));
            look(position, 0);
        } catch (IOException | RuntimeException _) {
            numbers[position] = DAMAGED;
        }
    }

    private void look(int position, int at) {
        int to = at + JournalLayout.BLOCK_BYTES;
        long number = JournalLayout.blockNumber(bytes, at);
        if (JournalLayout.isBlock(bytes, at, key) && number >= 0
                && number % ring == position) {
            numbers[position] = number;
            lookAtRecords(position, at, to);
            newestStart = Math.max(newestStart, JournalLayout.blockStart(bytes, at));
        } else {
            numbers[position] = isZero(at, to) ? NO_BLOCK : DAMAGED;
        }
    }

    private void lookAtRecords(int position, int from, int to) {
        int at = from + JournalLayout.BLOCK_HEAD;
        long last = 0;
        long arrivedNs = 0;
        long ticksNs = 0;
        while (JournalLayout.isRecord(bytes, at, to, key)
                && JournalLayout.sequence(bytes, at) > last) {
            last = JournalLayout.sequence(bytes, at);
            arrivedNs = JournalLayout.arrivedNs(bytes, at);
            ticksNs = JournalLayout.ticksNs(bytes, at);
            firsts[position] = firsts[position] == 0 ? last : firsts[position];
            at += JournalLayout.length(bytes, at);
        }
        nexts[position] = last == 0 ? 0 : last + 1;
        tornAt[position] = isZero(at, to) ? 0 : (short) (at - from);
        if (numbers[position] > newest) {
            newest = numbers[position];
            if (last > 0) {
                newestArrivedNs = arrivedNs;
                newestTicksNs = ticksNs;
                newestBoot = JournalLayout.blockBoot(bytes, from);
            }
        }
    }

    /** Blocks whose sequences do not rise were not written by the gateway: they do not count. */
    private void dropWhatDoesNotRise() {
        long next = 0;
        for (long block = Math.max(0, newest + 1 - ring); block <= newest; block++) {
            int position = position(block);
            if (numbers[position] == block && nexts[position] > 0) {
                if (firsts[position] < next) {
                    numbers[position] = DAMAGED;
                } else {
                    next = nexts[position];
                }
            }
        }
    }

    private boolean isZero(int from, int to) {
        return Arrays.mismatch(bytes, from, to, new byte[to - from], 0, to - from) < 0;
    }
}
