package sensorgate.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which networks of a machine count as its own, from the kernel's table of IPv6 addresses. */
final class OwnNetworksTest {

    /** Rows of a Pi at home: loopback, link-local, a unique local address, two public ones. */
    private static final String AT_HOME = """
            00000000000000000000000000000001 01 80 10 80       lo
            20010db8000100020000000000000005 02 40 00 00     eth0
            20010db800010002deadbeefdeadbeef 02 40 00 01     eth0
            20010db8000100030000000000000005 03 40 00 00    wlan0
            fd000000000000000000000000000005 02 40 00 80     eth0
            fe800000000000000000000000000005 02 40 20 80     eth0
            """;

    @Test
    void namesEachPublicNetworkOnce() {
        assertEquals("2001:db8:1:2::/64, 2001:db8:1:3::/64", OwnNetworks.of(AT_HOME).text());
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::5, 48, 2001:db8::/48",
        "2001:db8::5, 56, 2001:db8::/56",
        "2001:db8::5, 127, 2001:db8::4/127",
        "2001:db8::5, 128, 2001:db8::5/128",
        "2000::5, 64, 2000::/64",
        "3fff:ffff::5, 64, 3fff:ffff::/64",
    })
    void takesANetworkOfOneOwner(String address, int bits, String network) {
        assertEquals(network, OwnNetworks.of(row(address, bits)).text());
    }

    /** A provider's whole range, 6to4, Teredo, Yggdrasil, and what is no public address. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8::5, 47", "2001:db8::5, 32", "2002:c000:204::1, 16", "2001:0:1::1, 32",
        "2000::1, 3", "2001:db8::5, 0", "200:1::5, 7", "64:ff9b::1, 96", "4000::5, 64",
        "1fff::5, 64", "ff02::5, 64", "::1, 128", "fe80::5, 64", "::, 0"})
    void takesNoNetworkOfManyOwnersAndNoOtherAddress(String address, int bits) {
        assertEquals("", OwnNetworks.of(row(address, bits)).text());
    }

    @Test
    void leavesOutANetworkWithinAnother() {
        assertEquals(
                "2001:db8::/48",
                OwnNetworks.of(row("2001:db8:0:1::5", 64) + row("2001:db8::5", 48)).text());
    }

    @Test
    void readsNothingFromATableThatIsNone() {
        assertEquals("", OwnNetworks.of("").text());
        assertEquals("", OwnNetworks.of("no table\n\n1 2 3 4 5 6\n").text());
    }

    private static String row(String address, int bits) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        return "%s 02 %02x 00 80     eth0\n".formatted(HexFormat.of().formatHex(bytes), bits);
    }
}
