package sensorgate.clock;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * A datagram to a program at 127.0.0.1 and its answer. The kernel passes on datagrams of that port
 * only; a port below 1024 belongs to root's programs.
 */
final class LocalQuestion {

    /** A program of this machine answers within a millisecond, unless the machine is busy. */
    static final int WAIT_MS = 200;

    private static final int ANSWER_BYTES_MAX = 512;

    private LocalQuestion() {}

    /** The first datagram that comes back; {@code null} if none comes. Allocates. */
    static byte[] ask(int port, byte[] question) {
        try (DatagramSocket socket = new DatagramSocket(0, loopback())) {
            socket.connect(new InetSocketAddress(loopback(), port));
            socket.setSoTimeout(WAIT_MS);
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket answer =
                    new DatagramPacket(new byte[ANSWER_BYTES_MAX], ANSWER_BYTES_MAX);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        } catch (IOException _) {
            return null; // nobody is there: at once, since the kernel refuses
        }
    }

    private static InetAddress loopback() {
        return InetAddress.ofLiteral("127.0.0.1");
    }
}
