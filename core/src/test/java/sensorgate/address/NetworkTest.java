package sensorgate.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One network; {@link SourceFilterTest} has the lists and what messages say. */
final class NetworkTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "0.0.0.0/0", "10.0.0.0/8", "192.168.1.0/24", "192.168.1.7/32", "::/0", "2000::/3",
        "2001:db8::/64", "2001:db8:0:0:8000::/65", "::1/128"})
    void printsWhatItReads(String text) {
        assertEquals(text, Network.parse(text).toString());
        assertEquals(
                Integer.parseInt(text.substring(text.indexOf('/') + 1)),
                Network.parse(text).bits());
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::5, 64, 2001:db8::/64", "2001:db8:0:3::5, 63, 2001:db8:0:2::/63",
        "192.168.1.7, 24, 192.168.1.0/24", "192.168.1.7, 0, 0.0.0.0/0",
        "fd00::5, 128, fd00::5/128"})
    void keepsTheFirstBitsOfAnAddress(String address, int bits, String network) {
        assertEquals(
                network,
                Network.of(InetAddress.ofLiteral(address).getAddress(), bits).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::/48, 2001:db8:0:7::/64", "2001:db8::/64, 2001:db8::/64",
        "10.0.0.0/8, 10.1.0.0/16"})
    void containsANetworkWithin(String wider, String network) {
        assertTrue(Network.parse(wider).contains(Network.parse(network)));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::/64, 2001:db8::/48", "2001:db8::/64, 2001:db8:0:1::/64", "::/0, 10.0.0.0/8",
        "0.0.0.0/0, ::/0"})
    void containsNoWiderAndNoOtherNetwork(String network, String other) {
        assertFalse(Network.parse(network).contains(Network.parse(other)));
    }
}
