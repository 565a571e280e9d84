package sensorgate.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** The loopback networks: the only ones that tests send to. */
public final class Loopback {

    private Loopback() {}

    /** True if the machine has {@code ::1}. */
    public static boolean hasIpv6() {
        try (DatagramSocket _ = new DatagramSocket(new InetSocketAddress("::1", 0))) {
            return true;
        } catch (SocketException _) {
            return false;
        }
    }

    /** The address that a peer at this one talks to: of its own family. */
    public static InetAddress peerOf(InetAddress address) {
        return InetAddress.ofLiteral(address.getAddress().length == 4 ? "127.0.0.1" : "::1");
    }

    /** A UDP port that was free a moment ago. */
    public static int freeUdpPort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
