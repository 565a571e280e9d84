package sensorgate.device.client;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.UsageException;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.ControlSocketChoice;
import sensorgate.serve.TcpSettings;

/**
 * The place of a gateway: the first control socket that answers, or else an address by TCP.
 *
 * @param named the text of {@code --at}, {@code null} without the option
 * @param sockets the control sockets to try, in order
 * @param tcp the address to ask if no control socket answers, {@code null} for none
 */
public record GatewayPlace(String named, List<Path> sockets, HostAndPort tcp) {

    public static final String OPTION = "--at";

    /** The place that {@code --at} gives, or the gateway of this machine. */
    public static GatewayPlace of(CommandLine line) throws UsageException {
        return line.has(OPTION) ? parse(line.option(OPTION, "")) : ofThisMachine();
    }

    /** As {@link #of}, but without TCP: {@code command} needs a control socket. */
    public static GatewayPlace ofControlSocket(CommandLine line, String command)
            throws UsageException {
        GatewayPlace place = of(line);
        if (place.sockets().isEmpty()) {
            throw new UsageException(OPTION + " " + place.named() + " is not a control socket: run "
                    + command + " on the gateway's machine with the path of its control socket,"
                    + " e.g. " + OPTION + " /run/sensorgate/control.sock");
        }
        return new GatewayPlace(place.named(), place.sockets(), null);
    }

    /** Parses the path of a control socket (text with a slash), HOST or HOST:PORT. */
    public static GatewayPlace parse(String text) throws UsageException {
        boolean isPath = text.indexOf('/') >= 0 && text.indexOf(':') < 0;
        if (isPath || text.startsWith("/") || text.startsWith(".")) {
            return new GatewayPlace(text, List.of(socket(text)), null);
        }
        return new GatewayPlace(text, List.of(), HostAndPort.parse(text));
    }

    /** The gateway of this machine, with its possible control sockets. */
    public static GatewayPlace ofThisMachine(List<Path> sockets, HostAndPort tcp) {
        return new GatewayPlace(null, sockets, tcp);
    }

    /** A space and the option for this place; empty for the gateway of this machine. */
    public String option() {
        return named == null ? "" : " " + OPTION + " " + named;
    }

    /** The gateway of this machine, where the configuration file puts it. */
    public static GatewayPlace ofThisMachine() {
        Configuration own = Configuration.ofThisMachine();
        TcpSettings tcp = own.settings().tcp();
        return ofThisMachine(
                ControlSocketChoice.placesToLook(own),
                HostAndPort.ofThisMachine(tcp.address(), tcp.port()));
    }

    private static Path socket(String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException _) {
            throw new UsageException("cannot use '" + text
                    + "': write the path of a control socket, e.g. /run/sensorgate/control.sock");
        }
    }
}
