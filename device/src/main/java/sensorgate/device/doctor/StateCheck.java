package sensorgate.device.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sensorgate.device.config.Setting;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Processes;

/**
 * Whether readings survive a restart, and whether the disk suits them. A bad disk is no fault: the
 * gateway then works in memory.
 */
final class StateCheck implements Check {

    /** The service's StateDirectory. */
    private static final String OF_SERVICE = "/var/lib/sensorgate";

    /** Block devices on top of other devices: device mapper, RAID, files, caches. */
    private static final String LAYERS = "(dm-|md|loop|bcache|drbd|nbd)\\d.*";

    /** The files that a start opens. */
    private static final String FILES = "lock|journal|checkpoint|cursor-.*";

    /** Space for the old and the new checkpoint and for the file system. */
    private static final long SPARE_BYTES = 16L << 20;
    private static final long COMFORT_BYTES = 128L << 20;

    private static final String OTHER = "set state.directory to a directory on a disk";

    @Override
    public void look(Inspection in) {
        Path configured = in.settings().store().directory();
        if (configured == null) {
            in.ok("state.directory=none: readings are in memory and are lost at a restart");
            return;
        }
        boolean isNamed = in.configuration().isChanged(Setting.STATE_DIRECTORY);
        boolean isRunning = in.inUse() != null; // a gateway uses the directory
        boolean isOfService = in.units().isInstalled() && !isNamed && !isRunning;
        String directory = isOfService ? OF_SERVICE : configured.toString();
        try {
            String there = in.machine().link(nearest(in.machine(), Path.of(directory)));
            if (!in.machine().isDirectory(there)) {
                in.fault(there + " is not a directory, so " + directory + " is unusable", OTHER);
                return;
            }
            if (!isOfService && !isRunning && !in.machine().isWritable(there)) {
                lookAtForbidden(in, directory, there);
            }
            if (in.machine().exists(directory)) {
                lookAtOwners(in, there, isOfService);
            }
            lookAtDisk(in, directory, there);
            if (isRunning) {
                lookAtRunning(in);
            }
        } catch (IOException e) {
            in.unknown("cannot look at " + directory + ": " + e.getMessage(),
                    "sudo sensorgate doctor");
        }
    }

    /** What the running gateway says of its disk. */
    private static void lookAtRunning(Inspection in) {
        Map<String, Long> counters = in.answers().counters();
        if (counters.getOrDefault("journal_in_memory", 0L) > 0) {
            in.warning(
                    "journal_in_memory: the journal of the running gateway is in memory only,"
                            + " because the disk does not take it; a restart loses its points",
                    "the gateway tries the disk again by itself; " + in.log() + " says what fails");
        }
        long unsaved = counters.getOrDefault("replies_unsaved", 0L);
        if (unsaved > 0) {
            in.past("replies_unsaved: " + unsaved + (unsaved == 1 ? " reply" : " replies")
                    + " went out before the disk had their points; the disk was slow or did not"
                    + " answer", in.log() + " says when");
        }
    }

    /** The directory, or its nearest parent that exists and that this user may see. */
    private static String nearest(Machine machine, Path directory) {
        Path path = directory;
        while (path.getParent() != null && !machine.exists(path.toString())) {
            path = path.getParent();
        }
        return path.toString();
    }

    /** A warning while a gateway runs: that gateway's user may be allowed to write. */
    private static void lookAtForbidden(Inspection in, String directory, String there) {
        String what = "this user may not write to " + there
                + ": a gateway of this user does not start";
        String user = in.machine().property("user.name");
        String remedy = (in.machine().exists(directory)
                ? "sudo chown -hR " + user + " " + there
                : "sudo install -d -o " + user + " " + directory)
                + ", or " + OTHER;
        if (Processes.gateways(in.machine()).isEmpty()) {
            in.fault(what, remedy);
        } else {
            in.warning(
                    what, "nothing to do if the running gateway uses the directory; else " + OTHER);
        }
    }

    /** Root may have copied files into the directory of another user. */
    private static void lookAtOwners(Inspection in, String there, boolean isOfService)
            throws IOException {
        String owner = in.machine().owner(there);
        for (String name : filesIn(in.machine(), there)) {
            String file = there + "/" + name;
            if (name.matches(FILES) && !in.machine().owner(file).equals(owner)) {
                in.warning(
                        file + " belongs to " + in.machine().owner(file) + ", its directory to "
                                + owner + ": a start may set the file aside",
                        isOfService
                                ? "sudo systemctl restart sensorgate"
                                : "sudo chown -hR " + owner + " " + there);
                return;
            }
        }
    }

    private static List<String> filesIn(Machine machine, String directory) {
        try {
            return machine.list(directory);
        } catch (IOException _) {
            return List.of(); // empty, or this user may not look into it
        }
    }

    private static void lookAtDisk(Inspection in, String directory, String there)
            throws IOException {
        Mount mount = Mount.of(in.machine(), there);
        if (mount == null) {
            in.unknown("no disk in /proc/self/mountinfo holds " + directory, null);
            return;
        }
        if (mount.isOfKernel()) {
            in.fault(directory + " is on " + mount.type() + ", which keeps no files", OTHER);
            return;
        }
        if (mount.isReadOnly()) {
            in.warning(
                    "the disk of " + directory + " is read-only (" + mount.point() + "): a restart"
                            + " loses what the gateway cannot write",
                    "sudo mount -o remount,rw " + mount.point() + ", or " + OTHER
                            + ", or set state.directory=none");
        } else if (mount.isMemory()) {
            in.warning(
                    directory + " is in memory (" + mount.type() + "): readings are lost when the"
                            + " machine restarts",
                    OTHER);
        } else if (mount.isOverlay()) {
            in.warning(
                    directory + " is on an overlay: readings last as long as the overlay's upper"
                            + " directory, which raspi-config puts in memory",
                    OTHER);
        }
        lookAtRoom(in, directory, there);
        lookAtKind(in, mount);
    }

    private static void lookAtRoom(Inspection in, String directory, String there)
            throws IOException {
        long freeBytes = in.machine().freeBytes(there);
        boolean isMade = in.machine().exists(directory + "/journal");
        long journalBytes = in.settings().store().journalBytes();
        long neededBytes = (isMade ? 0 : journalBytes) + SPARE_BYTES;
        String what = "disk of " + directory + ": " + mebibytes(freeBytes) + " free";
        String remedy = "sudo apt-get clean && sudo journalctl --vacuum-size=50M, or set a smaller"
                + " journal.size";
        if (freeBytes < neededBytes) {
            in.warning(what + ", " + mebibytes(neededBytes) + " needed: a gateway that finds no"
                    + " room keeps its journal in memory", remedy);
        } else if (freeBytes < neededBytes + COMFORT_BYTES) {
            in.warning(what + ", little more than the " + mebibytes(neededBytes) + " needed",
                    remedy);
        } else {
            in.ok(what + ", journal.size=" + mebibytes(journalBytes));
        }
    }

    /** Writes wear out an SD card; a device on top of others may hide a card. */
    private static void lookAtKind(Inspection in, Mount mount) {
        String device = device(in.machine(), mount);
        if (mount.isMemory() || mount.isOverlay()) {
            return;
        }
        if (device.isEmpty() || device.matches(LAYERS)) {
            in.unknown(
                    (device.isEmpty() ? "" : device + ", ") + mount.type()
                            + ": cannot tell the kind of disk below", null);
        } else if (device.startsWith("mmcblk")) {
            lookAtCard(in, mount, device);
        } else {
            in.ok(device + ", " + mount.type() + ": not an SD card");
        }
    }

    private static void lookAtCard(Inspection in, Mount mount, String device) {
        String disk = device.replaceAll("p\\d+$", "");
        String type = in.textOf("/sys/block/" + disk + "/device/type").strip();
        String kind = switch (type) {
            case "" -> "an SD card or flash memory";
            case "SD" -> "an SD card";
            default -> "flash memory (" + type + ")";
        };
        boolean isSparing = !mount.type().equals("ext4") || mount.options().contains("commit=");
        in.ok(device + ", " + mount.type() + ": " + kind + ", which wears out; 10 readings/s write"
                + " 300 MB a day" + (isSparing
                ? ""
                : ", half of that with the mount option commit=60 in /etc/fstab"));
    }

    /** The device's name, empty for a file system without a device, such as NFS. */
    private static String device(Machine machine, Mount mount) {
        try {
            String link = machine.link("/sys/dev/block/" + mount.device());
            return link.substring(link.lastIndexOf('/') + 1);
        } catch (IOException _) {
            return "";
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
