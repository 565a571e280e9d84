package sensorgate.device.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.Main;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.Streams;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.GatewayPlace;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.GatewayProcess;
import sensorgate.journal.Cursor;
import sensorgate.store.Store;
import sensorgate.support.PointWriter;
import sensorgate.support.Requires;
import sensorgate.support.TestDisk;
import sensorgate.support.TestStore;

/** {@code sensorgate state}: export, import, and everything that must not be imported. */
@Timeout(120)
final class StateCommandTest {

    private static final int POINTS = 100;
    private static final int CURSOR = 41;
    private static final int TIMEOUT_MS = 15_000;

    @TempDir
    private Path temporary;

    // ---- a whole export

    @Test
    void aStateComesBackOnAnotherMachine() throws Exception {
        Path from = makeState("from");
        Called exported = export(from, "pi.state");
        assertEquals(ExitCode.GOOD, exported.exitCode(), exported.err());
        assertEquals("", exported.err());
        assertTrue(exported.out().matches("exported 1 reading and 100 points, the newest of"
                + " \\d{4}-\\S+; 1 cursor; to " + temporary + "/pi.state, [\\d.]+ kB\n"),
                exported.out());
        assertEquals("rw-------", mode(temporary.resolve("pi.state")));
        Path to = temporary.resolve("to");
        Called imported = importInto(to, "pi.state");
        assertEquals(ExitCode.GOOD, imported.exitCode(), imported.err());
        assertEquals("", imported.err());
        assertTrue(imported.out().startsWith("imported 1 reading and 100 points, the newest of "),
                imported.out());
        assertFalse(imported.out().contains("to go back"), imported.out());
        assertEquals(List.of("checkpoint", "cursor-influx", "journal", "lock"), names(to));
        for (String name : names(to)) {
            assertEquals("rw-------", mode(to.resolve(name)), name);
        }
        try (Store store = TestStore.open(to, 16)) {
            assertEquals(PointWriter.numbered(0, POINTS), PointWriter.lines(store));
            assertEquals(Map.of("m n", "99i"), PointWriter.values(store));
            assertEquals(CURSOR, store.cursor("influx", 0).get().sequence());
        }
        assertEquals(List.of("from", "pi.state", "to"), names(temporary));
    }

    /**
     * The gateway that was exported has given out more sequences since, and a controller holds a
     * cursor of these: the imported one must not give them to other points.
     */
    @Test
    void anImportedJournalContinuesWithSequencesFarAhead() throws Exception {
        Path from = makeState("from");
        export(from, "pi.state");
        long next;
        try (Store store = TestStore.open(from, 16)) {
            PointWriter.writeNumbered(store, 0, 50);
            next = store.journal().nextSequence();
        }
        importInto(from, "pi.state");
        try (Store store = TestStore.open(from, 16)) {
            assertEquals(PointWriter.numbered(0, POINTS), PointWriter.lines(store));
            assertTrue(store.journal().nextSequence() > next + 1_000_000,
                    "next=" + store.journal().nextSequence());
        }
    }

    @Test
    void importKeepsTheStateThatWasThere() throws Exception {
        Path from = makeState("from");
        export(from, "pi.state");
        Path to = makeState("to");
        byte[] journal = Files.readAllBytes(to.resolve("journal"));
        Called imported = importInto(to, "pi.state");
        Path before = to.resolve("before-import");
        assertTrue(imported.out().contains("the state before is in " + before
                + "; to go back: sudo sh -c 'mv " + before + "/* " + to + "/'\n"), imported.out());
        assertEquals(List.of("checkpoint", "cursor-influx", "journal"), names(before));
        assertArrayEquals(journal, Files.readAllBytes(before.resolve("journal")));
        importInto(to, "pi.state");
        assertArrayEquals(journal, Files.readAllBytes(before.resolve("journal")), "still");
        assertTrue(Files.exists(to.resolve("before-import-2/journal")));
    }

    @Test
    void goesThroughAPipe() throws Exception {
        Path from = makeState("from");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertEquals(ExitCode.GOOD, Main.run(
                List.of("state", "export", "-", "--state.directory=" + from),
                streams(new byte[0], bytes)));
        Path to = temporary.resolve("to");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertEquals(ExitCode.GOOD, Main.run(
                List.of("state", "import", "-", "--state.directory=" + to),
                streams(bytes.toByteArray(), said)), said::toString);
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("; from standard input into "));
        try (Store store = TestStore.open(to, 16)) {
            assertEquals(PointWriter.numbered(0, POINTS), PointWriter.lines(store));
        }
    }

    @Test
    void thePointsAfterAPowerCutAreCountedToo() throws Exception {
        Path from = makeState("from");
        Path killed = Files.createDirectory(temporary.resolve("killed"));
        try (Store store = TestStore.open(from, 16)) { // the files of a gateway that is not closed
            assertEquals(POINTS + 1, store.journal().nextSequence());
            for (String name : List.of("journal", "checkpoint")) {
                Files.copy(from.resolve(name), killed.resolve(name));
            }
        }
        try (Store store = TestStore.open(
                killed, 16, TestDisk.ofBoot("the next boot"))) {
            PointWriter.writeNumbered(store, POINTS, 2 * POINTS);
        }
        Called exported = export(killed, "pi.state");
        assertEquals(ExitCode.GOOD, exported.exitCode(), exported.err());
        assertTrue(exported.out().startsWith("exported 1 reading and " + 2 * POINTS + " points"),
                exported.out());
    }

    // ---- a running gateway

    @Test
    void exportsARunningGatewayWhilePointsArrive() throws Exception {
        Path from = temporary.resolve("from");
        Path to = temporary.resolve("to");
        int sent = 0;
        try (GatewayProcess gateway = GatewayProcess.start(
                from, "--udp.port=0", "--tcp.port=0", "--journal.size=256k").awaitReady()) {
            for (int round = 0; round < 5; round++) {
                sent = send(gateway, sent, 500);
                awaitPoint(gateway, sent - 1);
                int stored = sent;
                sent = send(gateway, sent, 500); // these arrive during the export
                Called exported = export(from, "pi.state", "--force");
                assertEquals(ExitCode.GOOD, exported.exitCode(), exported.err());
                assertEquals(ExitCode.GOOD, importInto(to, "pi.state").exitCode());
                try (Store store = TestStore.open(to, 16)) {
                    List<String> lines = PointWriter.lines(store);
                    assertTrue(Integer.parseInt(PointWriter.values(store).get("m n")
                            .replace("i", "")) >= stored - 1, "round=" + round);
                    assertTrue(lines.stream().anyMatch(line -> line.startsWith("m n=")));
                }
            }
            importInto(from, "pi.state").assertFailed(ExitCode.REFUSED,
                    "another gateway (process ", "stop that gateway");
            assertFalse(names(from).toString().contains("import"), "nothing was touched");
        }
    }

    // ---- refused exports

    @Test
    void anExistingFileIsReplacedOnlyByForce() throws Exception {
        Path from = makeState("from");
        Files.writeString(temporary.resolve("pi.state"), "precious");
        export(from, "pi.state").assertFailed(ExitCode.REFUSED, "pi.state exists", "--force");
        assertEquals("precious", Files.readString(temporary.resolve("pi.state")));
        assertEquals(ExitCode.GOOD, export(from, "pi.state", "--force").exitCode());
        export(from, "from").assertFailed(ExitCode.REFUSED, "is a directory");
        export(from, "no/pi.state").assertFailed(ExitCode.REFUSED, "there is no directory");
        assertEquals(List.of("from", "pi.state"), names(temporary));
    }

    @Test
    void saysThatThereIsNoState() throws Exception {
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        for (Path path : List.of(empty, temporary.resolve("missing"))) {
            export(path, "pi.state").assertFailed(
                    ExitCode.REFUSED, "there is no state in " + path, "sudo");
        }
        assertEquals(List.of("empty"), names(temporary));
    }

    @Test
    void aJournalThatNoGatewayCouldUseIsNotExported() throws Exception {
        Path from = makeState("from");
        Files.write(from.resolve("journal"), new byte[65_536]);
        export(from, "pi.state").assertFailed(
                ExitCode.REFUSED, "the state in " + from + " cannot be used", "not a journal");
        assertEquals(List.of("from"), names(temporary));
    }

    /** A gateway may not be led to read other files, nor to wait for a writer. */
    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path from = makeState("from");
        Files.move(from.resolve("journal"), temporary.resolve("elsewhere"));
        Files.createSymbolicLink(from.resolve("journal"), temporary.resolve("elsewhere"));
        export(from, "pi.state").assertFailed(ExitCode.REFUSED, "is a symbolic link");
    }

    // ---- refused imports

    @Test
    void aFileThatWasCutShortOrChangedIsRefusedOrWhole() throws Exception {
        Path from = makeState("from");
        export(from, "pi.state");
        byte[] whole = Files.readAllBytes(temporary.resolve("pi.state"));
        Path to = makeState("to");
        Map<String, Integer> before = contents(to);
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 150; round++) {
            byte[] bytes = whole.clone();
            if (round % 3 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(temporary.resolve("bad.state"), bytes);
            Called imported = importInto(to, "bad.state");
            if (imported.exitCode() == ExitCode.GOOD) {
                assertTrue(imported.out().startsWith("imported 1 reading and 100 points"),
                        imported.out());
                goBack(to);
            } else {
                imported.assertFailed(ExitCode.REFUSED, "bad.state ");
                refused++;
            }
            assertEquals(before, contents(to), "round=" + round);
        }
        assertTrue(refused > 90, "refused=" + refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/tmp/evil", "lock", "journal.new", "import.new/x", "",
        "cursor-", "cursor-A", "cursor-../x", "checkpoint/", "\u001b[31m"})
    void anEntryWithAnotherNameIsRefused(String name) throws Exception {
        Map<String, byte[]> entries = new TreeMap<>();
        entries.put(name, "evil".getBytes(StandardCharsets.UTF_8));
        Path to = makeState("to");
        Map<String, Integer> before = contents(to);
        write(entries, UnaryOperator.identity());
        Called imported = importInto(to, "made.state");
        imported.assertFailed(ExitCode.REFUSED, "is not a file of 'sensorgate state export'");
        assertFalse(imported.err().contains("\u001b"));
        assertEquals(before, contents(to));
        assertEquals(List.of("made.state", "to"), names(temporary));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sensorgate-state 1 | sensorgate-state 2 | another version",
        "checkpoint 3       | checkpoint 4       | damaged",
        "cursor-a           | cursor-b           | damaged",
        "journal            | journal            | cannot be used"})
    void aListThatDoesNotFitIsRefused(String from, String to, String why) throws Exception {
        write(Map.of("checkpoint", new byte[3], "journal", new byte[8192], "cursor-a", new byte[9]),
                list -> list.replace(from, to));
        importInto(temporary.resolve("to"), "made.state").assertFailed(ExitCode.REFUSED, why);
        assertEquals(List.of("lock"), names(temporary.resolve("to")));
    }

    @Test
    void aCursorOfManyBytesIsRefused() throws Exception {
        write(Map.of("cursor-a", new byte[5_000_000]), UnaryOperator.identity());
        importInto(temporary.resolve("to"), "made.state")
                .assertFailed(ExitCode.REFUSED, "cursor-a has more than 4096 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no archive", "PK"})
    void aFileOfAnotherKindIsRefused(String text) throws Exception {
        Files.writeString(temporary.resolve("made.state"), text);
        importInto(temporary.resolve("to"), "made.state")
                .assertFailed(ExitCode.REFUSED, "is not a file of 'sensorgate state export'");
        importInto(temporary.resolve("to"), "missing.state")
                .assertFailed(ExitCode.REFUSED, "there is no file " + temporary);
    }

    // ---- owners

    /** Root imports into the directory of the service's user. */
    @Test
    void everyFileBelongsToTheOwnerOfTheDirectory() throws Exception {
        Path from = makeState("from");
        export(from, "pi.state");
        Path to = makeState("to");
        Requires.that(isChanged(to), "the right to change owners");
        Files.delete(to.resolve("lock"));
        Called imported = importInto(to, "pi.state");
        assertEquals(ExitCode.GOOD, imported.exitCode(), imported.err());
        for (String name : names(to)) {
            assertEquals(54_321, Files.getAttribute(to.resolve(name), "unix:uid"), name);
            assertEquals(54_322, Files.getAttribute(to.resolve(name), "unix:gid"), name);
        }
    }

    private static boolean isChanged(Path directory) {
        try {
            Files.setAttribute(directory, "unix:uid", 54_321);
            Files.setAttribute(directory, "unix:gid", 54_322);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    // ---- the command line

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "state                       | write 'export FILE' or 'import FILE'",
        "state export                | write 'export FILE' or 'import FILE'",
        "state save x                | write 'export FILE' or 'import FILE'",
        "state export a b            | write 'export FILE' or 'import FILE'",
        "state import a --force      | --force is for export",
        "state export a --state.directory=b | an absolute path",
        "state export a --frce       | did you mean --force?"})
    void saysWhatIsWrongWithACall(String arguments, String words) {
        Called.with(arguments.split(" ")).assertUsage(words);
    }

    @Test
    void needsADirectoryAndAGoodConfiguration() throws Exception {
        Path file = temporary.resolve("sensorgate.properties");
        Files.writeString(file, "state.directory = none\n");
        Called.with("state", "export", "x", "--config", file.toString())
                .assertFailed(ExitCode.REFUSED, "state.directory=none");
        Files.writeString(file, "udp.prot = 1\n");
        assertEquals(ExitCode.CONFIGURATION,
                Called.with("state", "export", "x", "--config", file.toString()).exitCode());
    }

    // ---- tools

    private Path makeState(String name) {
        Path directory = temporary.resolve(name);
        try (Store store = TestStore.open(directory, 16)) {
            PointWriter.writeNumbered(store, 0, POINTS);
            store.cursor("influx", 0).save(new Cursor(store.journal().id(), CURSOR), 0);
        }
        return directory;
    }

    private Called export(Path directory, String file, String... more) {
        return call("export", directory, file, more);
    }

    private Called importInto(Path directory, String file) {
        return call("import", directory, file);
    }

    private Called call(String what, Path directory, String file, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "state", what, temporary.resolve(file).toString(),
                "--state.directory=" + directory));
        words.addAll(List.of(more));
        return Called.with(words.toArray(String[]::new));
    }

    private static Streams streams(byte[] in, ByteArrayOutputStream out) {
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new Streams(new ByteArrayInputStream(in), print, print);
    }

    /** Writes an archive with these entries and a list of them, changed. */
    private void write(Map<String, byte[]> entries, UnaryOperator<String> list)
            throws IOException {
        StringBuilder lines = new StringBuilder("sensorgate-state 1\nmade now\n");
        try (ZipOutputStream zip = new ZipOutputStream(
                Files.newOutputStream(temporary.resolve("made.state")))) {
            for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                lines.append(entry.getKey()).append(' ').append(entry.getValue().length)
                        .append(' ').append(Long.toHexString(crc.getValue())).append('\n');
            }
            zip.putNextEntry(new ZipEntry("sensorgate-state"));
            zip.write(list.apply(lines.toString()).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What the printed command does. */
    private static void goBack(Path directory) throws IOException {
        Path before = directory.resolve("before-import");
        for (String name : names(before)) {
            Files.move(before.resolve(name), directory.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(before);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, Integer> contents(Path directory) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        for (String name : names(directory)) {
            if (!name.equals("lock")) {
                contents.put(name, Arrays.hashCode(Files.readAllBytes(directory.resolve(name))));
            }
        }
        return contents;
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static int send(GatewayProcess gateway, int from, int count) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = from; i < from + count; i++) {
                byte[] line = ("m n=" + i + "i").getBytes(StandardCharsets.US_ASCII);
                socket.send(new DatagramPacket(line, line.length,
                        new InetSocketAddress("127.0.0.1", gateway.udpPort())));
            }
        }
        return from + count;
    }

    private static void awaitPoint(GatewayProcess gateway, int n) throws Exception {
        try (GatewayConnection connection = GatewayConnection.open(
                GatewayPlace.parse(gateway.tcp().toString()), TIMEOUT_MS)) {
            Deadline.await(() -> connection.ask("DUMP m").lines().stream()
                    .anyMatch(line -> line.startsWith("m n=" + n + "i ")));
        }
    }
}
