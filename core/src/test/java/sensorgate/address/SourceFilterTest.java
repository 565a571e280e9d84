package sensorgate.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which senders are allowed, and what messages say about a bad list. */
final class SourceFilterTest {

    // ---- the default

    @ParameterizedTest
    @CsvSource({
        "126.255.255.255, 127.0.0.0, 127.255.255.255, 128.0.0.0",
        "9.255.255.255, 10.0.0.0, 10.255.255.255, 11.0.0.0",
        "172.15.255.255, 172.16.0.0, 172.31.255.255, 172.32.0.0",
        "192.167.255.255, 192.168.0.0, 192.168.255.255, 192.169.0.0",
        "100.63.255.255, 100.64.0.0, 100.127.255.255, 100.128.0.0",
        "169.253.255.255, 169.254.0.0, 169.254.255.255, 169.255.0.0",
        "::, ::1, ::1, ::2",
        "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fc00::,"
            + " fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fe00::",
        "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fe80::,"
            + " febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fec0::",
    })
    void theDefaultEndsWhereItsNetworksEnd(String below, String first, String last, String above) {
        assertFalse(allows(SourceFilter.LOCAL, below));
        assertTrue(allows(SourceFilter.LOCAL, first));
        assertTrue(allows(SourceFilter.LOCAL, last));
        assertFalse(allows(SourceFilter.LOCAL, above));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0.0.0.0", "8.8.8.8", "224.0.0.1", "255.255.255.255",
        "2001:db8::1", "2a00::1", "ff02::1", "::a00:1", "64:ff9b::a00:1", "::ffff:0:a00:1"})
    void theDefaultDeniesTheRestOfTheWorld(String address) {
        assertFalse(allows(SourceFilter.LOCAL, address));
    }

    @Test
    void theDefaultIsSaidAsAPersonWould() {
        assertEquals(
                "loopback, private, link-local and shared (100.64.0.0/10) networks",
                SourceFilter.LOCAL.toString());
    }

    // ---- local in a list, and on a machine

    @ParameterizedTest
    @ValueSource(strings = {
        "local, 203.0.113.0/24", "203.0.113.0/24,local", "203.0.113.0/24 , local,2001:db8::7"})
    void localStandsBesideNetworks(String text) {
        SourceFilter filter = SourceFilter.parse(text);
        assertTrue(filter.isLocal());
        assertTrue(allows(filter, "192.168.1.7"));
        assertTrue(allows(filter, "203.0.113.9"));
        assertFalse(allows(filter, "203.0.114.9"));
        assertEquals(text, filter.text());
        assertEquals(text, filter.toString());
    }

    @Test
    void localIncludesTheOwnNetworksOfItsMachine() {
        OwnNetworks own = OwnNetworks.of(
                "20010db8000000000000000000000005 02 40 00 80     eth0\n");
        assertFalse(allows(SourceFilter.LOCAL, "2001:db8::7"));
        assertTrue(allows(SourceFilter.LOCAL.at(own), "2001:db8::7"));
        assertFalse(allows(SourceFilter.LOCAL.at(own), "2001:db8:0:1::7"));
        assertTrue(allows(SourceFilter.parse("local, 10.0.0.0/8").at(own), "2001:db8::7"));
        SourceFilter other = SourceFilter.parse("192.168.1.0/24");
        assertSame(other, other.at(own));
        assertFalse(other.isLocal());
        assertFalse(allows(other.at(own), "2001:db8::7"));
    }

    @Test
    void knowsAListThatAllowsEverybody() {
        assertTrue(SourceFilter.parse("0.0.0.0/0").isEverybody());
        assertTrue(SourceFilter.parse("local, ::/0").isEverybody());
        assertFalse(SourceFilter.parse("local, 128.0.0.0/1").isEverybody());
    }

    // ---- a list

    @Test
    void aListTakesEachOfItsNetworks() {
        SourceFilter filter = SourceFilter.parse(" 192.168.1.0/24 ,fd00::/8,  10.1.2.3\t");
        assertTrue(allows(filter, "192.168.1.7"));
        assertTrue(allows(filter, "fd12::7"));
        assertTrue(allows(filter, "10.1.2.3"));
        assertFalse(allows(filter, "192.168.2.7"));
        assertFalse(allows(filter, "fc00::7"));
        assertFalse(allows(filter, "10.1.2.4"));
        assertEquals("192.168.1.0/24 ,fd00::/8,  10.1.2.3", filter.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.2, 10.1.2.3, 10.1.2.4",
        "10.1.2.3/32, 10.1.2.2, 10.1.2.3, 10.1.2.4",
        "10.1.2.2/31, 10.1.2.1, 10.1.2.3, 10.1.2.4",
        "128.0.0.0/1, 127.255.255.255, 255.255.255.255, 0.0.0.0",
        "2001:db8::7, 2001:db8::6, 2001:db8::7, 2001:db8::8",
        "2001:db8::7/128, 2001:db8::6, 2001:db8::7, 2001:db8::8",
        "2001:db8::6/127, 2001:db8::5, 2001:db8::7, 2001:db8::8",
        "2001:db8:0:1::/64, 2001:db8::ffff:0:0:1, 2001:db8:0:1:ffff::1, 2001:db8:0:2::",
        "2001:db8:0:2::/63, 2001:db8:0:1::, 2001:db8:0:3:ffff::1, 2001:db8:0:4::",
        "2001:db8::8000:0:0:0/65, 2001:db8::7fff:0:0:0, 2001:db8::ffff:0:0:1, 2001:db8:0:1::",
        "8000::/1, 7fff::, ffff::, ::2",
    })
    void aNetworkEndsWhereItsPrefixSays(String network, String below, String inside, String above) {
        SourceFilter filter = SourceFilter.parse(network);
        assertFalse(allows(filter, below));
        assertTrue(allows(filter, inside));
        assertFalse(allows(filter, above));
    }

    @Test
    void prefixZeroIsEveryAddressOfItsKindAndNoneOfTheOther() {
        SourceFilter everyIpv4 = SourceFilter.parse("0.0.0.0/0");
        SourceFilter everyIpv6 = SourceFilter.parse("::/0");
        for (String ipv4 : List.of("0.0.0.0", "10.1.2.3", "255.255.255.255")) {
            assertTrue(allows(everyIpv4, ipv4));
            assertFalse(allows(everyIpv6, ipv4));
        }
        for (String ipv6 : List.of("::", "::1", "::a01:203", "ffff:ffff::ffff")) {
            assertFalse(allows(everyIpv4, ipv6));
            assertTrue(allows(everyIpv6, ipv6));
        }
    }

    /** A mapped IPv4 address lies in these IPv6 networks, which must not contain it. */
    @ParameterizedTest
    @ValueSource(strings = {"::/64", "::/80", "::/1"})
    void noIpv6NetworkTakesAnIpv4Address(String network) {
        SourceFilter filter = SourceFilter.parse(network);
        assertTrue(allows(filter, "::1"));
        assertFalse(allows(filter, "10.1.2.3"));
        assertFalse(allows(filter, "0.0.0.0"));
    }

    /** A socket for both families reports IPv4 senders this way (RFC 4291, 2.5.5.2). */
    @Test
    void aMappedIpv4AddressIsAnIpv4Address() {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff0a010203");
        SourceFilter ipv4 = SourceFilter.parse("10.1.2.3");
        assertTrue(allows(ipv4, mapped));
        assertTrue(allows(SourceFilter.parse("::ffff:10.1.2.3"), "10.1.2.3"));
    }

    /** Compares random networks with arithmetic on whole numbers. */
    @Test
    void agreesWithArithmetic() throws UnknownHostException {
        Random random = random();
        for (int i = 0; i < 20_000; i++) {
            byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            BigInteger number = new BigInteger(1, address);
            int bits = address.length * 8;
            int hostBits = random.nextInt(bits + 1);
            BigInteger prefix = number.shiftRight(hostBits);
            byte[] network = bytes(prefix.shiftLeft(hostBits), address.length);
            String text = literal(network) + "/" + (bits - hostBits);
            SourceFilter filter = SourceFilter.parse(text);

            BigInteger other = number.flipBit(random.nextInt(bits));
            boolean inside = other.shiftRight(hostBits).equals(prefix);
            assertTrue(allows(filter, address), text);
            assertEquals(
                    inside, allows(filter, bytes(other, address.length)),
                    () -> text + " and " + other.toString(16));
        }
    }

    // ---- faults

    @ParameterizedTest
    @CsvSource({
        "192.168.1.7/24, 192.168.1.0/24",
        "10.1.2.3/31, 10.1.2.2/31",
        "1.0.0.0/0, 0.0.0.0/0",
        "fd00::1/8, fd00::/8",
        "2001:db8::1/64, 2001:db8::/64",
        "2001:db8:0:1::/63, 2001:db8::/63",
        "::1/0, ::/0",
    })
    void namesTheNetworkThatWasMeantWhenHostBitsAreSet(String text, String meant) {
        String message = messageFor(text);
        assertTrue(message.contains(text), message);
        assertTrue(message.contains("the network would be " + meant), message);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33, 32", "10.0.0.0/-1, 32", "10.0.0.0/, 32", "10.0.0.0/x, 32", "10.0.0.0/8/8, 32",
        "10.0.0.0/ 8, 32", "10.0.0.0/255.0.0.0, 32", "10.0.0.0/99999999999, 32",
        "fd00::/129, 128", "fd00::/-1, 128", "fd00::/, 128",
    })
    void saysWhichPrefixesThereAre(String text, int bitsMax) {
        String message = messageFor(text);
        assertTrue(message.contains("'" + text + "'"), message);
        assertTrue(message.contains("a number from 0 to " + bitsMax), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "localhost", "sensor.local/24", "10.0.0.256", "10.0.0.0.0", "10.0.0.0-10.0.0.9", "*.10",
        "fd00::g", "fd00:::/8", "1:2:3:4:5:6:7/64", "/8", "Local", "10.0.0.1:8081"})
    void saysWhatANetworkIs(String text) {
        String message = messageFor(text);
        assertTrue(message.contains("'" + text + "'"), message);
        assertTrue(message.contains("write an address and its prefix length"), message);
        assertTrue(message.contains("192.168.1.0/24"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.*, 192.168.1.0/24", "192.168.*.*, 192.168.0.0/16", "10.*, 10.0.0.0/8",
        "10.*.*.*, 10.0.0.0/8"})
    void namesTheNetworkThatStarsMean(String text, String meant) {
        String message = messageFor("fd00::/8, " + text);
        assertTrue(message.contains("'" + text + "' is not a network"), message);
        assertTrue(message.endsWith(", e.g. " + meant), message);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.0/255.255.255.0, 24", "10.0.0.0/255.0.0.0, 8", "10.1.2.3/255.255.255.255, 32",
        "0.0.0.0/0.0.0.0, 0"})
    void namesThePrefixLengthThatAMaskMeans(String text, int bits) {
        assertTrue(messageFor(text).endsWith(" after the slash, here " + bits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"255.0.255.0", "0.255.0.0", "ffff::", "mask"})
    void guessesNoPrefixLengthFromWhatIsNoMask(String mask) {
        assertTrue(messageFor("10.0.0.0/" + mask).endsWith(" from 0 to 32 after the slash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "any", "all", "0.0.0.0", "::", "local, *"})
    void saysHowToAllowEverybody(String text) {
        String message = messageFor(text);
        assertTrue(message.contains("write 0.0.0.0/0, ::/0 to allow every address"), message);
        assertTrue(message.contains("safe only if"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "10.0.0.0/8; fd00::/8", "10.0.0.0/8 fd00::/8", "10.0.0.0/8;fd00::/8",
        "10.0.0.0/8\tfd00::/8",
        " 10.0.0.0/8 ,, fd00::/8; "})
    void saysThatCommasSeparateNetworks(String text) {
        assertTrue(messageFor(text).endsWith(" than commas: write 10.0.0.0/8, fd00::/8"));
    }

    @Test
    void saysThatCommasSeparateLocalToo() {
        assertTrue(messageFor("local 203.0.113.0/24").endsWith("write local, 203.0.113.0/24"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", ",", "10.0.0.0/8,", ",10.0.0.0/8"})
    void aListWithAnEmptyElementIsAFault(String text) {
        String message = messageFor(text);
        assertTrue(message.contains("''"), message);
        assertTrue(message.contains("write an address and its prefix length"), message);
    }

    @Test
    void namesTheElementThatIsAtFault() {
        String message = messageFor("10.0.0.0/8, fd00::/200, ::1");
        assertTrue(message.contains("'fd00::/200'"), message);
        assertFalse(message.contains("10.0.0.0"), message);
    }

    /**
     * Some programs read {@code 192.168} as 192.0.0.168 and {@code 10} as 0.0.0.10. A user means
     * another network, so the filter must neither accept nor "correct" the text.
     */
    @ParameterizedTest
    @ValueSource(strings = {"10/8", "192.168/16", "172.16/12", "192.168.1/24", "192.168.1", "10"})
    void anAbbreviatedAddressIsAFault(String text) {
        String message = messageFor(text);
        assertTrue(message.contains("'" + text + "' is not a network"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/+8", "10.0.0.0/-0", "10.0.0.0/\u0668"})
    void aPrefixLengthIsWrittenInDigitsAlone(String text) {
        assertTrue(messageFor(text).contains("a number from 0 to 32"));
    }

    private static String messageFor(String text) {
        return assertThrows(IllegalArgumentException.class, () -> SourceFilter.parse(text))
                .getMessage();
    }

    private static boolean allows(SourceFilter filter, String literal) {
        return allows(filter, InetAddress.ofLiteral(literal).getAddress());
    }

    private static boolean allows(SourceFilter filter, byte[] address) {
        return filter.allows(IpAddress.high(address), IpAddress.low(address));
    }

    private static String literal(byte[] address) throws UnknownHostException {
        return InetAddress.getByAddress(address).getHostAddress();
    }

    /** The number in {@code bytes} bytes, big-endian. */
    private static byte[] bytes(BigInteger number, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[length - 1 - i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    /** Prints the seed; {@code -Dsensorgate.seed} repeats a failure. */
    private static Random random() {
        long seed = Long.getLong("sensorgate.seed", System.nanoTime());
        System.out.println("SourceFilterTest: sensorgate.seed=" + seed);
        return new Random(seed);
    }
}
