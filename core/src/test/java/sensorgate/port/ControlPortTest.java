package sensorgate.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.Gateway;
import sensorgate.GatewayException;
import sensorgate.GatewayListener;
import sensorgate.GatewaySettings;
import sensorgate.support.OpenDescriptors;
import sensorgate.support.TemporaryDirectory;
import sensorgate.support.TestGateway;
import sensorgate.support.TestTool;

/** The socket's file: who makes it, who replaces it, who removes it. */
@Timeout(30)
final class ControlPortTest {

    private final TemporaryDirectory directory = new TemporaryDirectory();
    private final Path socket = directory.path().resolve("control.sock");
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final GatewayListener listener = new GatewayListener() {
        @Override
        public void onTrouble(String what) {
            troubles.add(what);
        }
    };

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void theOwnerAndTheGroupMayConnectAndTheFileIsRemovedAtTheEnd() throws Exception {
        try (ControlPort _ = ControlPort.open(required(socket))) {
            assertEquals("rw-rw----", mode(socket));
        }
        assertTrue(Files.notExists(socket));
    }

    @Test
    void closesWhoConnectedBeforeTheFileHadItsMode() throws Exception {
        ListeningSocket bound = ListeningSocket.bind(
                ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                UnixDomainSocketAddress.of(socket));
        try (TestTool first = new TestTool(socket); TestTool second = new TestTool(socket);
                ControlPort port = new ControlPort(socket, bound)) {
            assertNull(port.socket().next(), "nobody is left in the kernel's queue");
            assertTrue(first.isEnded());
            assertTrue(second.isEnded());
        }
    }

    @Test
    void replacesASocketThatNobodyAnswersAt() throws Exception {
        leaveStale();
        try (ControlPort _ = ControlPort.open(required(socket))) {
            new TestTool(socket).close();
        }
    }

    @Test
    void refusesASocketThatAnotherAnswersAtAndLeavesItAlone() throws Exception {
        try (ControlPort _ = ControlPort.open(required(socket))) {
            assertRefuses("another gateway answers", required(socket));
            new TestTool(socket).close();
        }
    }

    @Test
    void refusesASocketWhoseQueueIsFull() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            try (TestTool _ = new TestTool(socket); TestTool _ = new TestTool(socket)) {
                assertRefuses("may answer", required(socket));
            }
            assertTrue(Files.exists(socket));
        }
    }

    @Test
    void replacesNothingThatIsNoSocket() throws Exception {
        Files.writeString(socket, "precious");
        assertRefuses("not a socket", required(socket));
        assertEquals("precious", Files.readString(socket));
        Path link = Files.createSymbolicLink(directory.path().resolve("link"), socket);
        assertRefuses("not a socket", required(link));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void makesTheDirectoryOfASocketThatIsNotRequired() throws Exception {
        Path inNew = directory.path().resolve("run").resolve("control.sock");
        try (ControlPort port = ControlPort.open(new ControlSettings(inNew, false))) {
            assertEquals(inNew, port.path());
            assertEquals("rwxr-xr-x", mode(inNew.getParent()));
        }
    }

    @Test
    void makesNoDirectoryForASocketThatIsRequired() {
        Path inNone = directory.path().resolve("none").resolve("control.sock");
        assertRefuses("No such file or directory", required(inNone));
        assertTrue(Files.notExists(inNone.getParent()));
    }

    @Test
    void refusesAPathThatIsTooLong() throws Exception {
        String parent = directory.path() + "/";
        Path longest = Path.of(parent + "x".repeat(106 - parent.length()));
        ControlPort.open(required(longest)).close();
        assertRefuses("bytes=107", required(Path.of(longest + "x")));
        assertRefuses( // 106 characters
                "bytes=107",
                required(Path.of(longest.toString().replaceFirst("x$", "\u00e9"))));
    }

    @Test
    void leavesTheFileAloneThatAnotherHasPutInItsPlace() throws Exception {
        ControlPort first = ControlPort.open(required(socket));
        Files.delete(socket);
        try (ControlPort _ = ControlPort.open(required(socket))) {
            first.close();
            new TestTool(socket).close();
        }
        assertTrue(Files.notExists(socket));
    }

    @Test
    void closesThoughItsFileIsGone() throws Exception {
        ControlPort port = ControlPort.open(required(socket));
        Files.delete(socket);
        port.close();
    }

    // ---- the gateway

    @Test
    void aGatewayRunsOnWithoutASocketThatItNeedNotHave() throws Exception {
        try (ControlPort _ = ControlPort.open(required(socket));
                Gateway gateway = new Gateway(
                        settings(new ControlSettings(socket, false)), listener)) {
            gateway.start();
            assertNull(gateway.controlPath());
            assertTrue(gateway.loops().stream().noneMatch(loop -> loop.name().equals("control")));
            assertEquals(1, troubles.size());
            String trouble = troubles.getFirst();
            assertTrue(trouble.contains(socket + ": another gateway answers"), trouble);
        }
    }

    @Test
    void aGatewayRunsOnWhereTheDirectoryCannotBeMade() throws Exception {
        Files.writeString(directory.path().resolve("file"), "");
        Path below = directory.path().resolve("file").resolve("run").resolve("control.sock");
        try (Gateway gateway = new Gateway(
                settings(new ControlSettings(below, false)), listener)) {
            assertNull(gateway.controlPath());
            assertEquals(1, troubles.size());
            assertTrue(troubles.getFirst().contains("Not a directory"), troubles::toString);
        }
    }

    @Test
    void aGatewayDoesNotStartWithoutASocketThatItMustHaveAndLeavesNothingOpen()
            throws Exception {
        Files.writeString(socket, "precious");
        assertThrows(
                GatewayException.class, () -> new Gateway(settings(required(socket)), listener));
        var before = OpenDescriptors.withoutFiles();
        Exception e = assertThrows(
                GatewayException.class, () -> new Gateway(settings(required(socket)), listener));
        assertEquals(Set.of(), OpenDescriptors.openedSince(before));
        assertTrue(e.getMessage().contains(socket + ": the file is not a socket"), e.getMessage());
        assertTrue(e.getMessage().contains("control.socket"), e.getMessage());
    }

    @Test
    void aGatewayThatDoesNotStartLeavesNoSocketAndNothingOpen() throws Exception {
        try (TestGateway other = new TestGateway.Setup().start()) {
            var before = OpenDescriptors.withoutFiles();
            GatewaySettings taken = new TestGateway.Setup().control(socket)
                    .settings(0, other.gateway().tcpPort());
            assertThrows(GatewayException.class, () -> new Gateway(taken, listener));
            assertTrue(Files.notExists(socket));
            assertEquals(Set.of(), OpenDescriptors.openedSince(before));
        }
    }

    @Test
    void aGatewayThatEndsRemovesItsSocketAndClosesItsTools() {
        TestGateway gateway = new TestGateway.Setup().control(socket).start();
        TestTool tool = gateway.tool();
        assertEquals("PONG", tool.ask("PING"));
        gateway.gateway().close();
        assertTrue(tool.isEnded());
        assertTrue(Files.notExists(socket));
        gateway.close();
    }

    private void leaveStale() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        assertTrue(Files.exists(socket), "the file outlives its socket");
    }

    @Test
    void closedASecondTimeItLeavesTheSocketOfAnotherGatewayAlone() throws Exception {
        ControlPort first = ControlPort.open(required(socket));
        first.close();
        try (ControlPort _ = ControlPort.open(required(socket))) {
            first.close(); // the file may have the inode of the first one again
            assertTrue(Files.exists(socket));
        }
    }

    private static void assertRefuses(String why, ControlSettings settings) {
        IOException e = assertThrows(IOException.class, () -> ControlPort.open(settings));
        assertTrue(e.getMessage().contains(why), e.getMessage());
        assertFalse(e.getMessage().contains("Exception"), e.getMessage());
    }

    private static ControlSettings required(Path path) {
        return new ControlSettings(path, true);
    }

    private static GatewaySettings settings(ControlSettings control) {
        GatewaySettings settings = new TestGateway.Setup().settings();
        return new GatewaySettings(
                settings.udp(), settings.tcp(), control, settings.store(), settings.series());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }
}
