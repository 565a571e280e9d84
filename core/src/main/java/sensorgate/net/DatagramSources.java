package sensorgate.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import sensorgate.linux.Libc;

/** Chooses the source that the settings and the machine allow. */
public final class DatagramSources {

    private DatagramSources() {}

    /**
     * Opens a source.
     *
     * @throws IOException if the port cannot be had
     */
    public static DatagramSource open(UdpSettings settings) throws IOException {
        InetSocketAddress local = settings.socketAddress();
        int bufferBytes = settings.receiveBufferBytes();
        return switch (settings.source()) {
            case PORTABLE -> new PortableDatagramSource(local, bufferBytes);
            case RECVMMSG -> linux(local, bufferBytes);
            case AUTO -> Libc.isSupported()
                    ? linux(local, bufferBytes)
                    : new PortableDatagramSource(local, bufferBytes);
        };
    }

    private static DatagramSource linux(InetSocketAddress local, int bufferBytes)
            throws IOException {
        if (!Libc.isSupported()) {
            throw new IOException("recvmmsg needs 64-bit Linux, this is "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                    + ": set udp.source=auto");
        }
        return new LinuxDatagramSource(Libc.system(), local, bufferBytes);
    }
}
