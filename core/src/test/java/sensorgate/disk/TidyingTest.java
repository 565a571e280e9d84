package sensorgate.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.support.Foreign;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestDisk;

/** A state directory in which other things stand where the gateway's files should be. */
@Timeout(20)
final class TidyingTest {

    private static final List<String> FILES =
            List.of("journal", "checkpoint", "cursor-influx", "cursor-a-1");

    private final TemporaryDirectory temporary = new TemporaryDirectory();
    private final Path path = temporary.path().resolve("state");
    private final Path target = temporary.path().resolve("target");
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectory(path);
    }

    @AfterEach
    void removeFiles() {
        temporary.close();
    }

    static Stream<Arguments> everythingEverywhere() {
        return Stream.of(Foreign.values()).flatMap(foreign -> Stream.concat(
                Stream.of(Arguments.of(foreign, "lock")),
                FILES.stream().flatMap(file -> Stream.of(
                        Arguments.of(foreign, file), Arguments.of(foreign, file + ".new"),
                        Arguments.of(foreign, file + ".aside")))));
    }

    @ParameterizedTest
    @MethodSource("everythingEverywhere")
    void setsAsideWhatIsNoFileOfOurs(Foreign foreign, String name) throws Exception {
        boolean isAside = name.endsWith(".aside");
        Path there = path.resolve(name);
        Path aside = path.resolve(name + ".foreign");
        foreign.put(there, target);
        Object before = Files.getAttribute(there, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        open().close();
        foreign.assertTargetIsUntouched(target);
        if (isAside && foreign == Foreign.FILE_OF_ANOTHER) {
            assertEquals(List.of(), told, "it is replaced when the next file is set aside");
            return;
        }
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.getFirst().startsWith(there + " " + foreign.words()), told::toString);
        assertTrue(told.getFirst().contains(": set aside as " + aside), told::toString);
        assertEquals(before, Files.getAttribute(aside, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        assertEquals(name.equals("lock"), Files.exists(there, LinkOption.NOFOLLOW_LINKS));
        open().close();
        assertEquals(1, told.size(), "told once: " + told);
    }

    @Test
    void saysHowToUseTheFileOfAnotherAllTheSame() throws Exception {
        Foreign.FILE_OF_ANOTHER.put(path.resolve("journal"), target);
        open().close();
        assertTrue(told.getFirst().endsWith("sudo chown " + System.getProperty("user.name") + " "
                + path + "/journal.foreign && sudo mv " + path
                + "/journal.foreign " + path + "/journal"), told::toString);
        Foreign.FILE_OF_ANOTHER.put(path.resolve("lock"), target);
        open().close();
        assertTrue(told.getLast().endsWith("lock.foreign"), "holds nothing: " + told);
    }

    /** A state directory that was moved with its owner, such as a mounted disk. */
    @Test
    void takesTheFilesOfTheDirectorysOwner() throws Exception {
        Foreign.FILE_OF_ANOTHER.put(path.resolve("journal"), target);
        Object other = Files.getAttribute(path.resolve("journal"), "unix:uid");
        Files.setAttribute(path, "unix:uid", other);
        open().close();
        assertEquals(List.of(), told);
        assertTrue(Files.exists(path.resolve("journal")));
    }

    /** What was set aside before may be somebody's data. */
    @ParameterizedTest
    @EnumSource
    void replacesNothingThatWasSetAsideBefore(Foreign foreign) throws Exception {
        Path before = Files.writeString(path.resolve("journal.foreign"), "data");
        Files.createDirectory(path.resolve("journal.foreign.2"));
        foreign.put(path.resolve("journal"), target);
        open().close();
        assertEquals("data", Files.readString(before));
        assertTrue(Files.exists(path.resolve("journal.foreign.3"), LinkOption.NOFOLLOW_LINKS));
        assertTrue(told.getFirst().contains("journal.foreign.3"), told::toString);
    }

    @Test
    void removesEveryHalfWrittenFile() throws Exception {
        for (String name : FILES) {
            Files.writeString(path.resolve(name + ".new"), "half");
        }
        open().close();
        assertEquals(List.of("lock"), names());
        assertEquals(List.of(), told);
    }

    @Test
    void leavesTheFilesOfOthersAlone() throws Exception {
        for (String name : List.of("journal.txt", "cursor-", "cursor-A", "xjournal", "lock2")) {
            Files.createSymbolicLink(path.resolve(name), target);
        }
        open().close();
        assertEquals(List.of(), told);
        assertEquals(6, names().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw-rw-", "r--------", "---------", "rwxrwxrwx"})
    void makesFilesOfAnEarlierVersionPrivate(String mode) throws Exception {
        List<String> all = new ArrayList<>(FILES);
        all.addAll(List.of("lock", "journal.aside"));
        for (String name : all) {
            Files.writeString(path.resolve(name), "text");
            Files.setPosixFilePermissions(
                    path.resolve(name), PosixFilePermissions.fromString(mode));
        }
        open().close();
        for (String name : all) {
            assertEquals("rw-------", mode(path.resolve(name)), name);
        }
        assertEquals(List.of(), told);
    }

    @Test
    void makesNewFilesAndTheDirectoryPrivate() throws Exception {
        Path deep = path.resolve("a/state");
        try (StateDirectory directory = open(deep)) {
            directory.replace("journal", file -> { });
        }
        assertEquals("rwx------", mode(deep));
        assertEquals("rw-------", mode(deep.resolve("journal")));
        assertEquals("rw-------", mode(deep.resolve("lock")));
    }

    /** The other name may be a file that somebody else needs. */
    @Test
    void aLockWithASecondNameIsNotWritten() throws Exception {
        Files.createLink(path.resolve("lock"), Files.writeString(target, "somebody's file"));
        try (StateDirectory _ = open()) {
            assertThrows(StoreException.class, this::open, "it is locked all the same");
        }
        assertEquals("somebody's file", Files.readString(target));
    }

    /** The kernel's list of locks names the holder of a lock that this user cannot open. */
    @Test
    void aLockThatAnotherUsersGatewayHoldsIsNotSetAside() throws Exception {
        try (StateDirectory _ = open()) {
            Object user = Files.getAttribute(path, "unix:uid");
            Foreign.FILE_OF_ANOTHER.put(path.resolve("other"), target);
            Files.setAttribute(path.resolve("lock"), "unix:uid",
                    Files.getAttribute(path.resolve("other"), "unix:uid"));
            StoreException refused = assertThrows(StoreException.class, this::open);
            assertTrue(refused.getMessage().startsWith("another gateway (process "
                    + ProcessHandle.current().pid() + ") keeps"), refused.getMessage());
            Files.setAttribute(path.resolve("lock"), "unix:uid", user);
        }
        assertEquals(List.of(), told);
    }

    /** While the gateway runs, nobody tidies: each open looks for itself. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE_OF_ANOTHER")
    void openingRefusesWhatIsNoFile(Foreign foreign) throws Exception {
        Path there = path.resolve("checkpoint");
        foreign.put(there, target);
        for (StandardOpenOption option : StandardOpenOption.values()) {
            ForeignFileException refused = assertThrows(
                    ForeignFileException.class, () -> Disk.system().open(there, option));
            assertTrue(refused.getMessage().contains(foreign.words()), refused.getMessage());
        }
        foreign.assertTargetIsUntouched(target);
    }

    @Test
    void knowsWhoThisUserIs() throws Exception {
        assertEquals(Files.getAttribute(path, "unix:uid"), FileFacts.THIS_USER);
        assertNull(FileFacts.of(path.resolve("missing")));
        assertNull(FileFacts.of(Files.writeString(target, "").resolve("below")));
        assertFalse(FileFacts.of(path).isRegular());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private StateDirectory open() throws StoreException {
        return open(path);
    }

    private StateDirectory open(Path directory) throws StoreException {
        return StateDirectory.open(directory, new TestDisk(), new StoreListener() {
            @Override
            public void onTrouble(String what) {
                told.add(what);
            }
        });
    }
}
