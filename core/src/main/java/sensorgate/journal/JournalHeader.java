package sensorgate.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import sensorgate.journal.SkippedSequences.Gap;

/**
 * The header of a journal's file, in its first two pages, little-endian. A new header overwrites
 * the older of the two, so one whole header is left whenever the power is cut.
 *
 * <pre>
 *  0         8    12      16           24           32      40     44     48
 *  | SGRING1 | id | check | generation | file bytes | clean | gaps | zero | from, to ...
 * </pre>
 *
 * @param id the number of the ring, part of every cursor
 * @param generation rises with every header written; its last bit is the number of the page
 * @param fileBytes the size of the file with these two pages
 * @param cleanNext the next sequence at a clean stop, 0 without a clean stop
 * @param skipped sequences that no point has
 */
public record JournalHeader(
        int id, long generation, long fileBytes, long cleanNext, SkippedSequences skipped) {

    static final int PAGE_BYTES = 4096;

    /** The size of the two pages; the ring begins after them. */
    public static final int BYTES = 2 * PAGE_BYTES;

    /** {@code SGRING} and the version of the format. */
    private static final byte[] MAGIC = {'S', 'G', 'R', 'I', 'N', 'G', '1', 0};
    private static final int MAGIC_NAME_BYTES = 6;

    private static final int CHECK = 12;
    private static final int GAPS = 40;
    private static final int GAPS_FROM = 48;

    /** The result of reading the first two pages of a file. */
    record Found(JournalHeader header, boolean isSure, boolean isOfOtherVersion) {}

    /** The next header of this file. */
    JournalHeader next(long cleanNext, SkippedSequences skipped) {
        return new JournalHeader(id, generation + 1, fileBytes, cleanNext, skipped);
    }

    /** The offset of the page in the file. */
    long place() {
        return (generation & 1) * PAGE_BYTES;
    }

    ByteBuffer toPage() {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        page.put(MAGIC).putInt(id).putInt(0);
        page.putLong(generation).putLong(fileBytes).putLong(cleanNext);
        page.putInt(skipped.gaps().size()).putInt(0);
        for (Gap gap : skipped.gaps()) {
            page.putLong(gap.from()).putLong(gap.to());
        }
        page.putInt(CHECK, checkOf(page));
        return page.clear();
    }

    /**
     * Reads both pages. The header is {@code null} if neither page holds one. If only one page
     * does, that header is not certain to be the latest.
     */
    static Found find(ByteBuffer pages) {
        JournalHeader first = read(pages.slice(0, PAGE_BYTES));
        JournalHeader second = read(pages.slice(PAGE_BYTES, PAGE_BYTES));
        if (first == null || second == null) {
            JournalHeader only = first == null ? second : first;
            return new Found(only, false, only == null && isOfOtherVersion(pages));
        }
        return new Found(first.generation > second.generation ? first : second, true, false);
    }

    private static JournalHeader read(ByteBuffer bigEndianPage) {
        ByteBuffer page = bigEndianPage.order(ByteOrder.LITTLE_ENDIAN);
        int check = page.getInt(CHECK);
        page.putInt(CHECK, 0);
        boolean isWhole = mismatch(page) < 0 && check == checkOf(page);
        page.putInt(CHECK, check);
        return isWhole ? readWhole(page.position(MAGIC.length)) : null;
    }

    private static JournalHeader readWhole(ByteBuffer page) {
        int id = page.getInt();
        page.getInt();
        long generation = page.getLong();
        long fileBytes = page.getLong();
        long cleanNext = page.getLong();
        List<Gap> gaps = new ArrayList<>();
        int count = page.getInt(GAPS);
        page.position(GAPS_FROM);
        for (int i = 0; i < count; i++) {
            gaps.add(new Gap(page.getLong(), page.getLong()));
        }
        return new JournalHeader(
                id, generation, fileBytes, cleanNext,
                new SkippedSequences(List.copyOf(gaps)));
    }

    private static boolean isOfOtherVersion(ByteBuffer pages) {
        return mismatch(pages) == MAGIC_NAME_BYTES;
    }

    /** The index of the first byte that is not as in {@link #MAGIC}, -1 without such a byte. */
    private static int mismatch(ByteBuffer page) {
        return page.slice(0, MAGIC.length).mismatch(ByteBuffer.wrap(MAGIC));
    }

    private static int checkOf(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate().clear());
        return (int) crc.getValue();
    }
}
