package sensorgate.earlier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.disk.Disk;

/** Files that version 1 wrote, and what its reader got from them. */
final class EarlierJournalTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {
        "stopped", "killed", "empty", "gone-round", "killed-thrice", "damaged", "cut-short"})
    void readsEveryPointThatVersion1Read(String name) throws IOException {
        List<String> expected = lines(name);
        List<String> read = new ArrayList<>();
        try (FileChannel file = open(name)) {
            EarlierJournal earlier = EarlierJournal.read(Disk.system(), file);
            assertTrue(expected.getFirst().startsWith(String.format("%08x ", earlier.id())));
            earlier.visit((sequence, arrivedNs, bytes, from, to) -> read.add(
                    sequence + " " + arrivedNs + " "
                            + new String(bytes, from, to - from, StandardCharsets.UTF_8)));
        }
        assertEquals(expected.subList(1, expected.size()), read);
    }

    @ParameterizedTest
    @CsvSource({
        "stopped, 101, 0, false", "killed, 0, 0, false", "empty, 1, 0, false",
        "gone-round, 1501, 0, false", "killed-thrice, 0, 2, false", "damaged, 901, 0, true",
        "cut-short, 401, 0, true"})
    void knowsTheEndTheGapsAndTheDamage(String name, long cleanNext, int gaps, boolean isDamaged)
            throws IOException {
        try (FileChannel file = open(name)) {
            EarlierJournal earlier = EarlierJournal.read(Disk.system(), file);
            assertEquals(cleanNext, earlier.cleanNext());
            assertEquals(gaps, earlier.gaps().size());
            assertEquals(isDamaged, earlier.isDamaged());
        }
    }

    @Test
    void anythingElseIsNone() throws IOException {
        Path garbage = Files.write(directory.resolve("garbage"), new byte[50_000]);
        try (FileChannel file = FileChannel.open(garbage, StandardOpenOption.READ)) {
            assertNull(EarlierJournal.read(Disk.system(), file));
        }
    }

    private FileChannel open(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, unpacked(name + ".gz"));
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static List<String> lines(String name) throws IOException {
        return new String(unpacked(name + ".txt.gz"), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] unpacked(String name) throws IOException {
        try (InputStream packed =
                        EarlierJournalTest.class.getResourceAsStream("/journal1/" + name);
                InputStream bytes = new GZIPInputStream(packed)) {
            return bytes.readAllBytes();
        }
    }
}
