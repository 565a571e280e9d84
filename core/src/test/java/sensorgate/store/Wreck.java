package sensorgate.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import sensorgate.disk.StateDirectory;

/**
 * The files that a power cut has left, with more damage: a page of zeros or garbage, a flipped bit,
 * a missing end, a missing or old checkpoint.
 */
final class Wreck {

    /** The copies of the header begin at 0 and here; the ring begins at twice this offset. */
    static final int HEADER_SPACING = 64 * 1024;
    static final int RING_FROM = 2 * HEADER_SPACING;

    private static final int HEADER_BYTES = 16 * 1024;
    private static final int PAGE_BYTES = PowerCutDisk.PAGE_BYTES;

    private final Map<String, byte[]> files;
    private final List<String> harm = new ArrayList<>();
    private final List<int[]> harmed = new ArrayList<>();
    private final Set<Integer> harmedHeaders = new HashSet<>();
    private boolean isCheckpointDamaged;

    Wreck(Map<String, byte[]> files) {
        this.files = files;
    }

    /** Writes the files to an empty directory. */
    void writeTo(Path directory) {
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(directory.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds one more damage; {@code oldCheckpoint} may be {@code null}. */
    void harm(Random random, byte[] oldCheckpoint) {
        int kind = random.nextInt(10);
        byte[] journal = files.get(StateDirectory.JOURNAL);
        if (kind < 6 && journal != null && journal.length > 0) {
            harmJournal(random, kind, journal);
        } else if (kind < 9) {
            harmCheckpoint(random, kind, oldCheckpoint);
        } else {
            byte[] junk = new byte[random.nextInt(10_000)];
            random.nextBytes(junk);
            files.put(random.nextBoolean() ? "journal.new" : "checkpoint.new", junk);
            harm.add("junk half made");
        }
    }

    /** True if both pages of the journal's header may be damaged. */
    boolean hasNoHeader() {
        return harmedHeaders.size() == 2 || !files.containsKey(StateDirectory.JOURNAL);
    }

    /** True if one of the two pages of the header was damaged. */
    boolean hasHarmedHeader() {
        return !harmedHeaders.isEmpty();
    }

    boolean isCheckpointDamaged() {
        return isCheckpointDamaged;
    }

    /** True if any of these bytes of the ring have damage beyond the power cut. */
    boolean isHarmed(long ringOffset, int bytes) {
        long from = RING_FROM + ringOffset;
        return harmed.stream().anyMatch(range -> range[0] < from + bytes && from < range[1]);
    }

    /** The sequence of the checkpoint, 0 without a readable checkpoint. */
    long checkpointed() {
        byte[] checkpoint = files.get(StateDirectory.CHECKPOINT);
        if (checkpoint == null || isCheckpointDamaged) {
            return 0;
        }
        String text = new String(checkpoint, StandardCharsets.UTF_8);
        return Long.parseLong(text.substring(0, text.indexOf('\n')).split(" ")[3]);
    }

    @Override
    public String toString() {
        return files.keySet() + " with " + harm;
    }

    private void harmJournal(Random random, int kind, byte[] journal) {
        boolean isInRing = journal.length > RING_FROM && random.nextInt(4) > 0;
        int at = isInRing
                ? random.nextInt(RING_FROM, journal.length)
                : random.nextInt(journal.length);
        switch (kind) {
            case 0, 1 -> {
                int from = at & -PAGE_BYTES;
                int to = Math.min(journal.length, from + PAGE_BYTES * (1 + random.nextInt(3)));
                byte[] content = new byte[to - from];
                if (kind == 1) {
                    random.nextBytes(content);
                }
                System.arraycopy(content, 0, journal, from, content.length);
                harmed(kind == 0 ? "zeros" : "garbage", from, to);
            }
            case 2 -> {
                files.put(StateDirectory.JOURNAL, Arrays.copyOf(journal, at));
                harmed("cut short", at, journal.length);
            }
            case 3 -> flipBit(
                    random, journal,
                    random.nextInt(2) * HEADER_SPACING + random.nextInt(HEADER_BYTES));
            default -> flipBit(random, journal, at);
        }
    }

    private void flipBit(Random random, byte[] journal, int at) {
        int in = Math.min(at, journal.length - 1);
        journal[in] ^= (byte) (1 << random.nextInt(8));
        harmed("flipped bit", in, in + 1);
    }

    private void harmed(String what, int from, int to) {
        harm.add(what + " from " + from + " to " + to);
        harmed.add(new int[] {from, to});
        for (int page = 0; page < 2; page++) {
            int headerFrom = page * HEADER_SPACING;
            if (from < headerFrom + HEADER_BYTES && to > headerFrom) {
                harmedHeaders.add(page);
            }
        }
    }

    private void harmCheckpoint(Random random, int kind, byte[] oldCheckpoint) {
        byte[] checkpoint = files.get(StateDirectory.CHECKPOINT);
        if (checkpoint == null || isCheckpointDamaged) {
            return;
        }
        switch (kind) {
            case 6 -> {
                if (oldCheckpoint != null && random.nextBoolean()) {
                    files.put(StateDirectory.CHECKPOINT, oldCheckpoint.clone());
                    harm.add("old checkpoint");
                } else {
                    files.remove(StateDirectory.CHECKPOINT);
                    harm.add("no checkpoint");
                }
            }
            case 7 -> {
                int bytes = random.nextInt(checkpoint.length);
                files.put(StateDirectory.CHECKPOINT, Arrays.copyOf(checkpoint, bytes));
                isCheckpointDamaged = true;
                harm.add("checkpoint cut to " + bytes);
            }
            default -> {
                int at = random.nextInt(checkpoint.length);
                checkpoint[at] ^= (byte) (1 << random.nextInt(8));
                isCheckpointDamaged = true;
                harm.add("checkpoint flipped at " + at);
            }
        }
    }
}
