package sensorgate.device.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import sensorgate.device.text.Printable;
import sensorgate.udp.ReceiveBuffer;

/** What {@code doctor} sees of a machine; there is one, and in tests others. One thread. */
public interface Machine {

    /**
     * What a command has come to.
     *
     * @param end how it ended
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    record Output(End end, String out, String err) {

        /** How a command ended. */
        public enum End {
            /** With exit code 0. */
            GOOD,
            /** With another one. */
            FAILED,
            /** Not in time; it was ended. */
            LATE,
            /** There is no such command. */
            MISSING
        }

        public boolean isGood() {
            return end == End.GOOD;
        }

        /** Why there is no result, in words. */
        public String why() {
            return switch (end) {
                case GOOD -> "it said nothing";
                case FAILED -> "it failed: " + Printable.of(err.strip().split("\n")[0]);
                case LATE -> "it did not answer in time";
                case MISSING -> "it is not installed";
            };
        }
    }

    /**
     * An address of one of its interfaces that are up, loopback aside.
     *
     * @param device the interface's name
     * @param address the address
     * @param prefixBits how many of its bits are the network's
     */
    record Local(String device, InetAddress address, int prefixBits) {}

    /** What a file holds, as UTF-8. */
    String read(String file) throws IOException;

    /** The names in a directory. */
    List<String> list(String directory) throws IOException;

    /** Where a symbolic link leads, links on the way included. */
    String link(String file) throws IOException;

    /** True if it is there, as far as this user may see. */
    boolean exists(String file);

    /** True if it is there and a directory, as far as this user may see. */
    boolean isDirectory(String file);

    /** True if it is there and a Unix-domain socket. */
    boolean isSocket(String file);

    /** True if this user may write it. */
    boolean isWritable(String file);

    /** What is free on the disk of an existing file, for users other than root. */
    long freeBytes(String file) throws IOException;

    /** Runs a command, for two seconds at the most. */
    Output run(String... command);

    /** What a control socket answers to a request, its first line; {@code null} for nothing. */
    String ask(Path socket, String request) throws IOException;

    /** A property of this Java. */
    String property(String name);

    /** True if this user may do everything. */
    boolean isRoot();

    /** The addresses of this machine. */
    List<Local> addresses() throws IOException;

    /** What the kernel grants this user who asks for such a receive buffer. */
    ReceiveBuffer receiveBuffer(int askedBytes) throws IOException;

    /** Milliseconds since 1970. */
    long clockMs();
}
