package sensorgate.port;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A socket that accepts connections only while the test lets it have descriptors. */
public final class StarvedSocket extends ListeningSocket {

    private boolean isStarved;

    private StarvedSocket(ServerSocketChannel bound) throws IOException {
        super(bound, Selector.open());
    }

    /** A bound TCP port; the socket is not starved yet. */
    public static TcpPort tcpPort(SocketAddress address) throws IOException {
        return new TcpPort(at(ServerSocketChannel.open(), address));
    }

    /** A bound control socket; the socket is not starved yet. */
    public static ControlPort controlPort(Path path) throws IOException {
        return new ControlPort(path, at(
                ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                UnixDomainSocketAddress.of(path)));
    }

    private static StarvedSocket at(ServerSocketChannel server, SocketAddress address)
            throws IOException {
        server.configureBlocking(false);
        return new StarvedSocket(server.bind(address));
    }

    /** Takes the descriptors for connections away from a port of this class, or gives them back. */
    public static void starve(Port port, boolean isStarved) {
        ((StarvedSocket) port.socket()).isStarved = isStarved;
    }

    @Override
    public SocketChannel next() throws IOException {
        if (isStarved) {
            throw new IOException("Too many open files");
        }
        return super.next();
    }
}
