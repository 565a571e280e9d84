package sensorgate.device.doctor;

import java.io.IOException;
import java.nio.file.Path;
import sensorgate.device.config.Setting;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Processes;

/** Whether readings outlive the gateway, and what they do to the disk. */
final class StateCheck implements Check {

    /** Where systemd keeps a service's state. */
    private static final String OF_SERVICE = "/var/lib/sensorgate";

    /** Block devices that are kept on others: device mapper, RAID, files, caches. */
    private static final String LAYERS = "(dm-|md|loop|bcache|drbd|nbd)\\d.*";

    /** Room for checkpoints, old and new, and what the file system needs. */
    private static final long SPARE_BYTES = 16L << 20;
    private static final long COMFORT_BYTES = 128L << 20;

    private static final String NAME = "name a directory on a disk with state.directory";
    private static final String NONE = "or state.directory=none, which keeps readings in memory";

    @Override
    public String name() {
        return "state";
    }

    @Override
    public void look(Inspection in) {
        Path configured = in.settings().store().directory();
        if (configured == null) {
            in.ok("kept in memory only, as configured: readings are gone after a restart");
            return;
        }
        boolean isNamed = in.configuration().changes().stream()
                .anyMatch(change -> change.startsWith(Setting.STATE_DIRECTORY.key() + " "));
        boolean isOfService = in.units().isInstalled() && !isNamed;
        String directory = isOfService ? OF_SERVICE : configured.toString();
        try {
            String there = in.machine().link(nearest(in.machine(), Path.of(directory)));
            if (!in.machine().isDirectory(there)) {
                in.fault(there + " is no directory, so " + directory + " cannot be used", NAME);
                return;
            }
            if (!isOfService && !in.machine().isWritable(there)) {
                lookAtForbidden(in, directory, there);
            }
            lookAtDisk(in, directory, there);
        } catch (IOException e) {
            in.unknown(directory + " cannot be looked at: " + e.getMessage(),
                    "sudo sensorgate doctor");
        }
    }

    /** The directory, or the first above it that is there and may be seen. */
    private static String nearest(Machine machine, Path directory) {
        Path path = directory;
        while (path.getParent() != null && !machine.exists(path.toString())) {
            path = path.getParent();
        }
        return path.toString();
    }

    /** The gateway that runs may be another user's, and then all is well. */
    private static void lookAtForbidden(Inspection in, String directory, String there) {
        String what = there + " may not be written by this user: a gateway that this user runs does"
                + " not start";
        String user = in.machine().property("user.name");
        String remedy = (there.equals(directory)
                ? "sudo chown -R " + user + " " + directory
                : "sudo install -d -o " + user + " " + directory)
                + ", or name another with state.directory";
        if (Processes.gateways(in.machine()).isEmpty()) {
            in.fault(what, remedy);
        } else {
            in.warning(
                    what, "leave it to the gateway that runs, if it is that one's; else " + NAME);
        }
    }

    private static void lookAtDisk(Inspection in, String directory, String there)
            throws IOException {
        Mount mount = Mount.of(in.machine(), there);
        if (mount == null) {
            in.unknown("which disk holds " + directory + " is not told", null);
            return;
        }
        if (mount.isOfKernel()) {
            in.fault(directory + " is on a " + mount.type() + ", which keeps no files", NAME);
            return;
        }
        if (mount.isReadOnly()) {
            in.fault(
                    "the disk of " + directory + " is read-only (" + mount.point() + ")",
                    "sudo mount -o remount,rw " + mount.point() + ", if it is not meant to be;"
                            + " else another state.directory, " + NONE);
        } else if (mount.isMemory()) {
            in.warning(
                    directory + " is in memory (" + mount.type() + "): readings are gone when the"
                            + " machine restarts",
                    NAME);
        } else if (mount.isOverlay()) {
            in.warning(
                    directory + " is on an overlay: readings are kept only as long as its upper"
                            + " directory is, and raspi-config's is in memory",
                    NAME);
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
        String remedy = "make room (sudo apt-get clean, sudo journalctl --vacuum-size=50M),"
                + " or choose a smaller journal.size";
        if (freeBytes < neededBytes) {
            in.fault(what + ", " + mebibytes(neededBytes) + " needed", remedy);
        } else if (freeBytes < neededBytes + COMFORT_BYTES) {
            in.warning(what + ", which is little: " + mebibytes(neededBytes) + " needed", remedy);
        } else {
            in.ok(what + ", journal.size=" + mebibytes(journalBytes));
        }
    }

    /** Cards wear out by what is written to them; what lies in between may hide one. */
    private static void lookAtKind(Inspection in, Mount mount) {
        String device = device(in.machine(), mount);
        if (mount.isMemory() || mount.isOverlay()) {
            return;
        }
        if (device.isEmpty() || device.matches(LAYERS)) {
            in.unknown(
                    (device.isEmpty() ? "" : device + ", ") + mount.type()
                            + ": which kind of disk is below is not told", null);
        } else if (device.startsWith("mmcblk")) {
            lookAtCard(in, mount, device);
        } else {
            in.ok(device + ", " + mount.type() + ": no SD card");
        }
    }

    private static void lookAtCard(Inspection in, Mount mount, String device) {
        String disk = device.replaceAll("p\\d+$", "");
        String kind = kind(in.machine(), disk);
        boolean isSparing = !mount.type().equals("ext4") || mount.options().contains("commit=");
        in.ok(device + ", " + mount.type() + ": " + kind + "; it wears out by what is written, 300"
                + " MB a day at 10 readings/s" + (isSparing
                ? ""
                : ", half of that with the mount option commit=60 in /etc/fstab"));
    }

    private static String kind(Machine machine, String disk) {
        try {
            String type = machine.read("/sys/block/" + disk + "/device/type").strip();
            return type.equals("SD") ? "an SD card" : "flash memory (" + type + ")";
        } catch (IOException _) {
            return "an SD card or flash memory";
        }
    }

    /** The device's name; empty if there is none, as of a network's file system. */
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
