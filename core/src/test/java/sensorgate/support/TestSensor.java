package sensorgate.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/** A sensor at an address of its own on the loopback network: sends datagrams and forgets them. */
public final class TestSensor implements AutoCloseable {

    private final InetAddress address;
    private final InetSocketAddress gateway;
    private final DatagramChannel channel;
    private final int port;

    /** A sensor at this address that sends to the loopback address of its family. */
    public TestSensor(String address, int gatewayPort) {
        this(InetAddress.ofLiteral(address), new InetSocketAddress(
                Loopback.peerOf(InetAddress.ofLiteral(address)), gatewayPort));
    }

    /** A sensor at this address that sends to that one. */
    public TestSensor(InetAddress address, InetSocketAddress gateway) {
        this.address = address;
        this.gateway = gateway;
        try {
            channel = DatagramChannel.open().bind(new InetSocketAddress(address, 0));
            port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one datagram. */
    public void send(byte[] datagram) {
        try {
            channel.send(ByteBuffer.wrap(datagram), gateway);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one datagram of UTF-8. */
    public void send(String datagram) {
        send(datagram.getBytes(StandardCharsets.UTF_8));
    }

    /** Where it sends from. */
    public InetAddress address() {
        return address;
    }

    /** The port it sends from. */
    public int port() {
        return port;
    }

    /** Its IPv4 address and its port as the gateway tells them: {@code 127.0.0.2:40100}. */
    public String name() {
        return address.getHostAddress() + ":" + port;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
