package sensorgate.device.service;

import java.util.Map;
import sensorgate.GatewayException;
import sensorgate.device.text.Printable;
import sensorgate.udp.UdpSettings;

/**
 * The socket that a service manager passes, as sd_listen_fds(3) has it: LISTEN_FDS descriptors from
 * 3 on, if LISTEN_PID is this process.
 */
public final class PassedSocket {

    private static final int FIRST_FD = 3;

    private PassedSocket() {}

    /**
     * The descriptor, {@link UdpSettings#NOT_INHERITED} if none is passed.
     *
     * @throws GatewayException if there are several; the message says what would be right
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
                    "one UDP socket can be taken over, and LISTEN_FDS=" + Printable.of(count)
                    + " are passed (" + Printable.of(names(environment))
                    + "): the socket unit is to have one ListenDatagram= and no other Listen…=",
                    null);
        };
    }

    /** The descriptor passed to this process. */
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
