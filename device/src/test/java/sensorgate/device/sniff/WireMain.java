package sensorgate.device.sniff;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import sensorgate.address.IpAddress;

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
        WireDatagram datagram = new WireDatagram();
        boolean isLast = false;
        int count = wire.receive();
        for (int i = 0; i < count; i++) {
            if (wire.take(i, datagram)) {
                int bytes = Math.min(5, datagram.to() - datagram.from());
                String text = new String(
                        datagram.bytes(), datagram.from(), bytes, StandardCharsets.UTF_8);
                System.out.println(IpAddress.of(
                        datagram.sourceHigh(), datagram.sourceLow())
                        + " to " + IpAddress.of(
                                datagram.destinationHigh(), datagram.destinationLow())
                        + ":" + datagram.destinationPort()
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
