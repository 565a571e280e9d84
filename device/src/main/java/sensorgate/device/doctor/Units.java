package sensorgate.device.doctor;

import java.util.HashMap;
import java.util.Map;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Machine.Output;

/**
 * The state of this program's service, as systemd reports it.
 *
 * @param trouble why systemd did not answer, {@code null} if it did
 * @param service the service's properties, empty without such a unit
 */
record Units(boolean isBooted, String trouble, Map<String, String> service) {

    static final String SERVICE = "sensorgate.service";

    static final String ACTIVE = "ActiveState";
    static final String ENABLED = "UnitFileState";
    static final String EXIT_CODE = "ExecMainStatus";
    static final String HELD_SOCKETS = "NFileDescriptorStore";
    static final String LOAD = "LoadState";
    static final String RELOAD = "NeedDaemonReload";
    static final String RESTARTS = "NRestarts";
    static final String RESULT = "Result";
    static final String STATUS = "StatusText";

    /** Asks systemd. */
    static Units of(Machine machine) {
        if (!machine.exists("/run/systemd/system")) {
            return new Units(false, null, Map.of());
        }
        Output output = machine.run(
                "systemctl", "show", "--no-pager", "--property=" + String.join(
                        ",", LOAD, ACTIVE, ENABLED, EXIT_CODE, HELD_SOCKETS, RELOAD,
                        RESTARTS, RESULT, STATUS),
                SERVICE);
        return output.isGood()
                ? new Units(true, null, unit(output.out()))
                : new Units(true, "systemctl: " + output.why(), Map.of());
    }

    boolean isInstalled() {
        return !service.isEmpty() && !isMasked(service);
    }

    /** True if an administrator has forbidden systemd to start the unit. */
    static boolean isMasked(Map<String, String> unit) {
        return "masked".equals(unit.get(LOAD));
    }

    /** True also while the service reloads its configuration. */
    boolean isServiceActive() {
        return service.getOrDefault(ACTIVE, "").matches("active|reloading");
    }

    /** True if systemd holds the service's UDP socket and passes it to the next start. */
    boolean holdsSocket() {
        return !service.getOrDefault(HELD_SOCKETS, "0").equals("0");
    }

    private static Map<String, String> unit(String lines) {
        Map<String, String> properties = new HashMap<>();
        lines.lines().filter(line -> line.contains("=")).forEach(line -> properties.put(
                line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        boolean isThere = "loaded".equals(properties.get(LOAD)) || isMasked(properties);
        return isThere ? Map.copyOf(properties) : Map.of();
    }
}
