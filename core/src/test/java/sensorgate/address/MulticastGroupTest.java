package sensorgate.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of {@code udp.multicast}. */
final class MulticastGroupTest {

    @Test
    void readsGroupsAndTheirInterfaces() {
        List<MulticastGroup> groups = MulticastGroup.parse(
                "239.1.2.3, ff05::1234 ,239.1.2.3%eth0,ff02::7%wlan0, 239.1.2.3");
        assertEquals(
                List.of("239.1.2.3", "ff05::1234", "239.1.2.3%eth0", "ff02::7%wlan0"),
                groups.stream().map(MulticastGroup::toString).toList());
        assertEquals("eth0", groups.get(2).device());
        assertTrue(groups.get(2).isIpv4() && !groups.get(3).isIpv4());
    }

    @Test
    void noneIsNoGroup() {
        assertEquals(List.of(), MulticastGroup.parse("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "192.168.1.7", "255.255.255.255", "2001:db8::1", "223.255.255.255", "240.0.0.0",
        "239.1.2", "239.1.2.3:8081", "239.1.2.3/32", "239.1.2.3; ff05::1", "239.1.2.3 ff05::1",
        "239.1.2.3,", "none, 239.1.2.3", "sensors.local", "239.1.2.3%", "239.1.2.3%eth 0",
        "239.1.2.3%eth0%eth1", "239.1.2.3%\u001b[31m", "239.1.2.3%a-name-of-17-byte", "*"})
    void saysWhatAGroupIs(String text) {
        String message = assertThrows(
                IllegalArgumentException.class, () -> MulticastGroup.parse(text)).getMessage();
        assertTrue(message.contains("' is not a multicast group: write an address"), message);
        assertTrue(message.contains("239.1.2.3%eth0; commas between groups; or none"), message);
    }
}
