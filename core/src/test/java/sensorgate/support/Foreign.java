package sensorgate.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Things that can stand where a program expects a file of its own. */
public enum Foreign {
    FIFO("is a FIFO"),
    DIRECTORY("is a directory"),
    LINK("is a symbolic link"),
    DANGLING_LINK("is a symbolic link"),
    SOCKET("is a socket"),
    DEVICE("is a device"),
    FILE_OF_ANOTHER("belongs to ");

    /** The content of the file that {@link #LINK} points to. */
    private static final String TARGET = "somebody's file\n";
    private static final int ANOTHER_USER = 54_321;

    private final String words;

    Foreign(String words) {
        this.words = words;
    }

    /** What the gateway says about such a thing. */
    public String words() {
        return words;
    }

    /** Puts such a thing at a path, in place of what is there; a link points to {@code target}. */
    public void put(Path at, Path target) throws IOException, InterruptedException {
        Files.deleteIfExists(at);
        switch (this) {
            case FIFO -> run("mkfifo", at.toString());
            case DIRECTORY -> Files.writeString(Files.createDirectory(at).resolve("a"), "b");
            case LINK -> Files.createSymbolicLink(at, Files.writeString(target, TARGET));
            case DANGLING_LINK -> Files.createSymbolicLink(at, target);
            case SOCKET -> {
                try (ServerSocketChannel socket =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                    socket.bind(UnixDomainSocketAddress.of(at));
                }
            }
            case DEVICE -> run("mknod", at.toString(), "c", "1", "7");
            case FILE_OF_ANOTHER -> {
                Files.writeString(at, TARGET);
                run("chown", String.valueOf(ANOTHER_USER), at.toString());
            }
        }
    }

    /** Checks that nobody has written through the link. */
    public void assertTargetIsUntouched(Path target) throws IOException {
        assertEquals(this == LINK ? TARGET : null,
                Files.exists(target) ? Files.readString(target) : null);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        Requires.that(process.waitFor() == 0, "the right to run: " + String.join(" ", command));
    }
}
