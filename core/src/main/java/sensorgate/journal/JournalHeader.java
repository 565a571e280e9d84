package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import sensorgate.disk.Disk;
import sensorgate.journal.SkippedSequences.Gap;

/**
 * The header of a journal's file, in two copies, little-endian ({@link JournalLayout}). A new
 * header overwrites the older copy, so one whole header is left whenever the power is cut.
 *
 * <pre>
 *  0         8    12      16           24           32            40     48      52     56
 *  | SGRING2 | id | check | generation | file bytes | asked bytes | next | start | boot | gaps |
 *
 *  60       64       80        128                                        8192
 *  | clocks | secret | boot id | gaps: from, to, lost from, lost to | zeros | clocks | zeros |
 * </pre>
 *
 * <p>The check is the CRC32C of the {@value #BYTES} bytes with zeros for the check. "gaps" and
 * "clocks" in the head are how many follow. A gap has 32 bytes. A clock has 24: boot, 1 if it is
 * right, until, offset. A version of Sensorgate without clocks wrote zeros for all of them.
 *
 * @param id the number of the ring, part of every cursor
 * @param secret begins every check of the ring; never leaves the file
 * @param generation rises with every header written; its last bit is the number of the copy
 * @param fileBytes the size of the file
 * @param askedBytes the size that was configured; less than the file's if the points of a journal
 *         of version 1 needed more
 * @param cleanNext the next sequence at a clean stop, 0 without a clean stop
 * @param start the number of the start that uses the file, from 1 on
 * @param boot the number of the boot in which the file was last used
 * @param bootId the kernel's id of that boot, at most {@value #BOOT_ID_BYTES} letters
 * @param skipped sequences that no point has
 * @param clocks what is known about the clocks of boots, in the order of the boots
 */
record JournalHeader(
        int id, byte[] secret, long generation, long fileBytes, long askedBytes, long cleanNext,
        int start, int boot, String bootId, SkippedSequences skipped,
        List<Clocks.Entry> clocks) {

    static final int BYTES = 16 * 1024;

    /** More than a journal can be made to have, also with room for one of version 1. */
    private static final long FILE_BYTES_MAX = 1L << 31;

    /** A number this large was not counted up to. */
    private static final long NUMBER_MAX = (1L << 62) - 1;
    private static final int COUNT_MAX = 1 << 30;

    private static final int BOOT_ID_BYTES = 48;
    private static final int CHECK = 12;
    private static final int GAPS_FROM = 128;
    private static final int CLOCKS_FROM = 8 * 1024;

    /** The result of reading both copies; not sure if the other copy may be later. */
    record Found(JournalHeader header, boolean isSure) {}

    /**
     * Both copies as they are in a file. A copy that cannot be read is not whole.
     *
     * @param failure why a copy could not be read; {@code null} if both were read
     */
    record Copies(ByteBuffer first, ByteBuffer second, IOException failure) {

        static Copies of(Disk disk, FileChannel file) {
            ByteBuffer[] copies = {ByteBuffer.allocate(BYTES), ByteBuffer.allocate(BYTES)};
            IOException failure = null;
            for (int i = 0; i < copies.length; i++) {
                try {
                    disk.read(file, copies[i], (long) i * JournalLayout.HEADER_SPACING);
                } catch (IOException e) {
                    failure = e;
                    copies[i] = ByteBuffer.allocate(BYTES);
                }
            }
            return new Copies(copies[0].clear(), copies[1].clear(), failure);
        }

        Found find() {
            return JournalHeader.find(first, second);
        }

        /** Returns if both copies were read. */
        void requireRead() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }

        /** True if the file is a journal of another version. */
        boolean isOfOtherVersion() {
            return JournalHeader.isOfOtherVersion(first)
                    || JournalHeader.isOfOtherVersion(second);
        }
    }

    /** The first header of a new ring. */
    static JournalHeader first(int id, byte[] secret, long fileBytes, long askedBytes) {
        return new JournalHeader(
                id, secret, 0, fileBytes, askedBytes, 1, 0, 0, "", SkippedSequences.NONE,
                List.of());
    }

    /** The next header of this file. */
    JournalHeader next(long newCleanNext, SkippedSequences newSkipped) {
        return new JournalHeader(
                id, secret, generation + 1, fileBytes, askedBytes, newCleanNext, start, boot,
                bootId, newSkipped, clocks);
    }

    /** This header with what is known about the clocks. */
    JournalHeader withClocks(List<Clocks.Entry> newClocks) {
        return new JournalHeader(
                id, secret, generation, fileBytes, askedBytes, cleanNext, start, boot, bootId,
                skipped, newClocks);
    }

    /** This header for the start that follows, in this boot; a boot without an id is another. */
    JournalHeader started(int newStart, String newBootId) {
        boolean isSameBoot = newBootId.equals(bootId) && !newBootId.isEmpty();
        return new JournalHeader(
                id, secret, generation, fileBytes, askedBytes, cleanNext, newStart,
                isSameBoot ? boot : boot + 1, newBootId, skipped, clocks);
    }

    /** This header for a file of another size. */
    JournalHeader sized(long newFileBytes, long newAskedBytes) {
        return new JournalHeader(
                id, secret, generation, newFileBytes, newAskedBytes, cleanNext, start, boot,
                bootId, skipped, clocks);
    }

    /** The offset of this copy in the file. */
    long offset() {
        return (generation & 1) * JournalLayout.HEADER_SPACING;
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(JournalLayout.MAGIC).putInt(id).putInt(0);
        bytes.putLong(generation).putLong(fileBytes).putLong(askedBytes).putLong(cleanNext);
        bytes.putInt(start).putInt(boot).putInt(skipped.gaps().size()).putInt(clocks.size());
        bytes.put(secret).put(Arrays.copyOf(
                bootId.getBytes(StandardCharsets.US_ASCII), BOOT_ID_BYTES));
        for (Gap gap : skipped.gaps()) {
            bytes.putLong(gap.from()).putLong(gap.to());
            bytes.putLong(gap.lostFromNs()).putLong(gap.lostToNs());
        }
        bytes.position(CLOCKS_FROM);
        for (Clocks.Entry clock : clocks) {
            bytes.putInt(clock.boot()).putInt(clock.isRight() ? 1 : 0);
            bytes.putLong(clock.untilNs()).putLong(clock.offsetNs());
        }
        bytes.putInt(CHECK, checkOf(bytes));
        return bytes.clear();
    }

    /** The later of two copies; {@code null} if neither is a header. */
    static Found find(ByteBuffer first, ByteBuffer second) {
        JournalHeader a = read(first);
        JournalHeader b = read(second);
        if (a == null && b == null) {
            return null;
        }
        if (a == null || b == null) {
            return new Found(a == null ? b : a, false);
        }
        return new Found(a.generation > b.generation ? a : b, true);
    }

    /** True if the bytes begin as a journal of another version does. */
    static boolean isOfOtherVersion(ByteBuffer copy) {
        return copy.slice(0, JournalLayout.MAGIC.length)
                .mismatch(ByteBuffer.wrap(JournalLayout.MAGIC)) == JournalLayout.MAGIC_NAME_BYTES;
    }

    private static JournalHeader read(ByteBuffer bigEndian) {
        ByteBuffer bytes = bigEndian.order(ByteOrder.LITTLE_ENDIAN).clear();
        int check = bytes.getInt(CHECK);
        bytes.putInt(CHECK, 0);
        boolean isWhole = check == checkOf(bytes)
                && bytes.slice(0, JournalLayout.MAGIC.length)
                        .equals(ByteBuffer.wrap(JournalLayout.MAGIC));
        bytes.putInt(CHECK, check);
        return isWhole ? readWhole(bytes.position(JournalLayout.MAGIC.length)) : null;
    }

    /** Also a header with a valid check may have been written by somebody else. */
    private static JournalHeader readWhole(ByteBuffer bytes) {
        int id = bytes.getInt();
        bytes.getInt();
        long generation = bytes.getLong();
        long fileBytes = bytes.getLong();
        long askedBytes = bytes.getLong();
        long cleanNext = bytes.getLong();
        int start = bytes.getInt();
        int boot = bytes.getInt();
        int gaps = bytes.getInt();
        int clocks = bytes.getInt();
        byte[] secret = new byte[BlockKey.SECRET_BYTES];
        bytes.get(secret);
        byte[] bootId = new byte[BOOT_ID_BYTES];
        bytes.get(bootId);
        if (gaps < 0 || gaps > SkippedSequences.GAPS_MAX
                || clocks < 0 || clocks > Clocks.BOOTS_MAX) {
            return null;
        }
        JournalHeader header = new JournalHeader(
                id, secret, generation, fileBytes, askedBytes, cleanNext, start, boot,
                new String(bootId, StandardCharsets.US_ASCII).strip().replace("\0", ""),
                new SkippedSequences(readGaps(bytes.position(GAPS_FROM), gaps)),
                readClocks(bytes.position(CLOCKS_FROM), clocks));
        return header.isPossible() ? header : null;
    }

    /** True if the sizes are those of a journal, and numbers have room to rise. */
    private boolean isPossible() {
        return fileBytes >= JournalLayout.RING_FROM + JournalLayout.BLOCK_BYTES
                && fileBytes <= FILE_BYTES_MAX
                && generation >= 0 && generation <= NUMBER_MAX
                && cleanNext >= 0 && cleanNext <= NUMBER_MAX
                && start >= 0 && start <= COUNT_MAX && boot >= 0 && boot <= COUNT_MAX
                && areRising() && areClocksRising();
    }

    private boolean areRising() {
        long end = 0;
        for (Gap gap : skipped.gaps()) {
            if (gap.from() < end || gap.to() < gap.from()) {
                return false;
            }
            end = gap.to();
        }
        return end <= NUMBER_MAX;
    }

    private boolean areClocksRising() {
        int last = Clocks.NO_BOOT;
        for (Clocks.Entry clock : clocks) {
            if (clock.boot() <= last) {
                return false;
            }
            last = clock.boot();
        }
        return last <= boot;
    }

    private static List<Clocks.Entry> readClocks(ByteBuffer bytes, int count) {
        List<Clocks.Entry> clocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int boot = bytes.getInt();
            boolean isRight = bytes.getInt() != 0;
            clocks.add(new Clocks.Entry(boot, bytes.getLong(), bytes.getLong(), isRight));
        }
        return List.copyOf(clocks);
    }

    private static List<Gap> readGaps(ByteBuffer bytes, int count) {
        List<Gap> gaps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            gaps.add(new Gap(
                    bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()));
        }
        return List.copyOf(gaps);
    }

    private static int checkOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear());
        return (int) crc.getValue();
    }
}
