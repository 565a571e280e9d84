package sensorgate;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import sensorgate.disk.Disk;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.linux.Libc;
import sensorgate.linux.Sockets;
import sensorgate.port.ControlSettings;
import sensorgate.serve.TcpSettings;
import sensorgate.store.SeriesSettings;
import sensorgate.store.Store;
import sensorgate.store.StoreSettings;
import sensorgate.support.RecordedEvents;
import sensorgate.support.TestSettings;
import sensorgate.support.TestStore;
import sensorgate.udp.UdpSettings;
import sensorgate.udp.UdpSettings.SourceKind;

/**
 * Says, line by line, why a gateway cannot start: ports that cannot be bound, state directories
 * that cannot be used. The disk of 1 MiB that the test has mounted is called {@code disk}, the
 * read-only one {@code read-only}.
 */
public final class TranslatedMain {

    private static final int PRIVILEGED_PORT = 80;
    private static final int FITS = 512 << 10;
    private static final int FITS_ALONE = 768 << 10;
    private static final int TOO_MUCH = 4 << 20;

    private TranslatedMain() {}

    /** Runs with the directory that the disks are mounted in. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        say("strerror", Libc.system().describe(Sockets.EADDRINUSE));
        for (SourceKind kind : new SourceKind[] {SourceKind.AUTO, SourceKind.PORTABLE}) {
            try (DatagramSocket taken = new DatagramSocket(0)) {
                UdpSettings udp = udp(null, taken.getLocalPort(), kind);
                say("udp taken " + kind, start(udp, tcp(null, 0)));
            }
            say("udp privileged " + kind, start(udp(null, PRIVILEGED_PORT, kind), tcp(null, 0)));
            say("udp foreign " + kind, start(udp(foreign(), 8081, kind), tcp(null, 0)));
        }
        UdpSettings free = udp(null, 0, SourceKind.AUTO);
        try (ServerSocket taken = new ServerSocket(0)) {
            say("tcp taken", start(free, tcp(null, taken.getLocalPort())));
        }
        say("tcp privileged", start(free, tcp(null, PRIVILEGED_PORT)));
        say("tcp foreign", start(free, tcp(foreign(), 8081)));
        Path file = Files.writeString(directory.resolve("file"), "a file");
        say("a file", open(file, FITS));
        say("below a file", open(file.resolve("state"), FITS));
        Path locked = Files.createDirectory(directory.resolve("locked"));
        if (!locked.toFile().setWritable(false)) {
            throw new IOException(locked + " stays writable");
        }
        say("locked", open(locked.resolve("state"), FITS));
        Path blocked = directory.resolve("blocked");
        Files.createDirectories(blocked.resolve("journal"));
        say("blocked", open(blocked, FITS));
        say("read-only", open(directory.resolve("read-only"), FITS));
        Path disk = directory.resolve("disk");
        say("full", open(disk, TOO_MUCH));
        Files.write(disk.resolve("journal"), new byte[FITS]);
        say("room made", open(disk, FITS_ALONE));
    }

    private static InetAddress foreign() {
        return InetAddress.ofLiteral("192.0.2.1"); // RFC 5737: nobody's
    }

    private static UdpSettings udp(InetAddress address, int port, SourceKind kind) {
        UdpSettings usual = TestSettings.udp();
        return new UdpSettings(
                address, port, usual.allow(), kind, usual.coalesceNs(),
                usual.receiveBufferBytes(), usual.precision());
    }

    private static TcpSettings tcp(InetAddress address, int port) {
        TcpSettings usual = TestSettings.tcp();
        return new TcpSettings(
                address, port, usual.allow(), usual.controllersMax(), usual.turnNs(),
                usual.idleNs(), usual.writeTimeoutNs());
    }

    private static String start(UdpSettings udp, TcpSettings tcp) {
        GatewaySettings settings = new GatewaySettings(
                udp, tcp, ControlSettings.NONE, TestStore.settings(null),
                SeriesSettings.of(1));
        try (Gateway _ = new Gateway(settings, new RecordedEvents())) {
            return "started";
        } catch (GatewayException e) {
            return e.getMessage();
        }
    }

    private static String open(Path directory, int journalBytes) {
        StringBuilder trouble = new StringBuilder();
        StoreListener listener = new StoreListener() {
            @Override
            public void onTrouble(String what) {
                trouble.append(what).append("; ");
            }
        };
        StoreSettings settings =
                new StoreSettings(directory, journalBytes, 1_000_000_000L, 600_000_000_000L);
        try (Store _ = new Store(settings, SeriesSettings.of(1), Disk.system(), listener)) {
            return trouble + "opened";
        } catch (StoreException e) {
            return trouble + e.getMessage();
        }
    }

    private static void say(String what, String said) {
        System.out.println(what + ": " + said);
    }
}
