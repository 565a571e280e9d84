package sensorgate.device.support;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;

/**
 * Holds a socket of 127.0.0.3 as a service manager does, and runs a command with it as descriptor
 * 3, again and again. The arguments: {@code udp} or {@code tcp}, LISTEN_FDS, how often, and the
 * command.
 */
public final class SocketHolder {

    private static final int STREAM = 1;
    private static final int BUFFER_BYTES = 1 << 20;

    /** The socket comes as descriptor 0, since that is what a JVM leaves open to its children. */
    private static final String START = "exec 3<&0 </dev/null;"
            + " LISTEN_PID=$$ LISTEN_FDS=$1 LISTEN_FDNAMES=sensorgate.socket; shift;"
            + " export LISTEN_PID LISTEN_FDS LISTEN_FDNAMES; exec \"$@\"";

    private static final Libc LIBC = Libc.system();

    private SocketHolder() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("holds " + hold(arguments[0].equals("udp")));
        List<String> command = new ArrayList<>(List.of("sh", "-c", START, "sh", arguments[1]));
        command.addAll(List.of(arguments).subList(3, arguments.length));
        for (int i = Integer.parseInt(arguments[2]); i > 0; i--) {
            Process process = new ProcessBuilder(command).inheritIO().start();
            System.out.println("began " + process.pid());
            System.out.println("ended " + process.waitFor());
        }
    }

    /** Binds a socket to descriptor 0; returns its port. */
    private static int hold(boolean isUdp) throws IOException {
        LIBC.close(0);
        int fd = LIBC.socket(Sockets.AF_INET, isUdp ? Sockets.SOCK_DGRAM : STREAM, 0);
        if (fd != 0) {
            throw new IOException("descriptor " + fd + " is not 0");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_INT, BUFFER_BYTES);
            LIBC.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, bytes);
            MemorySegment name = arena.allocate(Sockets.ADDRESS_BYTES, 8);
            Sockets.setAddress(name, Sockets.AF_INET, InetAddress.ofLiteral("127.0.0.3"), 0);
            LIBC.bind(fd, name, Sockets.addressBytes(Sockets.AF_INET));
            MemorySegment length = arena.allocateFrom(JAVA_INT, Sockets.ADDRESS_BYTES);
            LIBC.getsockname(fd, name, length);
            return Sockets.port(name, 0);
        }
    }
}
