package sensorgate.device.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import sensorgate.device.machine.ThisMachine;
import sensorgate.device.support.FakeMachine;

class MountTest {

    /** The lines of proc(5), with no, one and two further fields. */
    private static final String MOUNTS = """
            25 1 179:2 / / rw,noatime shared:1 - ext4 /dev/root rw,commit=60
            26 25 0:31 / /var rw - tmpfs tmpfs rw,size=64k
            27 25 8:1 / /srv/my\\040disk ro,nosuid shared:3 master:2 - vfat /dev/sda1 rw
            garbage
            28 25 0:32 / /var rw shared:4 - overlay overlay rw,lowerdir=/a
            """;

    private final FakeMachine machine = new FakeMachine().file("/proc/self/mountinfo", MOUNTS);

    @Test
    void findsTheDeepestMountAndAtOnePointTheLast() throws IOException {
        assertEquals(
                new Mount("/", "ext4", "179:2", "rw,noatime,rw,commit=60"),
                Mount.of(machine, "/variable"));
        assertTrue(Mount.of(machine, "/var/lib").isOverlay());
    }

    @Test
    void knowsAReadOnlyMountWithASpaceInItsName() throws IOException {
        assertTrue(Mount.of(machine, "/srv/my disk/state").isReadOnly());
    }

    @Test
    void findsNoMountWithoutALine() throws IOException {
        machine.file("/proc/self/mountinfo", "");
        assertNull(Mount.of(machine, "/var"));
    }

    @Test
    void findsTheMountOfARealFile() throws IOException {
        assertNotNull(Mount.of(new ThisMachine(), "/etc/passwd"));
        assertTrue(Mount.of(new ThisMachine(), "/proc/self").isOfKernel());
    }
}
