package sensorgate.device.sniff;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import sensorgate.address.IpAddress;
import sensorgate.address.SocketPlace;

/** Sends datagrams to its own closed ports and prints what the wire source has received. */
final class WireMain {

    private static final int PORT = 4711;
    private static final int WAITS_MAX = 40;

    private WireMain() {}

    public static void main(String[] arguments) throws IOException {
        try (WireSource wire = WireSource.open()) {
            send("127.0.0.1", "a v=1");
            send("127.0.0.1", "b v=" + "1".repeat(1_000));
            send("127.0.0.1", "c v=" + "1".repeat(4_000));
            send("::1", "d v=1");
            send("::1", "");
            send("127.0.0.1", "last");
            boolean isLast = false;
            for (int i = 0; i < WAITS_MAX && !isLast; i++) {
                isLast = print(wire);
            }
            System.out.println("dropped " + wire.takeDropped());
            System.out.println("more " + wire.receive()); // returns although no packet comes
        }
    }

    private static boolean print(WireSource wire) throws IOException {
        boolean isLast = false;
        int count = wire.receive();
        for (int i = 0; i < count; i++) {
            WireDatagram datagram = wire.take(i);
            if (datagram != null) {
                byte[] content = datagram.content();
                String text = new String(
                        content, 0, Math.min(5, content.length), StandardCharsets.UTF_8);
                SocketPlace from = datagram.source();
                SocketPlace to = datagram.destination();
                System.out.println(IpAddress.of(from.high(), from.low())
                        + " to " + IpAddress.of(to.high(), to.low(), to.port())
                        + " " + datagram.length() + " " + text);
                isLast |= text.equals("last");
            }
        }
        return isLast;
    }

    private static void send(String address, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    bytes, bytes.length,
                    new InetSocketAddress(InetAddress.ofLiteral(address), PORT)));
        }
    }
}
