package sensorgate.earlier;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The header of a journal of version 1, in the first two pages of the file, little-endian. The
 * later of two whole pages counts.
 *
 * <pre>
 *  0         8    12      16           24           32      40     44     48
 *  | SGRING1 | id | check | generation | file bytes | clean | gaps | zero | from, to ...
 * </pre>
 *
 * @param id the number of the ring, part of every cursor
 * @param generation rises with every header written
 * @param fileBytes the size of the file with these two pages
 * @param cleanNext the next sequence at a clean stop, 0 without a clean stop
 * @param gaps sequences that no point has
 */
record EarlierHeader(
        int id, long generation, long fileBytes, long cleanNext,
        List<EarlierJournal.Gap> gaps) {

    static final int PAGE_BYTES = 4096;

    /** The size of the two pages; the ring begins after them. */
    static final int BYTES = 2 * PAGE_BYTES;

    private static final byte[] MAGIC = {'S', 'G', 'R', 'I', 'N', 'G', '1', 0};
    /** More than that version could be made to have. */
    private static final long FILE_BYTES_MAX = 1L << 32;

    /** A sequence this large was not counted up to. */
    private static final long SEQUENCE_MAX = 1L << 62;

    private static final int CHECK = 12;
    private static final int GAPS = 40;
    private static final int GAPS_FROM = 48;
    private static final int GAPS_MAX = 250;

    /** A header; not sure if the other page, which may be later, is damaged. */
    record Found(EarlierHeader header, boolean isSure) {}

    /** Reads both pages; {@code null} if neither holds a header. */
    static Found find(ByteBuffer pages) {
        EarlierHeader first = read(pages.slice(0, PAGE_BYTES));
        EarlierHeader second = read(pages.slice(PAGE_BYTES, PAGE_BYTES));
        if (first == null && second == null) {
            return null;
        }
        if (first == null || second == null) {
            return new Found(first == null ? second : first, false);
        }
        return new Found(first.generation > second.generation ? first : second, true);
    }

    private static EarlierHeader read(ByteBuffer bigEndianPage) {
        ByteBuffer page = bigEndianPage.order(ByteOrder.LITTLE_ENDIAN);
        int check = page.getInt(CHECK);
        page.putInt(CHECK, 0);
        boolean isWhole = page.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
                && check == checkOf(page);
        page.putInt(CHECK, check);
        int gaps = page.getInt(GAPS);
        return isWhole && gaps >= 0 && gaps <= GAPS_MAX
                ? readWhole(page.position(MAGIC.length), gaps)
                : null;
    }

    private static EarlierHeader readWhole(ByteBuffer page, int count) {
        int id = page.getInt();
        page.getInt();
        long generation = page.getLong();
        long fileBytes = page.getLong();
        long cleanNext = page.getLong();
        List<EarlierJournal.Gap> gaps = new ArrayList<>();
        page.position(GAPS_FROM);
        for (int i = 0; i < count; i++) {
            gaps.add(new EarlierJournal.Gap(page.getLong(), page.getLong()));
        }
        EarlierHeader header =
                new EarlierHeader(id, generation, fileBytes, cleanNext, List.copyOf(gaps));
        return header.isPossible() ? header : null;
    }

    /** Also a header with a valid check may have been written by somebody else. */
    private boolean isPossible() {
        long end = 0;
        boolean areRising = true;
        for (EarlierJournal.Gap gap : gaps) {
            areRising &= gap.from() >= end && gap.to() >= gap.from();
            end = gap.to();
        }
        return areRising && end <= SEQUENCE_MAX
                && fileBytes > BYTES && fileBytes <= FILE_BYTES_MAX
                && cleanNext >= 0 && cleanNext <= SEQUENCE_MAX;
    }

    private static int checkOf(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate().clear());
        return (int) crc.getValue();
    }
}
