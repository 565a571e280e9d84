package sensorgate.device.doctor;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.machine.Machine;

/**
 * A mounted file system.
 *
 * @param device the block device's number, {@code 179:2}
 * @param options the options of the mount and of the file system, separated by commas
 */
record Mount(String point, String type, String device, String options) {

    /** proc(5): two ids, device, root, point, options, further fields, -, type, source, options. */
    private static final Pattern LINE = Pattern.compile(
            "\\S+ \\S+ (\\S+) \\S+ (\\S+) (\\S+) (?:.* )?- (\\S+) \\S* (\\S+)");

    /** The file system of a file, {@code null} if the kernel lists none. */
    static Mount of(Machine machine, String file) throws IOException {
        return machine.read("/proc/self/mountinfo").lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(Mount::parse)
                .filter(mount -> mount.holds(file))
                .reduce(Mount::nearer)
                .orElse(null);
    }

    boolean isReadOnly() {
        return List.of(options.split(",")).contains("ro");
    }

    /** True if the files are gone when the machine stops. */
    boolean isMemory() {
        return type.equals("tmpfs") || type.equals("ramfs");
    }

    /** True if the kernel computes the files, such as those of /proc. */
    boolean isOfKernel() {
        return type.matches("proc|sysfs|cgroup2?|debugfs|tracefs|devpts|securityfs|configfs");
    }

    /** True if writes go to an upper file system, which may be memory. */
    boolean isOverlay() {
        return type.equals("overlay") || type.equals("aufs");
    }

    private boolean holds(String file) {
        return point.equals("/") || file.equals(point) || file.startsWith(point + "/");
    }

    /** The deeper of two mounts; at the same point the later mount hides the earlier one. */
    private static Mount nearer(Mount earlier, Mount later) {
        return later.point.length() >= earlier.point.length() ? later : earlier;
    }

    private static Mount parse(MatchResult line) {
        return new Mount(
                line.group(2).replace("\\040", " "), line.group(4), line.group(1),
                line.group(3) + "," + line.group(5));
    }
}
