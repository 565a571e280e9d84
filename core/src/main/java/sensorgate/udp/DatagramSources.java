package sensorgate.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import sensorgate.count.SettingKeys;
import sensorgate.linux.Libc;
import sensorgate.udp.UdpSettings.SourceKind;

/** Opens the datagram source that the settings and the machine allow. */
public final class DatagramSources {

    private DatagramSources() {}

    /**
     * Opens a source.
     *
     * @throws IOException if the source cannot be opened; the message names the remedy
     */
    public static DatagramSource open(UdpSettings settings) throws IOException {
        if (settings.isInheriting()) {
            return inherited(settings);
        }
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

    /** The JDK cannot open a channel on a descriptor, except on standard input. */
    private static DatagramSource inherited(UdpSettings settings) throws IOException {
        if (settings.source() == SourceKind.PORTABLE) {
            throw new IOException(SettingKeys.UDP_SOURCE + "=portable cannot use an inherited"
                    + " socket: set " + SettingKeys.UDP_SOURCE + "=auto");
        }
        if (!Libc.isSupported()) {
            throw new IOException("an inherited socket needs 64-bit Linux, " + thisMachine()
                    + ": start the gateway without a socket unit");
        }
        Libc libc = Libc.system();
        return new LinuxDatagramSource(libc, LinuxUdpSocket.inherit(
                libc, settings.inheritedFd(), settings.receiveBufferBytes()));
    }

    private static DatagramSource linux(InetSocketAddress local, int bufferBytes)
            throws IOException {
        if (!Libc.isSupported()) {
            throw new IOException("recvmmsg needs 64-bit Linux, " + thisMachine() + ": set "
                    + SettingKeys.UDP_SOURCE + "=auto");
        }
        Libc libc = Libc.system();
        return new LinuxDatagramSource(libc, LinuxUdpSocket.open(libc, local, bufferBytes));
    }

    private static String thisMachine() {
        return "this is " + System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    }
}
