package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreListener;
import sensorgate.support.TestDisk;

/**
 * A sender that knows the format and everything that the gateway tells, but not the secret, and
 * sends blocks and records within the strings of its lines. The gateway is killed, pages are torn,
 * and the ring goes round.
 */
@Timeout(120)
final class JournalAttackTest {

    private static final int BLOCKS = 8;
    private static final int JOURNAL_BYTES = JournalLayout.RING_FROM + BLOCKS * 4096;
    private static final int ROUNDS = 300;

    /** A head and a record with the line {@code forged v=1}. */
    private static final int FORGED_BYTES =
            JournalLayout.BLOCK_HEAD + JournalLayout.RECORD_HEAD + 10;
    private static final long FORGED_SEQUENCE = 0x7e7e_7e7e_00L;

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("sensorgate.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final StoreListener nobody = new StoreListener() {};
    private final Set<String> sent = new HashSet<>();
    private long highest;
    private int helped;

    @Test
    void nothingThatASenderSendsIsTakenForARecord() throws Exception {
        Path state = directory.resolve("state");
        long next = 1;
        for (int round = 0; round < ROUNDS; round++) {
            try (StateDirectory opened = StateDirectory.open(state, new TestDisk(), nobody);
                    KeptJournal kept = open(opened)) {
                Journal journal = kept.journal();
                assertTrue(journal.nextSequence() >= next, "seed=" + seed);
                assertTrue(journal.nextSequence() <= highest + 1 + SkippedSequences.JUMP * 2,
                        "a sequence of the sender's choice, seed=" + seed);
                assertOnlySent(journal);
                byte[] before = Files.readAllBytes(state.resolve("journal"));
                send(new TestRing(journal), round);
                kept.force();
                next = journal.nextSequence();
                highest = next;
                tear(state.resolve("journal"), before);
            }
        }
        assertTrue(helped > 50, "forged blocks stood in place: " + helped);
    }

    /** The control: a sender who knows the secret can forge a block, so the test can fail. */
    @Test
    void whoKnewTheSecretCould() throws Exception {
        Path state = directory.resolve("state");
        try (StateDirectory opened = StateDirectory.open(state, new TestDisk(), nobody);
                KeptJournal kept = open(opened)) {
            TestRing ring = new TestRing(kept.journal());
            ring.append("m v=1 1");
            kept.force();
            byte[] block = forgedBlock(
                    kept.journal().origin().secret(), 1, 1, FORGED_SEQUENCE, 1);
            try (FileChannel file = FileChannel.open(
                    state.resolve("journal"), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(block), JournalLayout.RING_FROM + 4096);
            }
        }
        try (StateDirectory opened = StateDirectory.open(state, new TestDisk(), nobody);
                KeptJournal kept = open(opened)) {
            assertEquals(List.of("m v=1 1", "forged v=1 0"), TestRing.lines(kept.journal()));
        }
    }

    private KeptJournal open(StateDirectory state) {
        return KeptJournal.open(
                state, JOURNAL_BYTES, Cursor.NONE, nobody);
    }

    private void assertOnlySent(Journal journal) {
        for (String line : TestRing.lines(journal)) {
            assertFalse(line.startsWith("forged"), line + ", seed=" + seed);
            assertTrue(sent.contains(line), line + ", seed=" + seed);
        }
    }

    /** Lines whose strings hold blocks and records, at another alignment in each round. */
    private void send(TestRing ring, int round) {
        int points = 10 + random.nextInt(40);
        for (int i = 0; i < points; i++) {
            String pad = "x".repeat(random.nextInt(4) == 0 ? random.nextInt(400) : round % 64);
            long block = JournalLayout.blockOf(ring.journal().head()) + random.nextInt(3);
            String bytes = forgedText(block, ring.journal().origin().start(), i);
            ring.append(
                    "m s=\"" + pad + plain(bytes).repeat(1 + random.nextInt(3)) + "\" " + i);
        }
        JournalReader reader = new JournalReader(ring.journal());
        reader.begin(0);
        sent.addAll(TestRing.lines(ring.journal()));
    }

    /** A forged block as a string may hold it, or nearly so. */
    private String forgedText(long block, int start, int i) {
        String text = "";
        for (int tries = 0; tries < 2_000 && !plain(text).equals(text) || tries == 0; tries++) {
            byte[] guessed = new byte[BlockKey.SECRET_BYTES];
            random.nextBytes(guessed);
            byte[] forged = forgedBlock(
                    guessed, block, start, FORGED_SEQUENCE + i, random.nextInt(0x7F7F7F7F));
            text = new String(forged, 0, FORGED_BYTES, StandardCharsets.ISO_8859_1);
        }
        return text;
    }

    /** A block with one record; the check is right for this secret. */
    private static byte[] forgedBlock(
            byte[] secret, long number, int start, long sequence, int salt) {
        byte[] block = new byte[4096];
        byte[] record = new byte[JournalLayout.RECORD_BYTES_MAX];
        BlockKey key = new BlockKey(secret);
        JournalLayout.setBlockHead(block, 0, number, start, salt, sequence, key);
        byte[] line = "forged v=1".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(line, 0, record, JournalLayout.RECORD_HEAD, line.length);
        int length = JournalLayout.RECORD_HEAD + line.length;
        JournalLayout.setRecordHead(record, length, 0, sequence, salt, 1, 0, key);
        System.arraycopy(record, 0, block, JournalLayout.BLOCK_HEAD, length);
        return block;
    }

    /** Bytes that a string may hold; the others of a guessed check do not matter. */
    private static String plain(String bytes) {
        StringBuilder plain = new StringBuilder();
        for (char c : bytes.toCharArray()) {
            plain.append(c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t' || c > 0x7F
                    ? 'x' : c);
        }
        return plain.toString();
    }

    /** The sender's best luck: a page is torn so that a forged block stands where it must. */
    private void help(byte[] file) {
        int from = JournalLayout.RING_FROM + random.nextInt(BLOCKS * 4096 - FORGED_BYTES);
        while (from < file.length - FORGED_BYTES && !isForged(file, from)) {
            from++;
        }
        if (from < file.length - FORGED_BYTES) {
            long number = JournalLayout.blockNumber(file, from);
            int to = JournalLayout.RING_FROM + (int) (number % BLOCKS) * 4096;
            byte[] forged = Arrays.copyOfRange(file, from, from + FORGED_BYTES);
            Arrays.fill(file, to, to + 4096, (byte) 0);
            System.arraycopy(forged, 0, file, to, FORGED_BYTES);
            helped++;
        }
    }

    private static boolean isForged(byte[] file, int at) {
        long number = JournalLayout.blockNumber(file, at);
        return JournalLayout.blockNext(file, at) >> 8 == FORGED_SEQUENCE >> 8
                && number >= 0 && number < 1_000_000;
    }

    /** What a kill or a power cut leaves: old and new sectors mixed, and zeros. */
    private void tear(Path journal, byte[] before) throws Exception {
        byte[] now = Files.readAllBytes(journal);
        for (int harm = random.nextInt(4); harm > 0; harm--) {
            int sector = JournalLayout.RING_FROM / 512
                    + random.nextInt(BLOCKS * 8);
            switch (random.nextInt(3)) {
                case 0 -> System.arraycopy(before, sector * 512, now, sector * 512, 512);
                case 1 -> Arrays.fill(now, sector * 512, sector * 512 + 512, (byte) 0);
                default -> help(now);
            }
        }
        Files.write(journal, now);
    }
}
