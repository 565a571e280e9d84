package sensorgate.device.doctor;

import java.util.Map;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.text.Printable;

/** Whether the service runs, starts at boot and stays up. */
final class UnitCheck implements Check {

    private static final String LOG = "journalctl -u sensorgate -n 50";
    private static final String BY_HAND = ": the gateway runs only when somebody starts it";

    /** Exit codes of systemd, see systemd.exec(5). */
    private static final String EXIT_NAMESPACE = "226";
    private static final String EXIT_STATE_DIRECTORY = "238";

    /** What the package's generator writes in a container that forbids mounts. */
    private static final String WITHOUT_MOUNTS =
            "/run/systemd/generator/sensorgate.service.d/10-container.conf";

    private static final String NESTING = "allow nesting on the host and restart the container:"
            + " pct set ID --features nesting=1 (Proxmox), incus config set NAME"
            + " security.nesting=true, or lxc.include = /usr/share/lxc/config/nesting.conf";

    private static final String WITHOUT_STATE = "make the disk writable and start the service"
            + " once; or set state.directory=none, and: printf '[Service]\\nStateDirectory=\\n' |"
            + " sudo install -Dm644 /dev/stdin"
            + " /etc/systemd/system/sensorgate.service.d/state.conf && sudo systemctl daemon-reload"
            + " && sudo systemctl restart sensorgate";

    @Override
    public void look(Inspection in) {
        Units units = in.units();
        if (!units.isBooted()) {
            in.ok("this machine does not run systemd" + BY_HAND);
        } else if (units.trouble() != null) {
            in.unknown(units.trouble(), "systemctl status sensorgate");
        } else if (Units.isMasked(units.service())) {
            in.warning(
                    Units.SERVICE + " is masked: systemd never starts it",
                    "sudo systemctl unmask sensorgate.service"
                            + " && sudo systemctl enable --now sensorgate.service");
        } else if (!units.isInstalled()) {
            in.ok("there is no " + Units.SERVICE + BY_HAND);
        } else {
            lookAtService(in, units.service());
            lookAtSocket(in, units);
        }
    }

    private static void lookAtService(Inspection in, Map<String, String> unit) {
        if (in.machine().exists(WITHOUT_MOUNTS)) {
            in.warning(
                    "this container forbids mounts: " + Units.SERVICE
                            + " runs without the parts of its sandbox that need mounts",
                    NESTING);
        }
        String state = unit.getOrDefault(Units.ACTIVE, "");
        String exitCode = unit.getOrDefault(Units.EXIT_CODE, "");
        if (!in.units().isServiceActive() && exitCode.equals(EXIT_NAMESPACE)) {
            in.fault(
                    "systemd cannot make the sandbox of " + Units.SERVICE
                            + " (226/NAMESPACE): this container or kernel forbids mounts",
                    NESTING);
        } else if (!in.units().isServiceActive() && exitCode.equals(EXIT_STATE_DIRECTORY)) {
            in.fault(
                    "systemd cannot make the state directory of " + Units.SERVICE
                            + " (238/STATE_DIRECTORY), for example on a read-only disk",
                    WITHOUT_STATE);
        } else {
            lookAtState(in, unit, state);
            lookAtFiles(in, unit);
        }
    }

    private static void lookAtState(Inspection in, Map<String, String> unit, String state) {
        switch (state) {
            case "active", "reloading" -> lookAtRestarts(in, unit);
            case "activating" -> in.warning(
                    Units.SERVICE + " is " + state + ": it starts, or waits for a restart", LOG);
            case "failed" -> in.fault(Units.SERVICE + " has failed" + how(unit), mend(unit));
            default -> in.warning(
                    Units.SERVICE + " is " + state + ": no gateway receives readings",
                    "sudo systemctl start sensorgate");
        }
    }

    private static void lookAtFiles(Inspection in, Map<String, String> unit) {
        if (unit.getOrDefault(Units.ENABLED, "").equals("disabled")) {
            in.warning(
                    Units.SERVICE + " does not start at boot",
                    "sudo systemctl enable sensorgate.service");
        }
        if (unit.getOrDefault(Units.RELOAD, "").equals("yes")) {
            in.warning(
                    "the unit files have changed since systemd read them",
                    "sudo systemctl daemon-reload && sudo systemctl restart sensorgate");
        }
    }

    private static void lookAtRestarts(Inspection in, Map<String, String> unit) {
        String restarts = unit.getOrDefault(Units.RESTARTS, "0");
        String status = unit.getOrDefault(Units.STATUS, "");
        if (restarts.equals("0")) {
            in.ok(Units.SERVICE + " is active"
                    + (status.isEmpty() ? "" : ": " + Printable.of(status)));
        } else {
            in.warning(
                    Units.SERVICE + " is active, but systemd has restarted it: restarts="
                            + restarts,
                    LOG);
        }
    }

    private static String how(Map<String, String> unit) {
        return ": result=" + unit.getOrDefault(Units.RESULT, "unknown")
                + ", exit code=" + unit.getOrDefault(Units.EXIT_CODE, "unknown");
    }

    private static String mend(Map<String, String> unit) {
        boolean isConfiguration = String.valueOf(ExitCode.CONFIGURATION)
                .equals(unit.get(Units.EXIT_CODE));
        return isConfiguration
                ? "sudo sensorgate check lists what is wrong in the configuration; the service"
                        + " starts when the file is corrected"
                : LOG + "; then: sudo systemctl restart sensorgate";
    }

    private static void lookAtSocket(Inspection in, Units units) {
        if (units.holdsSocket()) {
            in.ok("systemd holds the UDP port: datagrams wait while the gateway restarts");
        } else if (units.isServiceActive()) {
            in.warning(
                    "systemd does not hold the UDP port: datagrams are lost while the gateway"
                            + " restarts",
                    "set udp.source=auto; then " + in.restart() + "; FileDescriptorStoreMax= of "
                            + Units.SERVICE + " must be 1");
        }
    }
}
