package sensorgate.device.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import sensorgate.device.send.Pace;

/**
 * The senders of a bench, which take turns. Each has its own source address and its own series;
 * each datagram is one point. Belongs to one thread.
 */
final class BenchLoad implements AutoCloseable {

    /** 127.0.1.1 to 127.0.4.250 has 1,000; of 1,024 descriptors a process needs some others. */
    static final int SENDERS_MAX = 900;

    private static final int HOSTS_PER_NETWORK = 250;

    private final List<DatagramChannel> channels = new ArrayList<>();
    private final List<ByteBuffer> points = new ArrayList<>();

    /**
     * Opens the senders.
     *
     * @throws IOException if this machine lacks the addresses or the sockets
     */
    BenchLoad(int port, int senders) throws IOException {
        try {
            for (int i = 0; i < senders; i++) {
                open(i, port);
            }
        } catch (IOException e) {
            close();
            throw new IOException("cannot send from " + senders + " addresses: " + e.getMessage()
                    + ": try a smaller --senders", e);
        }
    }

    static String series(int sender) {
        return String.format(Locale.ROOT, "bench,sensor=%03d", sender);
    }

    /**
     * Sends for {@code forNs}, at most {@code rate} datagrams a second.
     *
     * @param done called 20 times a second with the part of the time that has passed, 0 to 1
     * @return how many datagrams were sent
     */
    long send(int rate, long forNs, DoubleConsumer done) throws IOException {
        Pace pace = new Pace(rate);
        long begunNs = System.nanoTime();
        long passedNs = 0;
        long sent = 0;
        int reportEvery = Math.max(1, rate / 20);
        while (passedNs < forNs) {
            pace.await();
            int sender = (int) (sent++ % channels.size());
            ByteBuffer point = points.get(sender);
            channels.get(sender).write(point);
            point.rewind();
            if (sent % reportEvery == 0) {
                done.accept((double) passedNs / forNs);
            }
            passedNs = System.nanoTime() - begunNs;
        }
        return sent;
    }

    @Override
    public void close() {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException _) {
                // all datagrams are sent
            }
        }
    }

    private void open(int sender, int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channels.add(channel);
        channel.bind(new InetSocketAddress(address(sender), 0));
        channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        byte[] point = (series(sender) + " value=21.5").getBytes(StandardCharsets.UTF_8);
        points.add(ByteBuffer.allocateDirect(point.length).put(point).flip());
    }

    private static InetAddress address(int sender) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {
            127, 0, (byte) (1 + sender / HOSTS_PER_NETWORK), (byte) (1 + sender % HOSTS_PER_NETWORK)
        });
    }
}
