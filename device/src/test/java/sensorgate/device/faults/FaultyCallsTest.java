package sensorgate.device.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The faults themselves, as other programs than the gateway meet them. */
@Timeout(60)
class FaultyCallsTest {

    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

    @TempDir
    private Path work;

    private Path file;
    private Path other;
    private FaultyCalls faults;

    @BeforeEach
    void writeFiles() throws IOException {
        Path below = Files.createDirectory(work.resolve("below"));
        file = Files.writeString(below.resolve("file"), "0123456789");
        other = Files.writeString(work.resolve("other"), "0123456789");
        faults = new FaultyCalls(work, below);
    }

    @Test
    void withoutRulesEverythingWorks() throws Exception {
        assertEquals("0123456789", run("cat " + file));
        assertEquals(List.of(), faults.hits());
    }

    @Test
    void aReadFailsOnlyWhereTheRuleSays() throws Exception {
        faults.set("read file 4 6 errno " + FaultyCalls.EIO);
        assertTrue(run("cat " + file).contains("Input/output error"));
        assertEquals("0123", run("head -c 4 " + file));
        assertEquals("0123456789", run("cat " + other));
        assertEquals(List.of("read file 0 errno"), faults.hits());
        faults.clear();
        assertEquals("0123456789", run("cat " + file));
    }

    @Test
    void aReadGetsAnotherBit() throws Exception {
        faults.set("read file 4 5 flip 0");
        assertEquals("0123556789", run("cat " + file));
    }

    @Test
    void aWriteOrItsForceFails() throws Exception {
        String copy = "dd conv=fsync if=" + other + " of=" + file;
        faults.set("write * 0 0 errno " + FaultyCalls.ENOSPC);
        assertTrue(run(copy).contains("No space left on device"));
        faults.set("sync * 0 0 errno " + FaultyCalls.EIO);
        assertTrue(run(copy).contains("Input/output error"));
    }

    @Test
    void aWriteThatIsDroppedSaysThatItIsDone() throws Exception {
        faults.set("write file 0 0 drop 0");
        assertEquals("", run("dd status=none conv=notrunc if=/dev/zero bs=5 count=1 of=" + file));
        assertEquals("0123456789", Files.readString(file));
    }

    @Test
    void aCallThatStallsEndsWhenTheRuleIsGone() throws Exception {
        faults.set("open file 0 0 stall 0");
        Thread releaser = Thread.ofVirtual().start(() -> {
            try {
                faults.awaitHit("open");
                faults.clear();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertEquals("0123456789", run("cat " + file));
        releaser.join();
    }

    @Test
    void theMachineSeemsToBeStartedAgain() throws Exception {
        String before = run(BOOT_ID);
        faults.bootAgain();
        String after = run(BOOT_ID);
        assertTrue(!after.equals(before) && after.length() == before.length(), after);
    }

    /** Runs a program behind the library; its errors are part of its output. */
    private String run(String command) throws IOException, InterruptedException {
        String environment = faults.environment().entrySet().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" ", "env LC_ALL=C ", " "));
        return Shell.run(environment + command + " 2>&1; true");
    }
}
