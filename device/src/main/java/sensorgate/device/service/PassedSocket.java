package sensorgate.device.service;

import java.util.Map;
import sensorgate.GatewayException;
import sensorgate.device.text.Printable;
import sensorgate.udp.UdpSettings;

/**
 * The socket that the service manager passes, see sd_listen_fds(3): LISTEN_FDS descriptors from 3
 * on, if LISTEN_PID is this process.
 */
public final class PassedSocket {

    private static final int FIRST_FD = 3;

    private PassedSocket() {}

    /**
     * The descriptor, {@link UdpSettings#NOT_INHERITED} if the manager passes none.
     *
     * @throws GatewayException if the manager passes several
     */
    public static int descriptor(Map<String, String> environment, long pid)
            throws GatewayException {
        if (!String.valueOf(pid).equals(environment.get("LISTEN_PID"))) {
            return UdpSettings.NOT_INHERITED;
        }
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        return switch (count) {
            case "0" -> UdpSettings.NOT_INHERITED;
            case "1" -> FIRST_FD;
            default -> throw new GatewayException(
                    "the gateway takes over one UDP socket, but LISTEN_FDS=" + Printable.of(count)
                    + " (" + Printable.of(names(environment)) + "): leave one ListenDatagram= and"
                    + " no other Listen…= in the socket unit: sudo systemctl edit"
                    + " sensorgate.socket",
                    null);
        };
    }

    /** The descriptor that the manager passes to this process. */
    public static int descriptor() throws GatewayException {
        Map<String, String> environment = System.getenv();
        return environment.containsKey("LISTEN_PID")
                ? descriptor(environment, ProcessHandle.current().pid())
                : UdpSettings.NOT_INHERITED;
    }

    private static String names(Map<String, String> environment) {
        return environment.getOrDefault("LISTEN_FDNAMES", "without names");
    }
}
