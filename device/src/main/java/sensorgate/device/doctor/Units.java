package sensorgate.device.doctor;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Machine.Output;

/**
 * The state of this program's service and socket, as systemd reports it.
 *
 * @param trouble why systemd did not answer, {@code null} if it did
 * @param service the service's properties, empty without such a unit
 * @param socket the socket's properties, empty without such a unit
 */
record Units(
        boolean isBooted, String trouble, Map<String, String> service,
        Map<String, String> socket) {

    static final String SERVICE = "sensorgate.service";
    static final String SOCKET = "sensorgate.socket";

    /** The address in systemd's list of sockets, {@code [::]:8081 (Datagram)}. */
    private static final Pattern ADDRESS =
            Pattern.compile("\\[?([0-9a-f:.]+)]?:\\d+ \\(Datagram\\)");

    static final String ACTIVE = "ActiveState";
    static final String ENABLED = "UnitFileState";
    static final String EXIT_CODE = "ExecMainStatus";
    static final String LISTEN = "Listen";
    static final String LOAD = "LoadState";
    static final String RELOAD = "NeedDaemonReload";
    static final String RESTARTS = "NRestarts";
    static final String RESULT = "Result";
    static final String STATUS = "StatusText";

    /** Asks systemd; the answer is one block of lines for each unit, separated by a blank line. */
    static Units of(Machine machine) {
        if (!machine.exists("/run/systemd/system")) {
            return new Units(false, null, Map.of(), Map.of());
        }
        Output output = machine.run(
                "systemctl", "show", "--no-pager", "--property=" + String.join(
                        ",", "Id", LOAD, ACTIVE, ENABLED, EXIT_CODE, LISTEN, RELOAD, RESTARTS,
                        RESULT, STATUS),
                SERVICE, SOCKET);
        return output.isGood()
                ? new Units(true, null, unit(output.out(), SERVICE), unit(output.out(), SOCKET))
                : new Units(true, "systemctl: " + output.why(), Map.of(), Map.of());
    }

    boolean isInstalled() {
        return !service.isEmpty() && !isMasked(service);
    }

    /** True if an administrator has forbidden systemd to start the unit. */
    static boolean isMasked(Map<String, String> unit) {
        return "masked".equals(unit.get(LOAD));
    }

    boolean isServiceActive() {
        return service.getOrDefault(ACTIVE, "").equals("active");
    }

    boolean isSocketActive() {
        return socket.getOrDefault(ACTIVE, "").equals("active");
    }

    /** True if systemd holds this UDP port for the gateway. */
    boolean isSocketAt(int port) {
        String listen = socket.getOrDefault(LISTEN, "");
        return isSocketActive() && listen.matches("(.*[: ])?" + port + " .*");
    }

    /** The address that the socket is bound to, {@code null} for every address. */
    InetAddress socketAddress() {
        Matcher listen = ADDRESS.matcher(socket.getOrDefault(LISTEN, ""));
        InetAddress address = listen.find() ? InetAddress.ofLiteral(listen.group(1)) : null;
        return address == null || address.isAnyLocalAddress() ? null : address;
    }

    /** A command that adds lines to the socket's unit and restarts the socket. */
    static String changeSocket(String name, String lines) {
        return "printf '[Socket]\\n" + lines + "\\n' | sudo install -Dm644 /dev/stdin"
                + " /etc/systemd/system/sensorgate.socket.d/" + name + ".conf"
                + " && sudo systemctl daemon-reload"
                + " && sudo systemctl restart sensorgate.socket sensorgate";
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
