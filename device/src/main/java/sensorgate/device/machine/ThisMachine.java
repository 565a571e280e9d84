package sensorgate.device.machine;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import sensorgate.address.SourceFilter;
import sensorgate.device.client.ControlStream;
import sensorgate.device.machine.Machine.Output.End;
import sensorgate.line.Precision;
import sensorgate.poll.Verb;
import sensorgate.port.ControlPort;
import sensorgate.udp.DatagramSource;
import sensorgate.udp.DatagramSources;
import sensorgate.udp.ReceiveBuffer;
import sensorgate.udp.UdpSettings;
import sensorgate.udp.UdpSettings.SourceKind;

/** The machine that this program runs on. */
public final class ThisMachine implements Machine {

    private static final long COMMAND_LIMIT_MS = 2_000;

    /** Folders of administrators' tools, which a user's PATH leaves out. */
    private static final String MORE_FOLDERS = ":/usr/sbin:/sbin:/usr/bin:/bin";

    /** Reads large parts, unlike Files: a second read of a file in /proc/sys returns no more. */
    @Override
    public String read(String file) throws IOException {
        try (InputStream input = new FileInputStream(file)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public List<String> list(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    @Override
    public String link(String file) throws IOException {
        Path path = Path.of(file);
        return file.startsWith("/proc/")
                ? Files.readSymbolicLink(path).toString() // a target may be no file: socket:[4711]
                : path.toRealPath().toString();
    }

    @Override
    public boolean exists(String file) {
        return Files.exists(Path.of(file));
    }

    @Override
    public boolean isDirectory(String file) {
        return Files.isDirectory(Path.of(file));
    }

    @Override
    public String owner(String file) throws IOException {
        return Files.getOwner(Path.of(file), LinkOption.NOFOLLOW_LINKS).getName();
    }

    @Override
    public boolean isSocket(String file) {
        try {
            return ControlPort.isSocket(Path.of(file));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return false;
        }
    }

    @Override
    public boolean isWritable(String file) {
        return Files.isWritable(Path.of(file));
    }

    @Override
    public long freeBytes(String file) throws IOException {
        return Files.getFileStore(Path.of(file)).getUsableSpace();
    }

    @Override
    public Output run(String... command) {
        String program = find(command[0]);
        if (program == null) {
            return new Output(End.MISSING, "", "");
        }
        List<String> words = new ArrayList<>(List.of(command));
        words.set(0, program);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("LC_ALL", "C");
        try {
            return output(builder.start());
        } catch (IOException e) {
            return new Output(End.FAILED, "", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<String> ask(Path socket, String request) throws IOException {
        try (ControlStream stream = ControlStream.connect(socket, (int) COMMAND_LIMIT_MS)) {
            stream.output().write((request + "\n").getBytes(StandardCharsets.UTF_8));
            return reply(request, new BufferedReader(
                    new InputStreamReader(stream.input(), StandardCharsets.UTF_8)));
        }
    }

    private static List<String> reply(String request, BufferedReader reader) throws IOException {
        boolean isEnded = Verb.of(request).isEnded();
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (isEnded && line.equals("END")) {
                return lines;
            }
            lines.add(line);
            if (!isEnded || lines.size() == 1 && line.startsWith("ERR ")) {
                return lines;
            }
        }
        throw new EOFException("connection closed");
    }

    @Override
    public String property(String name) {
        return System.getProperty(name);
    }

    @Override
    public boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Override
    public List<Local> addresses() throws IOException {
        List<Local> addresses = new ArrayList<>();
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            if (device.isUp() && !device.isLoopback()) {
                for (InterfaceAddress address : device.getInterfaceAddresses()) {
                    addresses.add(new Local(
                            device.getName(), address.getAddress(),
                            address.getNetworkPrefixLength()));
                }
            }
        }
        return addresses;
    }

    @Override
    public ReceiveBuffer receiveBuffer(int askedBytes) throws IOException {
        UdpSettings settings = new UdpSettings(
                InetAddress.ofLiteral("127.0.0.1"), 0, SourceFilter.LOCAL, SourceKind.AUTO, 0,
                askedBytes, Precision.AUTO);
        try (DatagramSource source = DatagramSources.open(settings)) {
            return source.receiveBuffer();
        }
    }

    @Override
    public long clockMs() {
        return System.currentTimeMillis();
    }

    /** The file of a program, {@code null} without one. */
    private static String find(String program) {
        String path = System.getenv("PATH");
        for (String folder : ((path == null ? "" : path) + MORE_FOLDERS).split(":")) {
            Path file = Path.of(folder, program);
            if (folder.startsWith("/") && Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return null;
    }

    /** Reads both outputs at once: a command waits while one of its pipes is full. */
    private static Output output(Process process) {
        CompletableFuture<String> out = CompletableFuture.supplyAsync(
                () -> text(process.inputReader(StandardCharsets.UTF_8)), ThisMachine::begin);
        CompletableFuture<String> err = CompletableFuture.supplyAsync(
                () -> text(process.errorReader(StandardCharsets.UTF_8)), ThisMachine::begin);
        try {
            CompletableFuture.allOf(out, err, process.onExit())
                    .get(COMMAND_LIMIT_MS, TimeUnit.MILLISECONDS);
            return new Output(
                    process.exitValue() == 0 ? End.GOOD : End.FAILED, out.join(), err.join());
        } catch (TimeoutException _) {
            return new Output(End.LATE, "", "");
        } catch (ExecutionException e) {
            return new Output(End.FAILED, "", String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Output(End.LATE, "", "");
        } finally {
            process.destroyForcibly();
        }
    }

    private static void begin(Runnable task) {
        Thread.ofPlatform().daemon().name("output").start(task);
    }

    private static String text(BufferedReader reader) {
        StringWriter text = new StringWriter();
        try (reader) {
            reader.transferTo(text);
        } catch (IOException _) {
            // the command was killed; its output until then is enough
        }
        return text.toString();
    }
}
