package sensorgate.device.sniff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.support.ChildJvm;
import sensorgate.support.FaultyLibc.Call;
import sensorgate.support.FaultyLibc;
import sensorgate.support.PrivateNetwork;
import sensorgate.support.Requires;

/** The packet socket, in its own network, where it hears only this test. */
@Timeout(60)
final class WireSourceTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsLinux() {
        Requires.that(Libc.isSupported(), "64-bit Linux, for packet sockets");
    }

    @Test
    void hearsOnceWhatIsSentToPortsAtWhichNobodyListens() throws Exception {
        PrivateNetwork.assumeThere();
        ChildJvm.Ended ended = ChildJvm.run(PrivateNetwork.command(
                ChildJvm.command(directory, WireMain.class)));
        assertEquals(
                List.of(
                        "127.0.0.1 to 127.0.0.1:4711 5 a v=1",
                        "127.0.0.1 to 127.0.0.1:4711 1004 b v=1",
                        "127.0.0.1 to 127.0.0.1:4711 4004 c v=1",
                        "[::1] to [::1]:4711 5 d v=1",
                        "[::1] to [::1]:4711 0 ",
                        "127.0.0.1 to 127.0.0.1:4711 4 last",
                        "dropped 0",
                        "more 0"),
                ended.output().lines().toList());
        assertEquals(0, ended.exitCode());
    }

    @ParameterizedTest
    @ValueSource(ints = {Sockets.EPERM, Sockets.EACCES})
    void saysThatThePrivilegeIsMissing(int errno) {
        FaultyLibc libc = new FaultyLibc().fail(Call.SOCKET_PACKET, errno);
        assertThrows(AccessDeniedException.class, () -> WireSource.open(libc));
    }

    /** Opens another kind of socket, because a packet socket needs a privilege. */
    @ParameterizedTest
    @EnumSource(names = {"SO_RCVTIMEO", "SO_ATTACH_FILTER", "BIND"})
    void leavesNothingOpenWhereItCannotListen(Call call) {
        FaultyLibc libc = new FaultyLibc().insteadOfPacketSockets().fail(
                call, Sockets.EAFNOSUPPORT);
        IOException failure = assertThrows(IOException.class, () -> WireSource.open(libc));
        String message = failure.getMessage();
        assertTrue(message.endsWith("failed: Address family not supported by protocol"), message);
        assertEquals(List.of(), libc.open());
    }
}
