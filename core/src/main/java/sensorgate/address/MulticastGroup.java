package sensorgate.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * A multicast group that the gateway joins.
 *
 * @param address the group's address, IPv4 or IPv6
 * @param device the name of the interface to join on, {@code null} for every suitable interface
 */
public record MulticastGroup(InetAddress address, String device) {

    private static final String NONE = "none";

    /**
     * Reads groups separated by commas, {@code 239.1.2.3, ff05::1234%eth0}, or {@code none}.
     *
     * @throws IllegalArgumentException if the text is wrong; the message names the remedy
     */
    public static List<MulticastGroup> parse(String text) {
        return text.strip().equals(NONE)
                ? List.of()
                : Stream.of(text.split(",", -1))
                        .map(String::strip)
                        .map(MulticastGroup::group)
                        .distinct()
                        .toList();
    }

    /** True if the group is an IPv4 group. */
    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** The text that {@link #parse} reads. */
    @Override
    public String toString() {
        byte[] bytes = address.getAddress();
        String group = IpAddress.of(IpAddress.high(bytes), IpAddress.low(bytes))
                .replaceAll("[\\[\\]]", "");
        return device == null ? group : group + "%" + device;
    }

    private static MulticastGroup group(String text) {
        int percent = text.indexOf('%');
        String literal = percent < 0 ? text : text.substring(0, percent);
        String device = percent < 0 ? null : text.substring(percent + 1);
        try {
            InetAddress address = IpAddress.parse(literal);
            boolean isName = device == null || device.matches("[^\\s\\p{Cntrl}/:%]{1,15}");
            if (address.isMulticastAddress() && isName) {
                return new MulticastGroup(address, device);
            }
        } catch (IllegalArgumentException _) {
            // the exception below says so
        }
        throw new IllegalArgumentException("'" + text + "' is not a multicast group: write an"
                + " address from 224.0.0.0 to 239.255.255.255 or in ff00::/8, e.g. 239.1.2.3 or"
                + " ff05::1234, for one interface 239.1.2.3%eth0; commas between groups; or none");
    }
}
