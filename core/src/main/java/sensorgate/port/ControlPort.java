package sensorgate.port;

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
 * The bound control socket. The mode of its file, 0660, and of its directory decide who may
 * connect: a tool of this machine has no address that an allow-list could hold. The group of the
 * file is the gateway's group; for the service that is {@code sensorgate}.
 *
 * <p>The file of a killed gateway is replaced. A socket that another gateway answers at, and a
 * file that is not a socket, stay untouched.
 */
public final class ControlPort extends Port {

    private static final String MODE = "rw-rw----";
    private static final String DIRECTORY_MODE = "rwxr-xr-x";

    /** {@code S_IFMT} and {@code S_IFSOCK} of {@code stat(2)}. */
    private static final int KIND = 0xF000;
    private static final int KIND_SOCKET = 0xC000;

    private final Path path;

    /** The identity of the file: another program may have replaced the file since. */
    private final Object fileKey;

    /** Takes over a socket that was just bound at the path; closes the socket if that fails. */
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
     * @throws IOException if that fails; the message says why, without the path
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
     * True if the file is a Unix-domain socket itself, not a link to one.
     *
     * @throws IOException if the file is missing or cannot be examined
     */
    public static boolean isSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & KIND) == KIND_SOCKET;
    }

    /** The file that tools connect to. */
    public Path path() {
        return path;
    }

    /** Closes the socket and removes its file. */
    @Override
    void release() {
        try {
            if (fileKey.equals(fileKey())) {
                Files.delete(path);
            }
        } catch (FileSystemException _) {
            // removed already, or not removable: the next start replaces the file
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            super.release();
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
            throw new IOException("the file is not a socket");
        }
        if (isAnswered(path)) {
            throw new IOException("another gateway answers at this socket");
        }
        Files.deleteIfExists(path);
    }

    /** Decides by the exception's type: its text is in the user's language. */
    private static boolean isAnswered(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (SocketException e) {
            throw new IOException("another program may answer here: " + e.getMessage(), e);
        }
    }

    /** Between bind and chmod the file had the mode that the umask gave. */
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
