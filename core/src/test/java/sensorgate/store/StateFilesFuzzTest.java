package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.journal.Cursor;
import sensorgate.support.PointWriter;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;
import sensorgate.support.TestStore;
import sensorgate.support.TestTable;

/** Checkpoints and cursors with any bytes: each start works, and says what it set aside. */
@Timeout(120)
final class StateFilesFuzzTest {

    private static final int ROUNDS = 400;
    private static final int ROWS_MAX = 64;

    private final long seed = Long.getLong("sensorgate.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path directory = temporary.path().resolve("state");
    private final Path checkpoint = directory.resolve("checkpoint");
    private final Path cursor = directory.resolve("cursor-influx");
    private byte[] wholeCheckpoint;
    private byte[] wholeCursor;
    private byte[] wholeJournal;
    private int ringId;

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    @Test
    void everyStartSurvivesACheckpointAndACursorWithAnyBytes() throws Exception {
        System.out.println("StateFilesFuzzTest: sensorgate.seed=" + seed);
        writeState();
        for (int round = 0; round < ROUNDS; round++) {
            Files.write(checkpoint, random.nextInt(3) == 0
                    ? checkedCheckpoint() : harmed(wholeCheckpoint));
            Files.write(cursor, random.nextInt(3) == 0 ? checkedCursor() : harmed(wholeCursor));
            assertStarts("round " + round + " of seed " + seed);
        }
    }

    /** The checksum is right, as if another program had written the file. */
    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "-1", "4e9",
        "1000000000000000000", "00000000000000000000000000000000000000000000001"})
    void aSequenceThatNoGatewayReachesIsSetAside(String sequence) throws Exception {
        writeState();
        Files.write(checkpoint, summed("sensorgate-checkpoint 1 " + Integer.toHexString(ringId)
                + " " + sequence + "\n", "end "));
        Files.write(cursor, (wholeCursorText("-7")).getBytes(StandardCharsets.US_ASCII));
        Told told = assertStarts(sequence);
        boolean isOne = sequence.endsWith("01");
        assertEquals(!isOne, told.isTrouble("its first line is wrong"), told.trouble()::toString);
        assertTrue(told.isTrouble("cursor-influx.aside"), told.trouble()::toString);
    }

    // ---- bytes

    private byte[] harmed(byte[] whole) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(6)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(70_000));
            case 3 -> {
                bytes = new byte[random.nextInt(3) == 0 ? 200_000 : random.nextInt(300)];
                random.nextBytes(bytes);
            }
            case 4 -> {
                int from = random.nextInt(bytes.length);
                Arrays.fill(bytes, from, from + random.nextInt(bytes.length - from), (byte) 0);
            }
            default -> bytes = joined(bytes, bytes);
        }
        return bytes;
    }

    /** A checkpoint whose checksum is right and whose lines are nonsense. */
    private byte[] checkedCheckpoint() {
        StringBuilder text = new StringBuilder("sensorgate-checkpoint 1 ");
        text.append(random.nextInt(4) == 0 ? noise(40)
                : Integer.toHexString(ringId) + " " + oneOf(
                        "1", "50", "101", "0", "-5", "4294967397", "1152921504606846976", "x"));
        text.append('\n');
        for (int line = random.nextInt(5); line > 0; line--) {
            text.append(oneOf(
                    "1790000000000000000 m n=5i 1790000000000000000",
                    "-1 a,b=c d=1 5",
                    "99999999999999999999999999 m n=5i 5",
                    "- m n=5i 5", "5", "5 ", " ", "", "5 m", "5 m n=5i",
                    "5 m,,, n=\"5 5", "5 # comment", "abc m n=1 1",
                    "5 m n=5i 99999999999999999999999",
                    "5 " + "m".repeat(random.nextInt(70_000)) + " n=1 1",
                    "5 m " + "n=1,".repeat(random.nextInt(2_000)) + "n=1 1",
                    "5 m n=\"" + "\\".repeat(random.nextInt(2_000)) + "\" 1",
                    noise(3_000)));
            text.append(random.nextInt(9) == 0 ? "" : "\n");
        }
        return summed(text.toString(), "end ");
    }

    private byte[] checkedCursor() {
        return wholeCursorText(oneOf("-1", "0", "9223372036854775807", "+5", "05", "1 2"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String wholeCursorText(String sequence) {
        String text = "sensorgate-cursor 1 " + Integer.toHexString(ringId) + " " + sequence + " ";
        return text + sum(text.getBytes(StandardCharsets.US_ASCII)) + "\n";
    }

    private static byte[] summed(String text, String end) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return joined(bytes, (end + sum(bytes) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static long sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    private String oneOf(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private String noise(int charsMax) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(charsMax); left > 0; left--) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    // ---- starts

    private void writeState() throws Exception {
        try (Store store = open(new Told())) {
            PointWriter.writeNumbered(store, 0, 100);
            for (int i = 0; i < 40; i++) {
                PointWriter.write(store, "s,n=" + i + " text=\"a b\",v=" + i + " " + i);
            }
            ringId = store.journal().id();
            store.cursor("influx", 0).save(new Cursor(ringId, 50), 0);
        }
        wholeCheckpoint = Files.readAllBytes(checkpoint);
        wholeCursor = Files.readAllBytes(cursor);
        wholeJournal = Files.readAllBytes(directory.resolve("journal"));
    }

    /** The journal is whole: its points are there, and so are new points at the next start. */
    private Told assertStarts(String what) throws IOException {
        Told told = new Told();
        Files.write(directory.resolve("journal"), wholeJournal);
        try (Store store = open(told)) {
            assertEquals(140, PointWriter.lines(store).size(), what);
            store.cursor("influx", 0).save(new Cursor(ringId, 51), 0);
            assertEquals(51, store.cursor("influx", 0).get().sequence(), what);
            PointWriter.write(store, "new v=1 1");
        } catch (Exception | AssertionError e) {
            throw new AssertionError(what + ": " + told.trouble(), e);
        }
        Told second = new Told();
        try (Store store = open(second)) {
            List<String> lines = PointWriter.lines(store);
            assertEquals("new v=1 1", lines.getLast(), what);
            assertEquals(List.of(), second.trouble(), what);
        } catch (Exception e) {
            throw new AssertionError(what + ": " + second.trouble(), e);
        }
        return told;
    }

    private Store open(Told told) throws Exception {
        return new Store(
                TestStore.settings(directory), TestTable.settings(ROWS_MAX), new TestDisk(), told);
    }
}
