package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sensorgate.Gateway;
import sensorgate.GatewayListener;
import sensorgate.GatewaySettings;
import sensorgate.device.cli.CommandLine;
import sensorgate.device.client.Counters;
import sensorgate.device.config.Configuration;
import sensorgate.device.config.Reload;
import sensorgate.device.config.Setting;
import sensorgate.device.support.Deadline;
import sensorgate.store.SeriesSettings;
import sensorgate.support.TestController;
import sensorgate.support.TestSensor;
import sensorgate.support.TestTool;

/** Each key that a reload takes over takes effect in a running gateway, over real sockets. */
@Timeout(60)
class ReloadedKeysTest {

    private interface Effect {
        void show() throws Exception;
    }

    @TempDir
    private Path directory;

    private final Map<String, Effect> effects = Map.ofEntries(
            Map.entry("udp.allow", this::udpAllow),
            Map.entry("udp.coalesce", this::udpCoalesce),
            Map.entry("udp.precision", this::udpPrecision),
            Map.entry("tcp.allow", this::tcpAllow),
            Map.entry("tcp.controllers", this::tcpControllers),
            Map.entry("tcp.turn", this::tcpTurn),
            Map.entry("tcp.idle", this::tcpIdle),
            Map.entry("tcp.write-timeout", this::tcpWriteTimeout),
            Map.entry("series.expire", this::seriesExpire),
            Map.entry("series.per-sender", this::seriesPerSender),
            Map.entry("state.flush", this::stateFlush),
            Map.entry("state.checkpoint", this::stateCheckpoint));

    private final Deque<AutoCloseable> closers = new ArrayDeque<>();
    private Configuration running;
    private Gateway gateway;

    static Stream<String> reloadableKeys() {
        return Setting.ALL.stream().filter(Setting::isReloadable).map(Setting::key);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closer : closers) {
            closer.close();
        }
    }

    @ParameterizedTest
    @MethodSource("reloadableKeys")
    void takesEffect(String key) throws Exception {
        Effect effect = effects.get(key);
        assertNotNull(effect, "no test shows that a reload of " + key + " takes effect");
        effect.show();
    }

    @Test
    void aClosedGatewayIgnoresAReload() throws Exception {
        start();
        gateway.close();
        gateway.reload(running.settings());
    }

    private void udpAllow() throws Exception {
        start("udp.allow=127.0.0.2");
        TestSensor second = sensor("127.0.0.2");
        TestSensor third = sensor("127.0.0.3");
        third.send("t v=1");
        awaitCount("denied", 1);
        reload("udp.allow=127.0.0.3");
        second.send("t v=1");
        awaitCount("denied", 2);
        third.send("t v=1");
        awaitCount("received", 1);
    }

    /** A receiver that lets datagrams gather sleeps the longer, the slower they come. */
    private void udpCoalesce() throws Exception {
        start("udp.coalesce=1s");
        TestSensor sensor = sensor("127.0.0.2");
        assertTrue(msForTenDatagrams(sensor) >= 500);
        reload("udp.coalesce=0s");
        Deadline.await(() -> msForTenDatagrams(sensor) < 500);
    }

    private long msForTenDatagrams(TestSensor sensor) throws Exception {
        long begunNs = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            long next = count("received") + 1;
            sensor.send("t v=1");
            awaitCount("received", next);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNs);
    }

    private void udpPrecision() throws Exception {
        start("udp.precision=s");
        TestSensor sensor = sensor("127.0.0.2");
        TestController controller = controller("127.0.0.2");
        sensor.send("t v=1 1764000000");
        awaitCount("stored", 1);
        assertEquals("t v=1 1764000000000000000", dump(controller));
        reload("udp.precision=ms");
        sensor.send("t v=2 1764000001000");
        awaitCount("stored", 2);
        assertEquals("t v=2 1764000001000000000", dump(controller));
    }

    private static String dump(TestController controller) {
        controller.send("DUMP\n");
        return String.join("\n", controller.readLinesToEnd());
    }

    private void tcpAllow() throws Exception {
        start("tcp.allow=127.0.0.2");
        TestController served = controller("127.0.0.2");
        assertEquals("PONG", served.ask("PING"));
        TestController waiting = controller("127.0.0.2");
        awaitCount("controllers_accepted", 2);
        assertTrue(controller("127.0.0.3").readLine().startsWith("ERR denied 127.0.0.3 "));
        reload("tcp.allow=127.0.0.3");
        assertNull(served.readLine());
        assertTrue(waiting.readLine().startsWith("ERR denied 127.0.0.2 "));
        assertTrue(controller("127.0.0.2").readLine().startsWith("ERR denied 127.0.0.2 "));
        assertEquals("PONG", controller("127.0.0.3").ask("PING"));
        awaitCount("controllers_denied", 4);
    }

    private void tcpControllers() throws Exception {
        start("tcp.turn=1h", "tcp.idle=1d");
        TestController first = controller("127.0.0.2");
        assertEquals("PONG", first.ask("PING"));
        TestController second = controller("127.0.0.3");
        second.send("PING\n");
        awaitCount("controllers_accepted", 2);
        assertTrue(second.isQuiet());
        reload("tcp.turn=1h", "tcp.idle=1d", "tcp.controllers=2");
        assertEquals("PONG", second.readLine());
        reload("tcp.turn=1h", "tcp.idle=1d", "tcp.controllers=1");
        assertEquals("PONG", first.ask("PING"));
        TestController third = controller("127.0.0.4");
        third.send("PING\n");
        first.close();
        awaitCount("controllers_closed", 1);
        assertEquals("PONG", second.ask("PING"));
        assertTrue(third.isQuiet());
        second.close();
        assertEquals("PONG", third.readLine());
    }

    private void tcpTurn() throws Exception {
        start("tcp.turn=1h", "tcp.idle=1d");
        showThatTheWaitingIsServedAfter("tcp.turn=100ms", "tcp.idle=1d");
    }

    private void tcpIdle() throws Exception {
        start("tcp.turn=1h", "tcp.idle=1d");
        showThatTheWaitingIsServedAfter("tcp.turn=1h", "tcp.idle=100ms");
    }

    private void showThatTheWaitingIsServedAfter(String... settings) throws Exception {
        TestController first = controller("127.0.0.2");
        assertEquals("PONG", first.ask("PING"));
        TestController second = controller("127.0.0.3");
        second.send("PING\n");
        awaitCount("controllers_accepted", 2);
        assertTrue(second.isQuiet());
        reload(settings);
        assertEquals("PONG", second.readLine());
        assertTrue(first.isEnded());
    }

    private void tcpWriteTimeout() throws Exception {
        Path socket = directory.resolve("control.sock");
        start("tcp.write-timeout=1h", "control.socket=" + socket);
        controller("127.0.0.2").send("STATS\n".repeat(5_000));
        TestTool tool = new TestTool(socket);
        closers.push(tool);
        tool.send("STATS\n".repeat(500));
        awaitCount("control_connections", 1);
        reload("tcp.write-timeout=100ms", "control.socket=" + socket);
        awaitCount("controllers_write_timeout", 1);
        awaitCount("control_write_timeout", 1);
    }

    /** A reading is silent for a minute or more: the gateway is told a shorter time instead. */
    private void seriesExpire() throws Exception {
        start("series.max=2", "series.expire=none", "series.per-sender=2");
        TestSensor sensor = sensor("127.0.0.2");
        sensor.send("a v=1\nb v=1\nc v=1");
        awaitCount("rejected_table_full", 1);
        GatewaySettings reloaded =
                reload("series.max=2", "series.expire=1m", "series.per-sender=2");
        assertEquals(TimeUnit.MINUTES.toNanos(1), reloaded.series().expireNs());
        gateway.reload(new GatewaySettings(
                reloaded.udp(), reloaded.tcp(), reloaded.control(), reloaded.store(),
                new SeriesSettings(2, 1, 2)));
        sensor.send("c v=1");
        awaitCount("readings_expired", 1);
        awaitCount("stored", 3);
    }

    private void seriesPerSender() throws Exception {
        start("series.per-sender=1");
        TestSensor sensor = sensor("127.0.0.2");
        sensor.send("a v=1\nb v=1");
        awaitCount("rejected_per_sender", 1);
        reload("series.per-sender=2");
        sensor.send("b v=1");
        awaitCount("stored", 2);
    }

    private void stateFlush() throws Exception {
        String state = "state.directory=" + directory.resolve("state");
        start(state, "state.flush=1h");
        sensor("127.0.0.2").send("t v=1");
        awaitCount("stored", 1);
        assertEquals(0, count("journal_forces"));
        reload(state, "state.flush=100ms");
        awaitCount("journal_forces", 1);
    }

    private void stateCheckpoint() throws Exception {
        String state = "state.directory=" + directory.resolve("state");
        start(state, "state.flush=100ms", "state.checkpoint=1d");
        sensor("127.0.0.2").send("t v=1");
        awaitCount("journal_forces", 1);
        assertEquals(0, count("checkpoints"));
        reload(state, "state.flush=100ms", "state.checkpoint=1s");
        awaitCount("checkpoints", 1);
    }

    private void start(String... settings) throws Exception {
        running = read(settings);
        gateway = new Gateway(running.settings(), new GatewayListener() {});
        closers.push(gateway);
        gateway.start();
    }

    /** Returns the settings that the gateway has taken over. */
    private GatewaySettings reload(String... settings) throws Exception {
        Reload reload = Reload.of(running, read(settings));
        assertEquals(List.of(), reload.needRestart());
        running = reload.effective();
        gateway.reload(running.settings());
        return running.settings();
    }

    private Configuration read(String... settings) throws Exception {
        Path none = directory.resolve("none.properties");
        if (Files.notExists(none)) {
            Files.createFile(none);
        }
        List<String> arguments = new ArrayList<>(
                List.of("--config=" + none, "--udp.port=0", "--tcp.port=0"));
        for (String otherwise : List.of("state.directory=none", "control.socket=none")) {
            String key = otherwise.substring(0, otherwise.indexOf('='));
            if (Stream.of(settings).noneMatch(setting -> setting.startsWith(key))) {
                arguments.add("--" + otherwise);
            }
        }
        Stream.of(settings).map(setting -> "--" + setting).forEach(arguments::add);
        Configuration configuration = Configuration.read(
                CommandLine.parseWithSettings(arguments, Configuration.OPTION));
        assertEquals(List.of(), configuration.faults());
        return configuration;
    }

    private TestSensor sensor(String address) {
        TestSensor sensor = new TestSensor(address, gateway.udpPort());
        closers.push(sensor);
        return sensor;
    }

    private TestController controller(String address) {
        TestController controller = new TestController(address, gateway.tcpPort(), 4096);
        closers.push(controller);
        return controller;
    }

    private long count(String name) {
        return Counters.count(gateway.stats(), name);
    }

    private void awaitCount(String name, long expected) throws Exception {
        Deadline.await(() -> count(name) >= expected);
        assertEquals(expected, count(name), name);
    }
}
