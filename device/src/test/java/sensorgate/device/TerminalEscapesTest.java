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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.device.support.Deadline;
import sensorgate.device.support.GatewayProcess;
import sensorgate.device.support.Program;
import sensorgate.support.Requires;

/**
 * What a sensor sends must not control a terminal, and must reach a pipe byte for byte. The
 * terminal is that of script(1) of util-linux.
 */
@Timeout(120)
class TerminalEscapesTest {

    private static final String SERIES = "door\u202e\u009b,room=hall\u2066";
    private static final String TEXT =
            "a\u001b[2J\u001b]0;x\u0007\u0000\u007f\u009b\u200b\u2028\u202eb";
    private static final String POINT = SERIES + " msg=\"" + TEXT + "\" 1764000000000000000";

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();
    private GatewayProcess gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = GatewayProcess.start(
                directory.resolve("state"), "--udp.port=0", "--tcp.port=0", "--journal.size=256k",
                "--control.socket=" + directory.resolve("control")).awaitReady();
    }

    @AfterEach
    void end() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "poll DUMP", "poll LIST", "poll VALUE SERIES msg", "poll SINCE 0", "poll --follow --from 0",
        "watch --once", "sniff --count 1", "sniff --raw --count 1",
        "\u001b[2J", "check --config \u001b[2J"})
    void aTerminalGetsNoControlCharacterOfASensor(String arguments) throws Exception {
        Requires.that(Files.isExecutable(Path.of("/usr/bin/script")), "script(1) of util-linux");
        send();
        Path out = directory.resolve("out");
        String place = arguments.matches("(poll|watch|sniff).*")
                ? " --at=" + directory.resolve("control")
                : "";
        Process script = start(
                "script -qefc " + quoted(command(arguments + place)) + " /dev/null", out);
        Deadline.await(() -> {
            if (arguments.startsWith("sniff")) {
                send();
            }
            return Files.readString(out).contains("\\u001b[2J")
                    || !script.isAlive() && Files.size(out) > 0;
        });
        String shown = Files.readString(out);
        assertTrue(shown.codePoints().allMatch(
                c -> c == '\r' || c == '\n' || c == '\t' || c >= ' ' && c < 0x7F || c > 0xA0
                        && Character.getType(c) != Character.FORMAT && c != 0x2028), shown);
        assertTrue(shown.contains("\\u") || shown.contains("\\x"), shown);
    }

    @Test
    void aPipeGetsEachByteAsItWasSent() throws Exception {
        send();
        for (String arguments : List.of("poll --follow --from 0", "poll DUMP")) {
            Path out = directory.resolve("out");
            Process shell = start(
                    command(arguments + " --at=" + gateway.tcp()) + " 2>&- | cat", out);
            Deadline.await(() -> Files.readString(out).endsWith("\n"));
            assertEquals(POINT + "\n", Files.readString(out));
            shell.descendants().forEach(ProcessHandle::destroy);
            assertTrue(shell.waitFor(30, TimeUnit.SECONDS));
        }
    }

    private void send() throws IOException {
        byte[] line = POINT.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(
                    line, line.length, new InetSocketAddress("127.0.0.1", gateway.udpPort())));
        }
    }

    private Process start(String command, Path out) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static String command(String arguments) {
        String[] words = arguments.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].equals("SERIES") ? SERIES : words[i];
        }
        return Program.command(List.of(), words).command().stream()
                .map(TerminalEscapesTest::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
