package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sensorgate.device.config.Configuration.Change;

class ReloadTest {

    /** A value for each key that is not the default. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("udp.port", "9000"), Map.entry("udp.address", "127.0.0.1"),
            Map.entry("udp.allow", "10.0.0.0/8"), Map.entry("udp.multicast", "239.1.2.3"),
            Map.entry("udp.coalesce", "1ms"), Map.entry("udp.receive-buffer", "1m"),
            Map.entry("udp.source", "portable"), Map.entry("udp.precision", "ms"),
            Map.entry("tcp.port", "9000"), Map.entry("tcp.address", "127.0.0.1"),
            Map.entry("tcp.allow", "10.0.0.0/8"), Map.entry("tcp.controllers", "2"),
            Map.entry("tcp.turn", "1s"), Map.entry("tcp.idle", "1s"),
            Map.entry("tcp.write-timeout", "1s"), Map.entry("control.socket", "/tmp/other"),
            Map.entry("series.max", "5000"), Map.entry("series.expire", "2d"),
            Map.entry("series.per-sender", "7"), Map.entry("state.directory", "/tmp/other"),
            Map.entry("state.flush", "1s"), Map.entry("state.checkpoint", "1s"),
            Map.entry("journal.size", "1m"));

    static Stream<Setting<?>> settings() {
        return Setting.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void takesOverEveryKeyOrNamesItAsOneThatNeedsARestart(Setting<?> setting) {
        String other = OTHERS.get(setting.key());
        assertNotNull(other, "this test needs another value of " + setting.key());
        Reload reload = Reload.of(read(""), read(setting.key() + " = " + other));
        List<Change> change = List.of(new Change(setting.key(), other));
        assertEquals(setting.isReloadable() ? change : List.of(), reload.taken());
        assertEquals(setting.isReloadable() ? List.of() : change, reload.needRestart());
        assertEquals(
                setting.isReloadable() ? other : setting.defaultText(),
                reload.effective().text(setting));
    }

    @Test
    void namesNoKeyWhoseValueIsTheSameInOtherWords() {
        Reload reload = Reload.of(
                read("tcp.idle = 5s\nseries.max = 4095\njournal.size = 1m"),
                read("journal.size = 1024k\ntcp.idle = 5000ms\nseries.max = 4095"));
        assertEquals(List.of(), reload.taken());
        assertEquals(List.of(), reload.needRestart());
    }

    @Test
    void returnsAKeyToItsDefaultWhenItLeavesTheFile() {
        Reload reload = Reload.of(read("tcp.idle = 5s\nseries.max = 100"), read(""));
        assertEquals(List.of(new Change("tcp.idle", "10s")), reload.taken());
        assertEquals(List.of(new Change("series.max", "4096")), reload.needRestart());
    }

    @Test
    void takesHalfOfTheReadingsThatTheRunningTableHolds() {
        Configuration effective = Reload.of(
                read("series.max = 100\nseries.per-sender = 7"), read("series.max = 5000"))
                .effective();
        assertEquals(100, effective.settings().series().max());
        assertEquals(50, effective.settings().series().perSender());
    }

    @Test
    void namesAKeyThatNeedsARestartAtEveryReloadUntilThen() {
        Configuration wanted = read("udp.port = 9000");
        Reload first = Reload.of(read(""), wanted);
        assertEquals(first.needRestart(), Reload.of(first.effective(), wanted).needRestart());
    }

    @Test
    void manualAndPackagedFileListTheKeysThatNeedARestart() throws IOException {
        Set<String> expected = Setting.ALL.stream()
                .filter(setting -> !setting.isReloadable())
                .map(Setting::key)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String file : List.of("sensorgate.properties.5", "sensorgate.properties")) {
            String text = Files.readString(Path.of("../deploy/debian", file)).replace("\\-", "-");
            Matcher list = Pattern.compile("(?s)These keys need a restart:(.*?)\\.\n")
                    .matcher(text);
            assertTrue(list.find(), file);
            assertEquals(
                    expected,
                    Pattern.compile("[a-z]+\\.[a-z-]+").matcher(list.group(1)).results()
                            .map(key -> key.group())
                            .collect(Collectors.toCollection(TreeSet::new)),
                    file);
        }
    }

    private static Configuration read(String text) {
        Configuration configuration = new ConfigurationReader(1L << 30)
                .readFile("test", text.getBytes(StandardCharsets.UTF_8))
                .finish("test");
        assertEquals(List.of(), configuration.faults());
        return configuration;
    }
}
