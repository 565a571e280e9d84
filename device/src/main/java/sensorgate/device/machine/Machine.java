package sensorgate.device.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import sensorgate.device.text.Printable;
import sensorgate.udp.ReceiveBuffer;

/** Everything that {@code doctor} asks a machine, so that tests can answer instead. One thread. */
public interface Machine {

    /** The result of a command: its end, its standard output and its standard error. */
    record Output(End end, String out, String err) {

        public enum End {
            /** With exit code 0. */
            GOOD,
            /** With another exit code. */
            FAILED,
            /** Killed, since it did not end in time. */
            LATE,
            /** Not started: there is no such command. */
            MISSING
        }

        public boolean isGood() {
            return end == End.GOOD;
        }

        /** Why there is no result, for a message. */
        public String why() {
            return switch (end) {
                case GOOD -> "no answer";
                case FAILED -> "failed: " + Printable.of(err.strip().split("\n")[0]);
                case LATE -> "no answer in time";
                case MISSING -> "not installed";
            };
        }
    }

    /** An address of a network interface that is up; loopback is left out. */
    record Local(String device, InetAddress address, int prefixBits) {}

    /** The text of a file, decoded as UTF-8. */
    String read(String file) throws IOException;

    List<String> list(String directory) throws IOException;

    /** The target of a symbolic link, with all links resolved. */
    String link(String file) throws IOException;

    /** True if the file exists and this user may see it. */
    boolean exists(String file);

    /** True if the file is a directory and this user may see it. */
    boolean isDirectory(String file);

    /** The name of the user that a file belongs to; the number if the user has no name. */
    String owner(String file) throws IOException;

    /** True if the file is a Unix-domain socket. */
    boolean isSocket(String file);

    /** True if this user may write to the file. */
    boolean isWritable(String file);

    /** The free space on the disk of an existing file, for users other than root. */
    long freeBytes(String file) throws IOException;

    /** Runs a command in the C locale, for at most two seconds. */
    Output run(String... command);

    /**
     * The lines of a control socket's reply to a request, without END. Waits at most two seconds
     * for each part of the reply.
     */
    List<String> ask(Path socket, String request) throws IOException;

    String property(String name);

    boolean isRoot();

    /** The addresses of this machine. */
    List<Local> addresses() throws IOException;

    /** The receive buffer that the kernel grants this user for the asked size. */
    ReceiveBuffer receiveBuffer(int askedBytes) throws IOException;

    /** Milliseconds since 1970. */
    long clockMs();
}
