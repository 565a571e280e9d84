package sensorgate.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import sensorgate.count.SettingKeys;
import sensorgate.linux.Libc;
import sensorgate.udp.UdpSettings.SourceKind;

/** Opens the datagram source that the settings and the machine allow. */
public final class DatagramSources {

    private DatagramSources() {}

    /** Opens a source. The message of an {@code IOException} names the remedy. */
    public static DatagramSource open(UdpSettings settings) throws IOException {
        boolean isInheriting = settings.isInheriting();
        boolean isSupported = Libc.isSupported();
        if (settings.source() == SourceKind.PORTABLE && isInheriting) { // a limit of the JDK
            throw new IOException(SettingKeys.UDP_SOURCE + "=portable cannot use an inherited"
                    + " socket: set " + SettingKeys.UDP_SOURCE + "=auto");
        }
        if (isInheriting && !isSupported) {
            throw new IOException("an inherited socket needs 64-bit Linux, " + thisMachine()
                    + ": pass no socket");
        }
        if (settings.source() == SourceKind.RECVMMSG && !isSupported) {
            throw new IOException("recvmmsg needs 64-bit Linux, " + thisMachine() + ": set "
                    + SettingKeys.UDP_SOURCE + "=auto");
        }
        int bufferBytes = settings.receiveBufferBytes();
        if (settings.source() == SourceKind.PORTABLE || !isSupported) {
            return new PortableDatagramSource(settings.socketAddress(), bufferBytes);
        }
        Libc libc = Libc.system();
        return new LinuxDatagramSource(libc, isInheriting
                ? LinuxUdpSocket.inherit(libc, settings.inheritedFd(), bufferBytes)
                : LinuxUdpSocket.open(libc, settings.socketAddress(), bufferBytes));
    }

    /**
     * True if a socket that is bound to this address receives only what is sent to this machine
     * alone: the address is no broadcast or multicast address, and {@code null} is every address.
     */
    static boolean isUnicast(InetAddress bound) {
        try {
            return bound != null && !bound.isMulticastAddress() && (bound.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(bound) != null);
        } catch (SocketException _) {
            return false;
        }
    }

    private static String thisMachine() {
        return "this is " + System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    }
}
