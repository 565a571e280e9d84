package sensorgate.device.doctor;

import java.util.HashMap;
import java.util.Map;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Machine.Output;

/**
 * What systemd says of this program's service and socket.
 *
 * @param isBooted true if systemd runs this machine
 * @param trouble why it could not be asked, {@code null} if it could
 * @param service the service's properties, empty if there is no such unit
 * @param socket the socket's properties, empty if there is no such unit
 */
record Units(
        boolean isBooted, String trouble, Map<String, String> service,
        Map<String, String> socket) {

    static final String SERVICE = "sensorgate.service";
    static final String SOCKET = "sensorgate.socket";

    static final String ACTIVE = "ActiveState";
    static final String ENABLED = "UnitFileState";
    static final String EXIT_CODE = "ExecMainStatus";
    static final String LISTEN = "Listen";
    static final String LOAD = "LoadState";
    static final String MAIN_PID = "MainPID";
    static final String RELOAD = "NeedDaemonReload";
    static final String RESTARTS = "NRestarts";
    static final String RESULT = "Result";
    static final String STATUS = "StatusText";

    /** Asks for all of them, in blocks separated by blank lines. */
    static Units of(Machine machine) {
        if (!machine.exists("/run/systemd/system")) {
            return new Units(false, null, Map.of(), Map.of());
        }
        Output output = machine.run(
                "systemctl", "show", "--no-pager", "--property=" + String.join(
                        ",", "Id", LOAD, ACTIVE, ENABLED, EXIT_CODE, LISTEN, MAIN_PID,
                        RELOAD, RESTARTS, RESULT, STATUS),
                SERVICE, SOCKET);
        return output.isGood()
                ? new Units(true, null, unit(output.out(), SERVICE), unit(output.out(), SOCKET))
                : new Units(true, "systemctl: " + output.why(), Map.of(), Map.of());
    }

    /** True if the gateway is installed as a service. */
    boolean isInstalled() {
        return !service.isEmpty() && !isMasked(service);
    }

    /** True if an administrator has forbidden systemd to start a unit. */
    static boolean isMasked(Map<String, String> unit) {
        return "masked".equals(unit.get(LOAD));
    }

    boolean isServiceActive() {
        return service.getOrDefault(ACTIVE, "").equals("active");
    }

    boolean isSocketActive() {
        return socket.getOrDefault(ACTIVE, "").equals("active");
    }

    /** True if systemd holds a UDP port for the gateway. */
    boolean isSocketAt(int port) {
        String listen = socket.getOrDefault(LISTEN, "");
        return isSocketActive() && listen.matches("(.*[: ])?" + port + " .*");
    }

    private static Map<String, String> unit(String blocks, String id) {
        for (String block : blocks.split("\n\n")) {
            Map<String, String> properties = new HashMap<>();
            block.lines().filter(line -> line.contains("=")).forEach(line -> properties.put(
                    line.substring(0, line.indexOf('=')),
                    line.substring(line.indexOf('=') + 1)));
            boolean isThere = "loaded".equals(properties.get(LOAD)) || isMasked(properties);
            if (id.equals(properties.get("Id")) && isThere) {
                return Map.copyOf(properties);
            }
        }
        return Map.of();
    }
}
