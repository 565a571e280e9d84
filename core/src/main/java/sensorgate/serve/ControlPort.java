package sensorgate.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The bound control socket; tools wait in the kernel's queue until a {@link ManyListener} runs.
 * Who may connect is a matter of the file's mode, 0660, and of its directory's: a tool of this
 * machine has no address that an allow-list could hold.
 *
 * <p>A file that a killed gateway has left is replaced. One that another gateway answers at, or
 * that is no socket, is not touched.
 */
public final class ControlPort extends Port {

    private static final String MODE = "rw-rw----";
    private static final String DIRECTORY_MODE = "rwxr-xr-x";

    /** {@code S_IFMT} and {@code S_IFSOCK} of {@code stat(2)}. */
    private static final int KIND = 0xF000;
    private static final int KIND_SOCKET = 0xC000;

    private final Path path;

    /** Tells the file that was made here from one that another has put in its place. */
    private final Object fileKey;

    /** Takes over what was just bound there, and closes it if that fails. */
    ControlPort(Path path, ListeningSocket socket) throws IOException {
        super(socket);
        this.path = path;
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(MODE));
            closeWhatCameBeforeTheMode();
            fileKey = fileKey();
        } catch (Throwable failure) {
            socket.close();
            Files.deleteIfExists(path);
            throw failure;
        }
    }

    /**
     * Binds the socket.
     *
     * @throws IOException if it cannot be had; the message says why, the path aside
     */
    public static ControlPort open(ControlSettings settings) throws IOException {
        try {
            return bind(settings);
        } catch (FileSystemException e) {
            throw new IOException(reason(e), e);
        } catch (UnsupportedOperationException e) {
            throw new IOException("this system has no Unix-domain sockets", e);
        }
    }

    /**
     * True if a Unix-domain socket is there, and not something else or a link to one.
     *
     * @throws IOException if nothing is there or it cannot be looked at
     */
    public static boolean isSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & KIND) == KIND_SOCKET;
    }

    /** Where tools connect. */
    public Path path() {
        return path;
    }

    /** Closes the socket and removes its file. */
    @Override
    public void close() {
        try {
            if (fileKey.equals(fileKey())) {
                Files.delete(path);
            }
        } catch (FileSystemException _) {
            // gone already, or it has to stay: the next start replaces it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            super.close();
        }
    }

    private static ControlPort bind(ControlSettings settings) throws IOException {
        Path path = settings.path();
        String pathError = ControlSettings.pathError(path);
        if (pathError != null) {
            throw new IOException(pathError);
        }
        if (!settings.isRequired()) {
            makeDirectory(path.getParent());
        }
        removeStale(path);
        return new ControlPort(path, ListeningSocket.bind(
                ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                UnixDomainSocketAddress.of(path)));
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(
                    directory, PosixFilePermissions.fromString(DIRECTORY_MODE));
        }
    }

    private static void removeStale(Path path) throws IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException("something is there that is no socket");
        }
        if (isAnswered(path)) {
            throw new IOException("another gateway answers there");
        }
        Files.deleteIfExists(path);
    }

    /** The text of a failure says nothing to rely on: the system has it in the user's language. */
    private static boolean isAnswered(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (SocketException e) {
            throw new IOException("something answers or may answer there: " + e.getMessage(), e);
        }
    }

    /** Between bind and chmod the file has the mode that the umask left. */
    private void closeWhatCameBeforeTheMode() throws IOException {
        SocketChannel early = socket().next();
        while (early != null) {
            early.close();
            early = socket().next();
        }
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(
                path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    private static String reason(FileSystemException e) {
        return switch (e) {
            case AccessDeniedException _ -> "Permission denied: " + e.getFile();
            case NoSuchFileException _ -> "No such file or directory: " + e.getFile();
            default -> e.getReason() == null ? e.toString() : e.getReason() + ": " + e.getFile();
        };
    }
}
