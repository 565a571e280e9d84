package sensorgate.device.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import sensorgate.address.KernelSocket;
import sensorgate.address.SocketPlace;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.doctor.Inspection.Endpoint;
import sensorgate.device.machine.Processes;
import sensorgate.device.machine.SocketTable;

/** Whether the gateway has its {@code udp} or {@code tcp} port, or can have it. */
record PortCheck(String protocol) implements Check {

    @Override
    public void look(Inspection in) {
        Endpoint endpoint = in.endpoint(protocol);
        int port = endpoint.port();
        if (port == 0) {
            in.ok(protocol + ".port=0: the gateway takes any free port");
            return;
        }
        try {
            List<KernelSocket> sockets = SocketTable.at(in.machine(), protocol, port).stream()
                    .filter(socket -> collides(socket, endpoint.address()))
                    .toList();
            if (sockets.isEmpty()) {
                lookAtFree(in, port);
            } else {
                lookAtTaken(in, port, sockets);
            }
        } catch (IOException e) {
            in.unknown("cannot read the kernel's table of sockets: " + e.getMessage(), null);
        }
    }

    private void lookAtFree(Inspection in, int port) {
        List<String> gateways = Processes.gateways(in.machine());
        if (gateways.isEmpty()) {
            in.ok(port + " is free, and no gateway runs");
        } else {
            in.warning(
                    port + " is free, although a gateway runs: "
                            + Processes.describe(in.machine(), gateways.getFirst())
                            + " listens at another port, or is starting",
                    "restart the gateway, or send to the port that its log names:"
                            + " journalctl -u sensorgate");
        }
    }

    private void lookAtTaken(Inspection in, int port, List<KernelSocket> sockets) {
        List<String> holders = holders(in, sockets);
        Optional<String> other = holders.stream().filter(id -> !isOwn(in, id)).findFirst();
        if (other.isPresent()) {
            lookAtOther(in, port, other.get());
        } else if (!holders.isEmpty()) {
            lookAtOwn(in, port, holders);
        } else {
            lookAtHidden(in, port);
        }
    }

    /** The process ids of all holders that this user may see. */
    static List<String> holders(Inspection in, List<KernelSocket> sockets) {
        return sockets.stream()
                .flatMap(socket -> Processes.holders(in.machine(), socket.inode()).stream())
                .distinct()
                .toList();
    }

    /** Systemd holds the gateway's UDP socket. */
    private boolean isOwn(Inspection in, String id) {
        boolean isHeld = protocol.equals("udp") && in.units().holdsSocket();
        return isHeld && id.equals(Processes.FIRST) || Processes.isGateway(in.machine(), id);
    }

    private void lookAtOther(Inspection in, int port, String id) {
        String who = Processes.describe(in.machine(), id);
        boolean isSystemd = id.equals(Processes.FIRST) && in.units().isBooted();
        if (isSystemd && in.units().trouble() != null) {
            in.unknown(
                    port + " is held by " + who + " for an unknown unit: "
                            + in.units().trouble(),
                    "systemctl list-sockets");
        } else {
            in.fault(
                    port + " is taken by " + who,
                    (isSystemd
                            ? "systemctl list-sockets names the unit; stop that unit"
                            : stop(in, id))
                            + ", or set another " + protocol + ".port");
        }
    }

    /** Systemd would start a killed service again. */
    private static String stop(Inspection in, String id) {
        String unit = Processes.unit(in.machine(), id);
        return unit.isEmpty() ? "sudo kill " + id : "sudo systemctl disable --now " + unit;
    }

    private void lookAtOwn(Inspection in, int port, List<String> holders) {
        in.ok(port + " is the gateway's: " + holders.stream()
                .map(id -> Processes.describe(in.machine(), id))
                .collect(Collectors.joining(" and ")));
    }

    /** This user sees no descriptors of other users, but their processes and systemd's units. */
    private void lookAtHidden(Inspection in, int port) {
        if (protocol.equals("udp") && in.units().holdsSocket()) {
            in.ok(port + " is the gateway's: systemd holds it");
        } else {
            boolean isNone = Processes.gateways(in.machine()).isEmpty();
            in.unknown(port + " is taken by a program that this user may not see; "
                    + (isNone ? "no gateway runs" : "a gateway runs"), "sudo sensorgate doctor");
        }
    }

    /** Two sockets can share a port if they are bound to different addresses. */
    private static boolean collides(KernelSocket socket, InetAddress address) {
        SocketPlace local = socket.local();
        return address == null || local.isEverywhere()
                || local.isSameAddress(SocketPlace.of(address.getAddress(), local.port()));
    }
}
