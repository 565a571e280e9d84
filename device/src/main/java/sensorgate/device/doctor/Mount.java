package sensorgate.device.doctor;

import java.io.IOException;
import java.util.List;
import sensorgate.device.machine.Machine;

/**
 * A file system where it is mounted.
 *
 * @param point the directory
 * @param type the kind, e.g. {@code ext4}
 * @param device the block device's number, {@code 179:2}
 * @param isReadOnly true if nothing can be written
 * @param options how it is mounted
 */
record Mount(String point, String type, String device, boolean isReadOnly, String options) {

    private static final int DEVICE = 2;
    private static final int POINT = 4;
    private static final int OPTIONS = 5;

    /** The file system that a file is on, {@code null} if it is not told. */
    static Mount of(Machine machine, String file) throws IOException {
        List<Mount> mounts = machine.read("/proc/self/mountinfo").lines()
                .map(line -> line.split(" "))
                .filter(words -> words.length > OPTIONS + 3)
                .map(Mount::parse)
                .toList();
        Mount best = null;
        for (Mount mount : mounts) {
            boolean isNearer = best == null || mount.point.length() >= best.point.length();
            if (mount.holds(file) && isNearer) {
                best = mount; // the last one covers those before it
            }
        }
        return best;
    }

    /** True if it is gone when the machine stops. */
    boolean isMemory() {
        return type.equals("tmpfs") || type.equals("ramfs");
    }

    /** True if its files are the kernel's own words. */
    boolean isOfKernel() {
        return type.matches("proc|sysfs|cgroup2?|debugfs|tracefs|devpts|securityfs|configfs");
    }

    /** True if what is written goes to another file system than the one below, or to memory. */
    boolean isOverlay() {
        return type.equals("overlay") || type.equals("aufs");
    }

    private boolean holds(String file) {
        return point.equals("/") || file.equals(point) || file.startsWith(point + "/");
    }

    /** As proc(5) has it: after a hyphen come the kind, the source and more options. */
    private static Mount parse(String[] words) {
        int hyphen = OPTIONS + 1;
        while (hyphen < words.length - 1 && !words[hyphen].equals("-")) {
            hyphen++;
        }
        String type = hyphen + 1 < words.length ? words[hyphen + 1] : "";
        String more = hyphen + 3 < words.length ? words[hyphen + 3] : "";
        String options = words[OPTIONS] + "," + more;
        return new Mount(
                words[POINT].replace("\\040", " "), type, words[DEVICE],
                List.of(options.split(",")).contains("ro"), options);
    }
}
