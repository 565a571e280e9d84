package sensorgate.address;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An allow-list of senders: networks, and the word {@code local}. Addresses are two longs as in
 * {@link IpAddress}. Any thread; {@link #allows} allocates nothing. A list with {@code local}
 * changes with the {@link OwnNetworks} that {@link #at} gives it; otherwise immutable.
 */
public final class SourceFilter {

    private static final String LOCAL_WORD = "local";

    /**
     * The networks of {@code local} on every machine: loopback, private, link-local and shared
     * (RFC 1122, 1918, 3927, 4193, 4291, 6598). Tailscale and providers' NAT use the shared one.
     */
    private static final Network[] LOCAL_NETWORKS = Stream.of(
            "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
            "100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10")
            .map(Network::parse)
            .toArray(Network[]::new);

    /** What people write who want to allow every sender. */
    private static final Set<String> EVERYBODY = Set.of("*", "any", "all", "0.0.0.0", "::");

    /** The list {@code local}, without the networks of this machine's interfaces. */
    public static final SourceFilter LOCAL = new SourceFilter(LOCAL_WORD);

    private final String text;
    private final boolean isLocal;
    private final Network[] networks;
    private final OwnNetworks own;

    private SourceFilter(String text) {
        String[] words = text.split(",", -1);
        Arrays.setAll(words, i -> words[i].strip());
        this.text = text.strip();
        isLocal = Arrays.asList(words).contains(LOCAL_WORD);
        networks = Arrays.stream(words).flatMap(SourceFilter::networks).toArray(Network[]::new);
        own = OwnNetworks.NONE;
    }

    private SourceFilter(SourceFilter other, OwnNetworks own) {
        text = other.text;
        isLocal = other.isLocal;
        networks = other.networks;
        this.own = own;
    }

    /**
     * Reads networks or single addresses separated by commas, e.g.
     * {@code 192.168.1.0/24, fe80::/10}. The word {@code local} stands for the networks of
     * {@link #LOCAL}.
     *
     * @throws IllegalArgumentException if the text is wrong; the message names the remedy
     */
    public static SourceFilter parse(String text) {
        if (text.strip().equals(LOCAL_WORD)) {
            return LOCAL;
        }
        String commas = Stream.of(text.strip().split("[,;\\s]+")).collect(Collectors.joining(", "));
        try {
            return new SourceFilter(text);
        } catch (IllegalArgumentException e) {
            if (isList(commas)) {
                throw new IllegalArgumentException("'" + text
                        + "' has other separators than commas: write " + commas);
            }
            throw e;
        }
    }

    /** This list on a machine: {@code local} then includes that machine's own networks. */
    public SourceFilter at(OwnNetworks machine) {
        return isLocal ? new SourceFilter(this, machine) : this;
    }

    /** True if an address, given as two halves, is in one of the networks. */
    public boolean allows(long high, long low) {
        final boolean isIpv4 = IpAddress.isIpv4(high, low);
        for (Network network : networks) {
            if (network.contains(isIpv4, high, low)) {
                return true;
            }
        }
        return !isIpv4 && own.contain(high, low);
    }

    /** True if the list contains {@code local}. */
    public boolean isLocal() {
        return isLocal;
    }

    /** True if the list allows every IPv4 address or every IPv6 address. */
    public boolean isEverybody() {
        return Arrays.stream(networks).anyMatch(network -> network.bits() == 0);
    }

    /** The networks as text that {@link #parse} reads. */
    public String text() {
        return text;
    }

    /** The networks in words, for messages. */
    @Override
    public String toString() {
        return text.equals(LOCAL_WORD)
                ? "loopback, private, link-local and shared (100.64.0.0/10) networks"
                : text;
    }

    private static Stream<Network> networks(String word) {
        if (EVERYBODY.contains(word)) {
            throw new IllegalArgumentException("'" + word + "' is not a network: write"
                    + " 0.0.0.0/0, ::/0 to allow every address, which is safe only if no"
                    + " stranger can reach the port");
        }
        return word.equals(LOCAL_WORD) ? Arrays.stream(LOCAL_NETWORKS)
                : Stream.of(Network.parse(word));
    }

    private static boolean isList(String text) {
        try {
            return new SourceFilter(text).networks.length > 1;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
