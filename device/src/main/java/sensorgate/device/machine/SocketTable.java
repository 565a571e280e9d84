package sensorgate.device.machine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sensorgate.address.KernelSocket;

/** The sockets that listen at a port, from the kernel's tables. */
public final class SocketTable {

    private SocketTable() {}

    /**
     * Reads the IPv4 and the IPv6 table.
     *
     * @param protocol {@code udp} or {@code tcp}
     * @throws IOException if the IPv4 table cannot be read
     */
    public static List<KernelSocket> at(Machine machine, String protocol, int port)
            throws IOException {
        String table = "/proc/net/" + protocol;
        List<KernelSocket> sockets = new ArrayList<>(KernelSocket.parse(machine.read(table)));
        if (machine.exists(table + "6")) {
            sockets.addAll(KernelSocket.parse(machine.read(table + "6")));
        }
        sockets.removeIf(socket -> socket.local().port() != port
                || protocol.equals("tcp") && socket.state() != KernelSocket.LISTENS);
        return sockets;
    }
}
