package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OffenceTest {

    @Test
    void readsTheLastOffenceOfEachCounter() {
        Map<String, Offence> offences = Offence.of(List.of(
                "denied 3",
                "last_denied [fe80::1f]:7 1764000000000000000 a v=1",
                "last_controllers_denied 10.0.0.7:4210 1764000000000000000",
                "last_word 10.0.0.7:4210 now a v=1",
                "sender 10.0.0.7 received=1 stored=0 rejected=1 last_seen=1764000000000000000"));
        assertEquals(Map.of(
                "denied", new Offence("[fe80::1f]:7", 1764000000000000000L, "a v=1"),
                "controllers_denied", new Offence("10.0.0.7:4210", 1764000000000000000L, "")),
                offences);
        assertEquals("fe80::1f", offences.get("denied").address());
        assertEquals("10.0.0.7", offences.get("controllers_denied").address());
    }
}
