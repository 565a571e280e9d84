package sensorgate.device.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sensorgate.Gateway;
import sensorgate.GatewayListener;
import sensorgate.device.cli.CommandLine.SettingText;
import sensorgate.device.config.SettingsInUse.Difference;

/** The settings that a gateway tells, and what a tool reads from them. */
class SettingsInUseTest {

    @Test
    void tellsEveryKeyAndItsActualValue() throws Exception {
        Configuration configuration = configuration(
                "udp.port = 0\nstate.directory = none\ncontrol.socket = none",
                new SettingText("tcp.port", "0"));
        try (Gateway gateway = new Gateway(configuration.settings(), new GatewayListener() {})) {
            String text = SettingsInUse.of(configuration, gateway).text();
            List<String> lines = text.lines().toList();
            assertTrue(lines.getFirst().startsWith("# file = /"), text);
            assertTrue(lines.getFirst().endsWith("/own.properties"), text);
            assertTrue(lines.containsAll(List.of(
                    "# option = tcp.port",
                    "# actual udp.port = " + gateway.udpPort(),
                    "# actual tcp.port = " + gateway.tcpPort(),
                    "udp.port = 0", "tcp.port = 0", "tcp.idle = 10s", "state.directory = none")),
                    text);
            assertFalse(text.contains("actual udp.address"), text);
            assertEquals(
                    Setting.KEYS,
                    lines.stream().filter(line -> !line.startsWith("#"))
                            .map(line -> line.split(" = ")[0]).toList());
            assertEquals(text, SettingsInUse.parse(lines).text());
        }
    }

    /** A gateway that is told to tell them is a configuration file, and one that means the same. */
    @Test
    void tellsAConfigurationFile() throws Exception {
        Configuration configuration = configuration(
                "udp.port = 0\ntcp.port = 0\nstate.directory = none\ncontrol.socket = none\n"
                + "udp.allow = local, 10.0.0.0/8");
        try (Gateway gateway = new Gateway(configuration.settings(), new GatewayListener() {})) {
            String text = SettingsInUse.of(configuration, gateway).text();
            assertEquals(configuration.changes(), configuration(text).changes());
            assertEquals(
                    gateway.udpPort(),
                    SettingsInUse.parse(text.lines().toList()).configuration().settings()
                            .udp().port());
        }
    }

    @Test
    void keepsAValueOnItsLine() {
        SettingsInUse told = new SettingsInUse(
                "no file", List.of(), Map.of(), Map.of("state.directory", "/srv/a\nudp.port = 1"));
        assertEquals(
                "# file = no file\nstate.directory = /srv/a\\nudp.port = 1\n", told.text());
    }

    @Test
    void comparesWhatTheTextsMean() {
        SettingsInUse told = SettingsInUse.parse(List.of(
                "tcp.idle = 10000ms", "series.max = 100", "tcp.turn = 5s", "udp.precision = ms"));
        assertEquals(
                List.of(new Difference("udp.precision", "auto", "ms"),
                        new Difference("tcp.turn", "10s", "5s"),
                        new Difference("series.max", "4096", "100")),
                told.differences(configuration("")));
        assertEquals(
                List.of(), told.differences(configuration(
                        "series.max = 0100\ntcp.turn = 5000ms\nudp.precision = ms")));
    }

    @Test
    void countsNoOptionOfTheGatewayAsADifference() {
        SettingsInUse told = SettingsInUse.parse(List.of("# option = tcp.turn", "tcp.turn = 5s"));
        assertEquals(List.of(), told.differences(configuration("tcp.turn = 7s")));
        assertEquals(
                List.of(new Difference("tcp.turn", "8s", "5s")),
                told.differences(configuration("", new SettingText("tcp.turn", "8s"))));
    }

    @Test
    void readsNoSettingsFromAnotherReply() {
        assertNull(SettingsInUse.parse(List.of("ERR verb unknown request")));
        assertNull(SettingsInUse.parse(List.of()));
        assertFalse(SettingsInUse.parse(List.of("udp.unheard-of = 1")).configuration().isGood());
    }

    /** Every setting is told to local tools: a setting with a secret needs another way. */
    @Test
    void tellsNoSecret() {
        for (String key : Setting.KEYS) {
            assertFalse(key.matches(".*(secret|token|password|passphrase|credential).*"), key);
        }
    }

    private static Configuration configuration(String text, SettingText... options) {
        return new ConfigurationReader(Long.MAX_VALUE)
                .readFile("own.properties", text.getBytes(StandardCharsets.UTF_8))
                .readOptions(List.of(options))
                .finish(Path.of("own.properties").toString());
    }
}
