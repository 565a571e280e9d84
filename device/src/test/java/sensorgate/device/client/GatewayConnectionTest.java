package sensorgate.device.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.support.FakeGateway;

/** The choice between the control socket and TCP. */
@Timeout(30)
class GatewayConnectionTest {

    private static final int TIMEOUT_MS = 10_000;

    @TempDir
    private Path directory;

    @Test
    void aToolThatMayNotUseTheControlSocketDoesNotTakeTheControllersPlaceInstead()
            throws Exception {
        Path socket = Files.createFile(directory.resolve("control.sock"));
        try (FakeGateway tcp = FakeGateway.answering(Map.of("PING", "TCP\n"))) {
            GatewayPlace place = GatewayPlace.ofThisMachine(
                    List.of(socket), HostAndPort.parse(tcp.place()));
            NobodyThereException e = assertThrows(
                    NobodyThereException.class,
                    () -> GatewayConnection.open(place, 100, TIMEOUT_MS, _ -> true));
            String message = e.getMessage();
            assertTrue(message.contains(
                    "may not use the control socket " + socket + ": use sudo"), message);
            assertTrue(message.endsWith("turns with others: --at " + tcp.place()), message);
            assertEquals(ExitCode.NO_PERMISSION, e.exitCode());
            try (GatewayConnection none =
                    GatewayConnection.open(place, 100, TIMEOUT_MS, _ -> false)) {
                assertEquals("[TCP]", none.ask("PING").lines().toString());
            }
        }
    }

    @Test
    void offersNoTcpToAToolThatNeedsTheControlSocket() throws Exception {
        Path socket = Files.createFile(directory.resolve("control.sock"));
        GatewayPlace place = GatewayPlace.ofThisMachine(List.of(socket), null);
        String message = assertThrows(
                NobodyThereException.class,
                () -> GatewayConnection.open(place, 100, TIMEOUT_MS, _ -> true)).getMessage();
        assertTrue(message.contains(": use sudo") && !message.contains("--at"), message);
    }
}
