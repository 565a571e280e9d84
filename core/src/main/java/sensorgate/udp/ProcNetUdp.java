package sensorgate.udp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sensorgate.address.KernelSocket;

/** The drops that the kernel's tables of UDP sockets count. */
final class ProcNetUdp {

    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private ProcNetUdp() {}

    /** The datagrams dropped at all sockets bound to a local port, 0 on a system without tables. */
    static long dropsAt(int port) {
        return TABLES.stream().mapToLong(table -> dropsAt(table, port)).sum();
    }

    private static long dropsAt(Path table, int port) {
        try {
            return KernelSocket.parse(Files.readString(table)).stream()
                    .filter(socket -> socket.local().port() == port)
                    .mapToLong(KernelSocket::drops)
                    .sum();
        } catch (IOException _) {
            return 0;
        }
    }
}
