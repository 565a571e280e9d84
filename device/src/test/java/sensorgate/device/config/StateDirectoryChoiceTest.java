package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryChoiceTest {

    private static final Map<String, String> SYSTEMD =
            Map.of("STATE_DIRECTORY", "/var/lib/gateway");

    private static final String USERS_OWN = "/people/ada/.local/state/sensorgate";

    @Test
    void takesWhatSystemdGivesAService() {
        assertEquals("/var/lib/gateway", auto(SYSTEMD, "ada"));
        assertEquals("/var/lib/gateway", auto(SYSTEMD, "root"));
    }

    @Test
    void takesTheFirstOfSeveralThatSystemdGives() {
        assertEquals("/var/lib/a", auto(Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b"), "ada"));
    }

    @Test
    void takesSystemdsBeforeTheUsersOwn() {
        Map<String, String> both =
                Map.of("STATE_DIRECTORY", "/var/lib/gateway", "XDG_STATE_HOME", "/states");
        assertEquals("/var/lib/gateway", auto(both, "ada"));
    }

    @Test
    void takesTheSystemsForRoot() {
        assertEquals("/var/lib/sensorgate", auto(Map.of(), "root"));
        assertEquals("/var/lib/sensorgate", auto(Map.of("XDG_STATE_HOME", "/states"), "root"));
    }

    @Test
    void takesTheUsersOwn() {
        assertEquals(USERS_OWN, auto(Map.of(), "ada"));
        assertEquals("/states/sensorgate", auto(Map.of("XDG_STATE_HOME", "/states"), "ada"));
    }

    @Test
    void passesOverVariablesThatNameNoPathFromTheRoot() {
        for (String value : new String[] {"", "states", "./states"}) {
            assertEquals(USERS_OWN, auto(Map.of("STATE_DIRECTORY", value), "ada"));
            assertEquals(USERS_OWN, auto(Map.of("XDG_STATE_HOME", value), "ada"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "relative"})
    void refusesAutoForAUserWithoutAHome(String home) {
        Exception e = assertThrows(
                IllegalArgumentException.class,
                () -> StateDirectoryChoice.parse("auto", Map.of(), "daemon", home));
        assertEquals(
                "'auto' cannot be used: this user has no home directory;"
                + " write a directory, or none",
                e.getMessage());
    }

    @Test
    void keepsNothingWhenToldSo() {
        assertNull(StateDirectoryChoice.parse(
                "none", SYSTEMD, "ada", "/people/ada"));
    }

    @Test
    void takesADirectoryThatIsNamed() {
        assertEquals(
                Path.of("/mnt/ssd/gateway"),
                StateDirectoryChoice.parse(
                        "/mnt/ssd/gateway", SYSTEMD, "ada", "/people/ada"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "state", "./state", "~/state", "None", "AUTO", "/a\0b"})
    void refusesWhatIsNoPathFromTheRoot(String text) {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> StateDirectoryChoice.parse(text));
        assertTrue(
                e.getMessage().endsWith("' cannot be used: write an absolute path,"
                        + " e.g. /var/lib/sensorgate, or auto, or none"),
                e.getMessage());
    }

    private static String auto(Map<String, String> environment, String user) {
        return StateDirectoryChoice.parse("auto", environment, user, "/people/ada")
                .toString();
    }
}
