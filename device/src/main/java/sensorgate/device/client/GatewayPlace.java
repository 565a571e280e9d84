package sensorgate.device.client;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.cli.UsageException;
import sensorgate.device.config.ControlSocketChoice;

/**
 * Where a tool finds its gateway: at the first control socket that answers, or else by TCP.
 *
 * @param named what {@code --at} says, {@code null} if nothing does
 * @param sockets the control sockets to try, in order
 * @param tcp where to ask if none answers, {@code null} for nowhere
 */
public record GatewayPlace(String named, List<Path> sockets, HostAndPort tcp) {

    /** The option that names a place. */
    public static final String OPTION = "--at";

    /** What {@code --at} says, or the gateway of this machine. */
    public static GatewayPlace of(CommandLine line) throws UsageException {
        return line.has(OPTION) ? parse(line.option(OPTION, "")) : ofThisMachine();
    }

    /** A control socket, if it looks like a path, or else a host and perhaps a port. */
    public static GatewayPlace parse(String text) throws UsageException {
        boolean isPath = text.indexOf('/') >= 0 && text.indexOf(':') < 0;
        if (isPath || text.startsWith("/") || text.startsWith(".")) {
            return new GatewayPlace(text, List.of(socket(text)), null);
        }
        return new GatewayPlace(text, List.of(), HostAndPort.parse(text));
    }

    /** The gateway of this machine, if its control socket is one of these. */
    public static GatewayPlace ofThisMachine(List<Path> sockets, HostAndPort tcp) {
        return new GatewayPlace(null, sockets, tcp);
    }

    /** The option that leads here, behind a space, or nothing if none is needed. */
    public String option() {
        return named == null ? "" : " " + OPTION + " " + named;
    }

    private static GatewayPlace ofThisMachine() throws UsageException {
        return ofThisMachine(
                ControlSocketChoice.placesToLook(), HostAndPort.parse(HostAndPort.DEFAULT));
    }

    private static Path socket(String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException _) {
            throw new UsageException("'" + text + "' is no path of a control socket");
        }
    }
}
