package sensorgate.device.faults;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import sensorgate.device.support.Deadline;
import sensorgate.support.Requires;

/**
 * The library {@code faulty_disk.c} between a gateway and libc: faults that no file system here can
 * be brought to. The source describes the rules.
 */
final class FaultyCalls {

    static final int EIO = 5;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int EDQUOT = 122;

    private static final Path TARGET = Path.of("target");

    private final Path rules;
    private final Path hits;
    private final Path bootId;
    private final Path below;

    /** Files of {@code below} fail; the rules stand in {@code work}, on another disk. */
    FaultyCalls(Path work, Path below) {
        rules = work.resolve("rules");
        hits = work.resolve("rules.hits");
        bootId = work.resolve("boot_id");
        this.below = below;
    }

    /** What the environment of the gateway has to name. */
    Map<String, String> environment() throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("LD_PRELOAD", compile("faulty_disk.so", "-shared", "-fPIC").toString());
        environment.put("SENSORGATE_FAULTS", rules.toString());
        environment.put("SENSORGATE_FAULTS_BELOW", below.toString());
        if (Files.exists(bootId)) {
            environment.put("SENSORGATE_BOOT_ID", bootId.toString());
        }
        return environment;
    }

    /** Replaces all rules; each is one line. */
    void set(String... lines) throws IOException {
        Path next = rules.resolveSibling("rules.next");
        Files.writeString(next, String.join("\n", lines) + "\n");
        Files.move(next, rules, StandardCopyOption.ATOMIC_MOVE);
    }

    /** From the next call on, the disk works. */
    void clear() throws IOException {
        Files.deleteIfExists(rules);
    }

    /** Waits until a call of this kind has met a rule. */
    void awaitHit(String call) throws Exception {
        Deadline.await(() -> hits().stream().anyMatch(line -> line.startsWith(call + " ")));
    }

    List<String> hits() throws IOException {
        return Files.exists(hits) ? Files.readAllLines(hits) : List.of();
    }

    /** The next start believes that the machine was started again. */
    void bootAgain() throws IOException {
        Files.writeString(bootId, UUID.randomUUID() + "\n");
    }

    /** Shuts an ext4 file system down; nothing that was not forced is on the disk afterwards. */
    static void shutDown(Path mounted) throws IOException, InterruptedException {
        String program = compile("faulty_disk").toString();
        Shell.run(program, mounted.toString());
    }

    private static synchronized Path compile(String name, String... options)
            throws IOException, InterruptedException {
        Requires.that(Shell.has("gcc"), "gcc");
        Path source = source();
        Path binary = TARGET.resolve(name).toAbsolutePath();
        if (!Files.exists(binary)
                || Files.getLastModifiedTime(binary).compareTo(
                        Files.getLastModifiedTime(source)) < 0) {
            // two JVMs may make it at once
            Path made = TARGET.resolve(name + "." + ProcessHandle.current().pid());
            Shell.run(
                    "gcc -Wall -Wextra -Werror -O1 " + String.join(" ", options) + " -o " + made
                    + " " + source + " -ldl");
            Files.move(made, binary, StandardCopyOption.ATOMIC_MOVE);
        }
        return binary;
    }

    private static Path source() {
        try {
            return Path.of(FaultyCalls.class.getResource("/faulty_disk.c").toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
