package sensorgate.device.doctor;

import java.util.List;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Machine.Output;

/** Whether the gateway supports the processor and the operating system. */
final class PlatformCheck implements Check {

    private static final List<String> GOOD = List.of("amd64", "aarch64", "riscv64");

    @Override
    public void look(Inspection in) {
        Machine machine = in.machine();
        String architecture = machine.property("os.arch");
        String system = machine.property("os.name");
        if (!"64".equals(machine.property("sun.arch.data.model"))) {
            in.fault(
                    "this system is 32-bit (" + architecture + kernel(machine)
                            + "): Java has no compiler for it, so the gateway is slow",
                    "install 64-bit Raspberry Pi OS; it runs on Pi 3, 4, 5 and Zero 2 W");
        } else if (!system.equals("Linux") || !GOOD.contains(architecture)) {
            in.warning(
                    system + " on " + architecture + " is not tested, and the gateway receives"
                            + " datagrams one by one",
                    "use 64-bit Linux");
        } else {
            in.ok("64-bit Linux on " + architecture + ", pages of " + page(machine));
        }
    }

    /** The kernel may be 64-bit although the packages are not. */
    private static String kernel(Machine machine) {
        Output packages = machine.run("dpkg", "--print-architecture");
        Output kernel = machine.run("uname", "-m");
        return (packages.isGood() ? ", packages for " + packages.out().strip() : "")
                + (kernel.isGood() ? ", kernel for " + kernel.out().strip() : "");
    }

    private static String page(Machine machine) {
        Output output = machine.run("getconf", "PAGESIZE");
        String bytes = output.out().strip();
        return output.isGood() && bytes.matches("\\d{1,9}")
                ? bytes + " bytes"
                : "unknown size (getconf: " + output.why() + ")";
    }
}
