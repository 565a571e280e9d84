package sensorgate.device.doctor;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sensorgate.address.IpAddress;
import sensorgate.address.MulticastGroup;
import sensorgate.address.SourceFilter;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.doctor.Inspection.Endpoint;
import sensorgate.device.machine.Machine.Local;

/** Whether the gateway accepts senders of {@code udp} or {@code tcp} on this machine's networks. */
record NetworkCheck(String protocol) implements Check {

    @Override
    public void look(Inspection in) {
        Endpoint endpoint = in.endpoint(protocol);
        InetAddress bound = endpoint.address();
        try {
            List<Local> addresses = in.machine().addresses();
            if (lookAtAddress(in, endpoint, addresses)) {
                lookAtNetworks(in, endpoint.allow(), addresses.stream()
                        .filter(local -> bound == null || local.address().equals(bound))
                        .toList());
                lookAtEverybody(in, endpoint.allow());
                if (protocol.equals("udp")) {
                    lookAtGroups(in, endpoint, addresses);
                }
            }
        } catch (IOException e) {
            in.unknown("cannot list the addresses of this machine: " + e.getMessage(), null);
        }
    }

    /** False if nobody on a network can reach the gateway. */
    private boolean lookAtAddress(Inspection in, Endpoint endpoint, List<Local> addresses) {
        InetAddress bound = endpoint.address();
        if (bound != null && bound.isLoopbackAddress()) {
            in.warning(
                    "only programs on this machine can reach the gateway: " + setting(endpoint),
                    everyAddress());
            return false;
        }
        if (addresses.isEmpty()) {
            in.warning("this machine has no address on any network",
                    "ip address shows all addresses; sudo nmtui sets up WiFi on a Pi");
            return false;
        }
        if (bound != null && addresses.stream().noneMatch(own -> own.address().equals(bound))) {
            in.fault(setting(endpoint) + " is not an address of this machine, which has "
                            + text(addresses),
                    everyAddress() + ", or take one of these addresses");
            return false;
        }
        return true;
    }

    /** The setting that binds the gateway to its address, for a message. */
    private String setting(Endpoint endpoint) {
        return protocol + ".address=" + endpoint.address().getHostAddress();
    }

    /** How to listen at every address of this machine. */
    private String everyAddress() {
        return "set " + protocol + ".address=*";
    }

    private void lookAtEverybody(Inspection in, SourceFilter allow) {
        if (allow.isEverybody()) {
            String key = protocol + ".allow";
            in.warning(
                    key + " is " + allow + ": everybody who can reach the port is allowed",
                    "set " + key + " = local, or the networks that are meant");
        }
    }

    /** A socket at a single address receives only what is sent to that address. */
    private void lookAtGroups(Inspection in, Endpoint endpoint, List<Local> addresses) {
        List<MulticastGroup> groups = in.settings().udp().groups();
        if (endpoint.address() != null && groups.isEmpty()) {
            in.ok(setting(endpoint) + ": broadcasts and multicasts do not arrive. If a sensor sends"
                    + " them, listen at every address");
        } else if (endpoint.address() != null) {
            in.warning(
                    setting(endpoint) + ": broadcasts and multicasts do not arrive, although"
                            + " udp.multicast is set",
                    everyAddress());
        } else {
            groups.forEach(group -> lookAtGroup(in, group, addresses));
        }
    }

    private static void lookAtGroup(
            Inspection in, MulticastGroup group, List<Local> addresses) {
        List<String> devices = addresses.stream()
                .filter(local -> group.device() == null
                        ? local.address() instanceof Inet4Address == group.isIpv4()
                        : local.device().equals(group.device()))
                .map(Local::device)
                .distinct()
                .toList();
        if (devices.isEmpty()) {
            in.warning(
                    "no interface is up to receive udp.multicast=" + group,
                    "ip address shows the interfaces and their addresses");
        } else {
            in.ok("udp.multicast=" + group + " is received on " + String.join(", ", devices));
        }
    }

    /**
     * Warns of IPv4 networks alone. The address of a tunnel does not tell the network behind the
     * tunnel, and {@code local} includes every IPv6 network but those of tunnels.
     */
    private void lookAtNetworks(Inspection in, SourceFilter allow, List<Local> addresses)
            throws IOException {
        List<Local> denied =
                addresses.stream().filter(local -> !isAllowed(allow, local)).toList();
        List<Local> deniedIpv4 = denied.stream()
                .filter(local -> local.address() instanceof Inet4Address && !isAlone(local))
                .toList();
        String key = protocol + ".allow";
        if (deniedIpv4.isEmpty()) {
            in.ok(text(addresses) + ": allowed" + ownText(in, allow) + (denied.isEmpty()
                    ? ""
                    : ", except " + networks(denied) + "; " + key + " can allow more"));
        } else {
            in.warning(
                    "the gateway refuses senders on " + networks(deniedIpv4) + ": " + key + " is "
                            + allow,
                    "set " + key + " = " + allow.text() + ", " + networks(deniedIpv4));
        }
    }

    private static String ownText(Inspection in, SourceFilter allow) {
        String own = in.ownNetworks().text();
        return allow.isLocal() && !own.isEmpty() ? " (local includes " + own + ")" : "";
    }

    /** True if the network has this one address. */
    private static boolean isAlone(Local local) {
        return local.prefixBits() == local.address().getAddress().length * 8;
    }

    /** True if the first and the last address of the network are allowed. */
    private static boolean isAllowed(SourceFilter allow, Local local) {
        return Stream.of(edge(local, false), edge(local, true))
                .allMatch(edge -> allow.allows(IpAddress.high(edge), IpAddress.low(edge)));
    }

    /** The first or the last address of the network. */
    private static byte[] edge(Local local, boolean isLast) {
        byte[] bytes = local.address().getAddress();
        for (int bit = local.prefixBits(); bit < bytes.length * 8; bit++) {
            int mask = 0x80 >> bit % 8;
            bytes[bit / 8] = (byte) (isLast ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }
        return bytes;
    }

    private static String networks(List<Local> locals) throws UnknownHostException {
        Set<String> texts = new LinkedHashSet<>();
        for (Local local : locals) {
            texts.add(isAlone(local)
                    ? "senders behind " + local.device()
                    : InetAddress.getByAddress(edge(local, false)).getHostAddress() + "/"
                            + local.prefixBits());
        }
        return String.join(", ", texts);
    }

    private static String text(List<Local> addresses) {
        return addresses.stream()
                .map(local -> local.address().getHostAddress().replaceFirst("%.*", "") + "/"
                        + local.prefixBits() + " (" + local.device() + ")")
                .collect(Collectors.joining(", "));
    }
}
