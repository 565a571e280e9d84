package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.support.Called;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.GatewayProcess;
import sensorgate.support.Requires;

/**
 * The README's YAML for Home Assistant against a gateway. A script does what Home Assistant does
 * with the YAML.
 */
@Timeout(120)
class HomeAssistantTest {

    private static final Path README = Path.of("../README.md");
    private static final Path SCRIPT = Path.of("src/test/resources/home_assistant.py");

    @TempDir
    private Path directory;

    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        Requires.that(
                ended("python3", "-c", "import jinja2, yaml").exitCode() == 0,
                "python3-jinja2 and python3-yaml");
        gateway = GatewayProcess.start(
                directory.resolve("state"), "--udp.port=0", "--tcp.port=0", "--journal.size=256k")
                .awaitReady();
    }

    @AfterEach
    void end() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void isUnavailableUntilTheSensorHasSent() throws Exception {
        assertEquals(
                "binary_sensor.hall_door off\n"
                + "sensor.attic unavailable\n"
                + "sensor.attic_reading unavailable\n",
                update(README));
    }

    @Test
    void showsTheNumberAndTheDoor() throws Exception {
        send("temp,room=attic value=21.5\ndoor,room=hall open=true");
        Deadline.await(() -> update(README).equals(
                "binary_sensor.hall_door on\n"
                + "sensor.attic 21.5\n"
                + "sensor.attic_reading 21.5\n"));
        send("temp,room=attic value=-3i\ndoor,room=hall open=false");
        Deadline.await(() -> update(README).equals(
                "binary_sensor.hall_door off\n"
                + "sensor.attic -3\n"
                + "sensor.attic_reading -3\n"));
    }

    @Test
    void isUnavailableWhileTheGatewayIsAway() throws Exception {
        gateway.kill();
        gateway.awaitExit();
        assertEquals(
                "binary_sensor.hall_door unavailable\n"
                + "sensor.attic unavailable\n"
                + "sensor.attic_reading unavailable\n",
                update(README));
    }

    /** Shows that the script finds the fault that the README warns of. */
    @Test
    void aUnitAtTheTcpSensorItselfFails() throws Exception {
        String text = Files.readString(README);
        String wrong = text.replace(
                "    name: Attic reading\n",
                "    name: Attic reading\n    unit_of_measurement: \"°C\"\n");
        Path file = Files.writeString(directory.resolve("README.md"), wrong);
        String said = update(file);
        assertTrue(said.contains("failed: could not convert string to float"), said);
    }

    private String update(Path readme) throws Exception {
        Called script = ended(
                "python3", SCRIPT.toString(), readme.toString(), "127.0.0.1",
                String.valueOf(gateway.tcp().port()));
        assertEquals(0, script.exitCode(), script.out());
        return script.out();
    }

    private static Called ended(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Called(-1, "", String.valueOf(e.getMessage()));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> List.of(command).toString());
        return new Called(process.exitValue(), out, "");
    }

    private void send(String lines) throws IOException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    bytes, bytes.length, new InetSocketAddress("127.0.0.1", gateway.udpPort())));
        }
    }
}
