package sensorgate.device.doctor;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import sensorgate.address.IpAddress;
import sensorgate.address.SourceFilter;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.doctor.Inspection.Endpoint;
import sensorgate.device.machine.Machine.Local;

/** Whether those on this machine's own networks are listened to. */
final class NetworkCheck implements Check {

    private final String protocol;

    /** A check of what {@code udp} or {@code tcp} takes. */
    NetworkCheck(String protocol) {
        this.protocol = protocol;
    }

    @Override
    public String name() {
        return protocol + " network";
    }

    @Override
    public void look(Inspection in) {
        Endpoint endpoint = in.endpoint(protocol);
        InetAddress bound = endpoint.address();
        try {
            List<Local> addresses = in.machine().addresses();
            if (lookAtAddress(in, bound, addresses)) {
                lookAtNetworks(in, endpoint.allow(), addresses.stream()
                        .filter(local -> bound == null || local.address().equals(bound))
                        .toList());
            }
        } catch (IOException e) {
            in.unknown("the addresses of this machine cannot be had: " + e.getMessage(), null);
        }
    }

    /** False if nobody on a network can reach it anyway. */
    private boolean lookAtAddress(Inspection in, InetAddress bound, List<Local> addresses) {
        String key = protocol + ".address";
        if (bound != null && bound.isLoopbackAddress()) {
            in.warning(
                    "only programs of this machine can reach it: " + key + "="
                            + bound.getHostAddress(),
                    "set " + key + "=* to be reached from the network");
            return false;
        }
        if (addresses.isEmpty()) {
            in.warning("this machine has no address on any network", "ip address shows what there"
                    + " is; on a Pi: sudo nmtui sets up WiFi");
            return false;
        }
        if (bound != null && addresses.stream().noneMatch(own -> own.address().equals(bound))) {
            in.fault(key + "=" + bound.getHostAddress() + " is no address of this machine, it has "
                            + text(addresses),
                    "write one of these, or *");
            return false;
        }
        return true;
    }

    /**
     * IPv6 networks from a provider are seldom what sensors use: they are named, no more. So is a
     * tunnel such as Tailscale's, whose address tells nothing of the network behind it.
     */
    private void lookAtNetworks(Inspection in, SourceFilter allow, List<Local> addresses)
            throws IOException {
        List<Local> denied = new ArrayList<>();
        for (Local local : addresses) {
            if (!isAllowed(allow, local)) {
                denied.add(local);
            }
        }
        List<Local> deniedIpv4 = denied.stream()
                .filter(local -> local.address() instanceof Inet4Address && !isAlone(local))
                .toList();
        String key = protocol + ".allow";
        if (deniedIpv4.isEmpty()) {
            in.ok(text(addresses) + ": allowed" + (denied.isEmpty()
                    ? ""
                    : " but for " + networks(denied) + "; " + key + " can name it"));
        } else {
            in.warning(
                    "whoever is on " + networks(deniedIpv4) + " is turned away: " + key + " is "
                            + allow,
                    "add it: " + key + " = " + allow.text() + ", " + networks(deniedIpv4));
        }
    }

    /** True if its network is this machine and nobody else. */
    private static boolean isAlone(Local local) {
        return local.prefixBits() == local.address().getAddress().length * 8;
    }

    /** True if the first and the last address of the network are. */
    private static boolean isAllowed(SourceFilter allow, Local local) {
        return isAllowed(allow, edge(local, false)) && isAllowed(allow, edge(local, true));
    }

    private static boolean isAllowed(SourceFilter allow, byte[] address) {
        return allow.allows(IpAddress.high(address), IpAddress.low(address));
    }

    /** The network's address with all bits behind its prefix set or not. */
    private static byte[] edge(Local local, boolean isLast) {
        byte[] bytes = local.address().getAddress();
        for (int bit = local.prefixBits(); bit < bytes.length * 8; bit++) {
            int mask = 0x80 >> bit % 8;
            bytes[bit / 8] = (byte) (isLast ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }
        return bytes;
    }

    private static String networks(List<Local> locals) throws UnknownHostException {
        List<String> texts = new ArrayList<>();
        for (Local local : locals) {
            String network = isAlone(local)
                    ? "whoever comes by " + local.device()
                    : InetAddress.getByAddress(edge(local, false)).getHostAddress() + "/"
                            + local.prefixBits();
            if (!texts.contains(network)) {
                texts.add(network);
            }
        }
        return String.join(", ", texts);
    }

    private static String text(List<Local> addresses) {
        List<String> texts = new ArrayList<>();
        for (Local local : addresses) {
            String address = local.address().getHostAddress();
            int scope = address.indexOf('%');
            texts.add((scope < 0 ? address : address.substring(0, scope)) + "/"
                    + local.prefixBits() + " (" + local.device() + ")");
        }
        return String.join(", ", texts);
    }
}
