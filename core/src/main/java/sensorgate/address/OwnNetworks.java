package sensorgate.address;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The public IPv6 networks of this machine's interfaces. Providers give every home public IPv6
 * addresses, so a sensor in the same room may send from such a network. One thread calls
 * {@link #refresh}; any thread asks, and that allocates nothing.
 *
 * <p>A network counts if it is in 2000::/3, the public addresses in use (RFC 4291), and if its
 * prefix has {@value #BITS_MIN} bits or more. A home or a company gets a /48 at most (RFC 6177); an
 * interface with a shorter prefix is a tunnel to many strangers, such as 6to4's 2002::/16 and
 * Teredo's 2001::/32.
 */
public final class OwnNetworks {

    /** The shortest prefix that belongs to one home or company. */
    static final int BITS_MIN = 48;

    /** The kernel's table of IPv6 addresses; missing on a machine without IPv6. */
    public static final String TABLE = "/proc/net/if_inet6";

    /** The networks of no machine; never refreshed. */
    static final OwnNetworks NONE = new OwnNetworks();

    private volatile Network[] networks = {};

    /** No networks before the first {@link #refresh}. */
    public OwnNetworks() {
        // see above
    }

    /** The networks in the text of the kernel's table. */
    public static OwnNetworks of(String table) {
        OwnNetworks own = new OwnNetworks();
        own.replace(table);
        return own;
    }

    /** Reads the kernel's table. */
    public void refresh() {
        try {
            replace(Files.readString(Path.of(TABLE)));
        } catch (NoSuchFileException _) {
            replace("");
        } catch (IOException _) {
            // the old networks stay until the table can be read again
        }
    }

    /** The networks, separated by commas; empty without any. */
    public String text() {
        return Arrays.stream(networks).map(Network::toString).collect(Collectors.joining(", "));
    }

    boolean contain(long high, long low) {
        for (Network network : networks) {
            if (network.contains(false, high, low)) {
                return true;
            }
        }
        return false;
    }

    private void replace(String table) {
        List<Network> wanted = new ArrayList<>();
        table.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length == 6 && columns[0].length() == 32)
                .map(OwnNetworks::network)
                .filter(OwnNetworks::isOfOneOwner)
                .sorted(Comparator.comparingInt(Network::bits).thenComparing(Network::toString))
                .filter(network -> wanted.stream().noneMatch(wider -> wider.contains(network)))
                .forEach(wanted::add);
        networks = wanted.toArray(Network[]::new);
    }

    /** Columns: address, number of the interface, length of the prefix, scope, flags, name. */
    private static Network network(String[] columns) {
        return Network.of(
                HexFormat.of().parseHex(columns[0]), Integer.parseInt(columns[2], 16));
    }

    private static boolean isOfOneOwner(Network network) {
        boolean isPublic = network.high() >>> 61 == 1; // 2000::/3
        return isPublic && network.bits() >= BITS_MIN;
    }
}
