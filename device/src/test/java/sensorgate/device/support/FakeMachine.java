package sensorgate.device.support;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import sensorgate.device.machine.Machine;
import sensorgate.device.machine.Machine.Output.End;
import sensorgate.udp.ReceiveBuffer;

/** A machine that a test describes; at first a healthy Pi without a gateway. */
public final class FakeMachine implements Machine {

    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, Output> commands = new HashMap<>();
    private final Map<String, String> answers = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Set<String> readOnly = new HashSet<>();
    private final Set<String> plain = new HashSet<>();
    private final List<Local> addresses = new ArrayList<>();
    private long freeBytes = 8L << 30;
    private int grantedBytes = Integer.MAX_VALUE;
    private boolean isRoot = true;
    private long clockMs = 1_790_000_000_000L;

    public FakeMachine() {
        file("/proc/net/udp", "  sl  local_address ...\n");
        file("/proc/net/tcp", "  sl  local_address ...\n");
        file("/proc/sys/net/core/rmem_max", "4194304\n");
        file("/proc/self/mountinfo",
                "25 1 179:2 / / rw,noatime shared:1 - ext4 /dev/root rw\n"
                + "30 25 0:24 / /run rw,nosuid - tmpfs tmpfs rw\n");
        file("/proc/self/cmdline", "java\0-XX:+UseSerialGC\0-Xmx16m\0--enable-native-access=x\0"
                + "--module\0sensorgate.device/sensorgate.device.Main\0doctor\0");
        file("/proc/self/maps", "7000-8000 rw-p 0 b3:02 7    /usr/lib/sensorgate/classes.jsa\n");
        file("/sys/block/mmcblk0/device/type", "SD\n");
        file("/var/lib", "");
        link("/sys/dev/block/179:2", "/sys/devices/soc/mmcblk0/mmcblk0p2");
        file("/proc/1/comm", "systemd\n");
        file("/proc/1/cmdline", "/sbin/init\0");
        prints("nft list ruleset", "");
        prints("getconf PAGESIZE", "16384\n");
        prints("timedatectl show --property=NTPSynchronized --value", "yes\n");
        property("os.arch", "aarch64").property("os.name", "Linux");
        property("sun.arch.data.model", "64").property("java.version", "25.0.1");
        property("user.name", "pi");
        address("eth0", "192.168.1.5", 24);
    }

    public FakeMachine file(String name, String text) {
        files.put(name, text);
        return this;
    }

    public FakeMachine without(String name) {
        files.remove(name);
        links.remove(name);
        return this;
    }

    public FakeMachine link(String name, String target) {
        links.put(name, target);
        return this;
    }

    /** Adds a file that is not a directory. */
    public FakeMachine plain(String name) {
        plain.add(name);
        return file(name, "");
    }

    public FakeMachine belongsTo(String name, String owner) {
        owners.put(name, owner);
        return this;
    }

    public FakeMachine readOnly(String name) {
        readOnly.add(name);
        return this;
    }

    public FakeMachine prints(String command, String out) {
        return ends(command, new Output(End.GOOD, out, ""));
    }

    public FakeMachine ends(String command, Output output) {
        commands.put(command, output);
        return this;
    }

    /** Lets a control socket answer a request with lines, without END. */
    public FakeMachine answers(String socket, String request, String lines) {
        answers.put(socket + " " + request, lines);
        return file(socket, "");
    }

    /** Answers any other request; with an empty answer this user may not use the socket. */
    public FakeMachine answers(String socket, String answer) {
        answers.put(socket, answer);
        if (answer.isEmpty()) {
            readOnly(socket);
        }
        return file(socket, "");
    }

    public FakeMachine property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    public FakeMachine address(String device, String address, int prefixBits) {
        addresses.add(new Local(device, InetAddress.ofLiteral(address), prefixBits));
        return this;
    }

    public FakeMachine withoutAddresses() {
        addresses.clear();
        return this;
    }

    public FakeMachine free(long bytes) {
        freeBytes = bytes;
        return this;
    }

    public FakeMachine granting(int bytes) {
        grantedBytes = bytes;
        return this;
    }

    public FakeMachine ordinaryUser() {
        isRoot = false;
        return this;
    }

    public FakeMachine clock(long ms) {
        clockMs = ms;
        return this;
    }

    /** Adds a process; spaces separate the words of its command line. */
    public FakeMachine process(String id, String name, String commandLine) {
        return file("/proc/" + id + "/comm", name + "\n")
                .file("/proc/" + id + "/cmdline", commandLine.replace(' ', '\0') + "\0");
    }

    /** Lets a process hold a socket. */
    public FakeMachine holds(String id, String inode) {
        return link("/proc/" + id + "/fd/" + inode, "socket:[" + inode + "]");
    }

    /** Adds a socket; the address and the port are in the kernel's hexadecimal notation. */
    public FakeMachine listens(
            String table, String hexPlace, String state, String inode, long drops) {
        return file("/proc/net/" + table, files.getOrDefault("/proc/net/" + table, "head\n")
                + "  7: " + hexPlace + " 00000000:0000 " + state
                + " 00000000:00000000 00:00000000 00000000     0        0 " + inode
                + " 2 0000000000000000 " + drops + "\n");
    }

    @Override
    public String read(String file) throws IOException {
        String text = files.get(file);
        if (text == null) {
            throw new NoSuchFileException(file);
        }
        return text;
    }

    @Override
    public List<String> list(String directory) throws IOException {
        Set<String> names = new TreeSet<>();
        String prefix = directory + "/";
        for (Map<String, String> some : List.of(files, links)) {
            some.keySet().stream()
                    .filter(name -> name.startsWith(prefix))
                    .forEach(name -> names.add(name.substring(prefix.length()).split("/")[0]));
        }
        if (names.isEmpty()) {
            throw new NoSuchFileException(directory);
        }
        return List.copyOf(names);
    }

    @Override
    public String link(String file) throws IOException {
        if (!links.containsKey(file) && !exists(file)) {
            throw new NoSuchFileException(file);
        }
        return links.getOrDefault(file, file);
    }

    @Override
    public boolean exists(String file) {
        return file.equals("/") || files.containsKey(file);
    }

    @Override
    public boolean isDirectory(String file) {
        return exists(file) && !plain.contains(file);
    }

    @Override
    public String owner(String file) {
        return owners.getOrDefault(file, "pi");
    }

    @Override
    public boolean isSocket(String file) {
        return exists(file) && !plain.contains(file);
    }

    @Override
    public boolean isWritable(String file) {
        return !readOnly.contains(file);
    }

    @Override
    public long freeBytes(String file) {
        return freeBytes;
    }

    @Override
    public Output run(String... command) {
        return commands.getOrDefault(
                String.join(" ", command), new Output(End.MISSING, "", ""));
    }

    @Override
    public List<String> ask(Path socket, String request) throws IOException {
        String answer = answers.get(socket + " " + request);
        answer = answer == null ? answers.get(socket.toString()) : answer;
        if (answer == null) {
            throw new ConnectException("Connection refused");
        }
        if (answer.isEmpty()) {
            throw new SocketException("Permission denied");
        }
        return answer.lines().toList();
    }

    @Override
    public String property(String name) {
        return properties.get(name);
    }

    @Override
    public boolean isRoot() {
        return isRoot;
    }

    @Override
    public List<Local> addresses() {
        return addresses;
    }

    @Override
    public ReceiveBuffer receiveBuffer(int askedBytes) {
        return new ReceiveBuffer(askedBytes, Math.min(askedBytes, grantedBytes));
    }

    @Override
    public long clockMs() {
        return clockMs;
    }
}
