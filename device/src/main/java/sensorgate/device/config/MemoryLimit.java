package sensorgate.device.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The memory that systemd leaves to the gateway: the lower one of MemoryHigh= and MemoryMax=. */
final class MemoryLimit {

    /** No limit, or none that is known. */
    static final long NONE = Long.MAX_VALUE;

    private static final String UNIT = "sensorgate.service";

    /** The folders of systemd.unit(5), the strongest last; the last two are of set-property. */
    private static final List<Path> UNIT_FOLDERS = List.of(
            Path.of("/usr/lib/systemd/system"), Path.of("/run/systemd/system"),
            Path.of("/etc/systemd/system"), Path.of("/run/systemd/system.control"),
            Path.of("/etc/systemd/system.control"));

    /** The path of the process in the hierarchy of control groups, version 2. */
    private static final Pattern GROUP = Pattern.compile("(?m)^0::(/.*)$");

    private static final Pattern SETTING =
            Pattern.compile("\\s*Memory(High|Max)\\s*=\\s*(infinity|(\\d{1,12})([KMGT]?))?\\s*");

    private MemoryLimit() {}

    /** The limit of this process in bytes: inside the service, that of the service. */
    static long ofProcess() {
        return ofProcess(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
    }

    static long ofProcess(Path cgroup, Path groups) {
        try {
            Matcher group = GROUP.matcher(Files.readString(cgroup));
            if (!group.find()) {
                return NONE;
            }
            Path folder = groups.resolve(group.group(1).substring(1));
            return Math.min(
                    bytesIn(folder.resolve("memory.high")), bytesIn(folder.resolve("memory.max")));
        } catch (IOException _) {
            return NONE; // not Linux
        }
    }

    private static long bytesIn(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException _) {
            return NONE; // the text max, or a kernel without limits of memory
        }
    }

    /** The limit of the installed service in bytes, from its unit files; they are only read. */
    static long ofService() {
        return ofService(UNIT_FOLDERS);
    }

    /**
     * Reads the unit file of the last folder that has one, then the drop-ins of all folders in the
     * order of their names. Of drop-ins with the same name, the last folder's counts.
     */
    static long ofService(List<Path> folders) {
        List<Path> files = new ArrayList<>();
        folders.stream().map(folder -> folder.resolve(UNIT)).filter(Files::isRegularFile)
                .reduce((_, last) -> last).ifPresent(files::add);
        Map<String, Path> dropIns = new TreeMap<>();
        for (Path folder : folders) {
            dropIns(folder.resolve(UNIT + ".d"))
                    .forEach(file -> dropIns.put(file.getFileName().toString(), file));
        }
        files.addAll(dropIns.values());
        long high = NONE;
        long max = NONE;
        for (Path file : files) {
            for (String line : lines(file)) {
                Matcher setting = SETTING.matcher(line);
                if (setting.matches()) {
                    high = setting.group(1).equals("High") ? bytes(setting) : high;
                    max = setting.group(1).equals("Max") ? bytes(setting) : max;
                }
            }
        }
        return Math.min(high, max);
    }

    private static List<Path> dropIns(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".conf")).toList();
        } catch (IOException | UncheckedIOException _) {
            return List.of();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | UncheckedIOException _) {
            return List.of(); // this user may not read the file
        }
    }

    private static long bytes(Matcher setting) {
        if (setting.group(3) == null) {
            return NONE;
        }
        String unit = setting.group(4).toUpperCase(Locale.ROOT);
        int shift = unit.isEmpty() ? 0 : 10 * (1 + "KMGT".indexOf(unit));
        return Long.parseLong(setting.group(3)) << shift;
    }
}
