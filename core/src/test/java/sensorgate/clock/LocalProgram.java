package sensorgate.clock;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import sensorgate.count.Uninterrupted;

/** A program at a port of 127.0.0.1 that answers datagrams; {@code null} is no answer. */
final class LocalProgram implements AutoCloseable {

    private final DatagramSocket socket;
    private final Thread thread;

    LocalProgram(UnaryOperator<byte[]> answers) throws IOException {
        socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        thread = Thread.startVirtualThread(() -> answer(answers));
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        socket.close();
        Uninterrupted.join(thread);
    }

    private void answer(UnaryOperator<byte[]> answers) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                byte[] answer =
                        answers.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (answer != null) {
                    socket.send(new DatagramPacket(
                            answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException _) {
            // closed
        }
    }
}
