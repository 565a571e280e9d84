package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAccessTest {

    @Test
    void namesTheCommandThatAddsAUserToTheGroupOfTheSocket() {
        assertEquals(
                "use sudo, or join the group: sudo usermod -aG sensorgate $USER, then log in again",
                SocketAccess.remedyOf("sensorgate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "61184"})
    void doesNotOfferAGroupThatAUserShouldNotJoin(String group) {
        assertEquals("use sudo", SocketAccess.remedyOf(group));
    }

    @Test
    void offersSudoForASocketThatItCannotExamine() {
        assertEquals("use sudo", SocketAccess.remedy(Path.of("/nowhere/control.sock")));
    }
}
