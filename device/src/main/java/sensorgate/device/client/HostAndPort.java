package sensorgate.device.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.cli.UsageException;
import sensorgate.device.config.Configuration;
import sensorgate.udp.UdpSettings;

/**
 * The address of a gateway: {@code HOST}, {@code HOST:PORT} or, for IPv6, {@code [::1]:PORT}.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT_DEFAULT = 8081;
    private static final int PORT_MAX = 65_535;

    public static HostAndPort parse(String text) throws UsageException {
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            return of(text, text.substring(1, bracket), text.substring(bracket + 1));
        }
        int colon = text.indexOf(':');
        boolean hasPort = colon >= 0 && colon == text.lastIndexOf(':'); // several colons: IPv6
        return hasPort
                ? of(text, text.substring(0, colon), text.substring(colon))
                : of(text, text, "");
    }

    /** The gateway of this machine that is bound so; {@code null} means all addresses. */
    static HostAndPort ofThisMachine(InetAddress bound, int port) {
        String host = bound == null ? LOOPBACK : bound.getHostAddress();
        return new HostAndPort(host, port == 0 ? PORT_DEFAULT : port);
    }

    /** Where this machine's gateway receives datagrams, by the configuration file. */
    public static HostAndPort ofOwnUdp() {
        UdpSettings udp = Configuration.ofThisMachine().settings().udp();
        return ofThisMachine(udp.address(), udp.port());
    }

    /** Asks the resolver, unless the host is an IP address. */
    public InetSocketAddress resolve() throws NobodyThereException {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new NobodyThereException("unknown host " + host
                    + ": check the spelling, or write the gateway's IP address", e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    private static HostAndPort of(String text, String host, String colonAndPort)
            throws UsageException {
        int port = colonAndPort.isEmpty() ? PORT_DEFAULT : port(colonAndPort);
        if (host.isEmpty() || port < 1 || port > PORT_MAX) {
            throw new UsageException("cannot use the address '" + text
                    + "': write HOST or HOST:PORT, e.g. 192.168.1.5:8081 or [fd00::5]:8081");
        }
        return new HostAndPort(host, port);
    }

    /** The number after the colon, or -1. */
    private static int port(String colonAndPort) {
        return colonAndPort.matches(":\\d{1,5}") ? Integer.parseInt(colonAndPort.substring(1)) : -1;
    }
}
