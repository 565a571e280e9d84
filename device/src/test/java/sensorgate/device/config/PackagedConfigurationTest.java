package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration file in the package lists every setting with its default. */
class PackagedConfigurationTest {

    private static final long HEAP_BYTES = 16 << 20;

    /** Tests run in the folder of their module. */
    private final Path file = Path.of("../deploy/debian/sensorgate.properties");

    @Test
    void hasEverySettingCommentedOutAtItsDefault() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Setting<?> setting : Setting.ALL) {
            expected.add("#" + setting.key() + " = " + setting.defaultText());
        }
        List<String> found = assignments();
        assertEquals(expected.stream().sorted().toList(), found.stream().sorted().toList());
    }

    @Test
    void explainsEverySetting() throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (isAssignment(lines.get(i))) {
                assertTrue(lines.get(i - 1).startsWith("# "), lines.get(i));
            }
        }
    }

    @Test
    void changesNothingAsItIs() throws IOException {
        Configuration configuration = read(Files.readString(file));
        assertTrue(configuration.isGood(), configuration.faults()::toString);
        assertEquals(List.of(), configuration.changes());
    }

    @Test
    void changesNothingWhenAllOfItIsTurnedOn() throws IOException {
        Configuration configuration = read(String.join("\n", assignments()).replace("#", ""));
        assertTrue(configuration.isGood(), configuration.faults()::toString);
        assertEquals(List.of(), configuration.changes());
        assertFalse(assignments().isEmpty());
    }

    private static Configuration read(String text) {
        return new ConfigurationReader(HEAP_BYTES)
                .readFile("packaged", text.getBytes(StandardCharsets.UTF_8))
                .finish("packaged");
    }

    private List<String> assignments() throws IOException {
        return Files.readAllLines(file).stream()
                .filter(PackagedConfigurationTest::isAssignment)
                .toList();
    }

    /** A comment has a space after the {@code #}; a commented-out setting has none. */
    private static boolean isAssignment(String line) {
        return line.matches("#?[a-z].*");
    }
}
