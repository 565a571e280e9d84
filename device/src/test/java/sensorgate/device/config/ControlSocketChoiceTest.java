package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlSocketChoiceTest {

    private static final String SYSTEM = "/run/sensorgate/control.sock";

    private static final Map<String, String> SYSTEMD = Map.of("RUNTIME_DIRECTORY", "/run/gateway");

    private static final Map<String, String> LOGIN = Map.of("XDG_RUNTIME_DIR", "/run/user/1000");

    @Test
    void takesWhatSystemdGivesAService() {
        assertEquals(Path.of("/run/gateway/control.sock"), auto(SYSTEMD, "ada"));
        assertEquals(Path.of("/run/gateway/control.sock"), auto(SYSTEMD, "root"));
    }

    @Test
    void takesTheFirstOfSeveralThatSystemdGives() {
        assertEquals(
                Path.of("/run/a/control.sock"),
                auto(Map.of("RUNTIME_DIRECTORY", "/run/a:/run/b"), "ada"));
    }

    @Test
    void takesTheSystemsForRoot() {
        assertEquals(Path.of(SYSTEM), auto(Map.of(), "root"));
        assertEquals(Path.of(SYSTEM), auto(LOGIN, "root"));
    }

    @Test
    void takesTheUsersOwn() {
        assertEquals(Path.of("/run/user/1000/sensorgate/control.sock"), auto(LOGIN, "ada"));
    }

    @Test
    void takesNoneForAUserWhoHasNoRuntimeDirectory() {
        assertNull(auto(Map.of(), "ada"));
        for (String value : new String[] {"", "run", "./run"}) {
            assertNull(auto(Map.of("XDG_RUNTIME_DIR", value), "ada"));
            assertNull(auto(Map.of("RUNTIME_DIRECTORY", value), "ada"));
        }
    }

    @Test
    void onlyOneThatIsNamedMustBeHad() {
        assertFalse(ControlSocketChoice.parse("auto").isRequired());
        assertFalse(ControlSocketChoice.parse("none").isRequired());
        assertTrue(ControlSocketChoice.parse("/run/tools.sock").isRequired());
    }

    @Test
    void takesNoneWhenToldSo() {
        assertNull(ControlSocketChoice.parse("none", SYSTEMD, "ada").path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "tools.sock", "./tools.sock", "~/tools.sock", "Auto", "/a\0b"})
    void refusesWhatIsNoFileFromTheRoot(String text) {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> ControlSocketChoice.parse(text));
        assertEquals(
                "'" + text + "' cannot be used: write an absolute path, e.g. " + SYSTEM
                + ", or auto, or none",
                e.getMessage());
    }

    @Test
    void refusesAPathThatNoSocketCanHave() {
        String text = "/" + "x".repeat(106);
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> ControlSocketChoice.parse(text));
        assertTrue(e.getMessage().contains("bytes=107"), e.getMessage());
    }

    @Test
    void looksWhereTheConfigurationSaysAndThenAtTheSystems() {
        assertEquals(
                List.of(Path.of("/run/tools.sock"), Path.of(SYSTEM)),
                placesToLook("control.socket=/run/tools.sock"));
        assertEquals(List.of(Path.of(SYSTEM)), placesToLook("control.socket=" + SYSTEM));
        assertEquals(List.of(Path.of(SYSTEM)), placesToLook("control.socket=none"));
    }

    @Test
    void looksAsIfThereWereNoConfigurationWhereItIsWrong() {
        assertEquals(placesToLook(""), placesToLook("control.socket=/run/tools.sock\nx=1"));
    }

    private static List<Path> placesToLook(String file) {
        return ControlSocketChoice.placesToLook(new ConfigurationReader(64 << 20)
                .readFile("f", file.getBytes(StandardCharsets.UTF_8))
                .finish("f"));
    }

    private static Path auto(Map<String, String> environment, String user) {
        return ControlSocketChoice.parse("auto", environment, user).path();
    }
}
