package sensorgate.device.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import sensorgate.device.client.HostAndPort;

/** A gateway in a process of its own, to be killed and started again on the same state. */
public final class GatewayProcess implements AutoCloseable {

    private final Program program;
    private int udpPort;
    private int tcpPort;

    private GatewayProcess(Program program) {
        this.program = program;
    }

    /** Starts it on the loopback interface; it is not ready yet. */
    public static GatewayProcess start(Path state, String... settings) throws IOException {
        return start(state, Map.of(), settings);
    }

    /** Starts it with more in its environment, such as a library between it and the disk. */
    public static GatewayProcess start(
            Path state, Map<String, String> environment, String... settings) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "run", "--udp.address=127.0.0.1", "--tcp.address=127.0.0.1",
                "--state.directory=" + state));
        arguments.addAll(List.of(settings));
        ProcessBuilder command =
                Program.command(List.of(), arguments.toArray(String[]::new));
        command.environment().putAll(environment);
        return new GatewayProcess(Program.start(command));
    }

    public GatewayProcess awaitReady() throws InterruptedException {
        udpPort = Integer.parseInt(program.awaitLine("UDP listens on \\S+:(\\d+) for "));
        tcpPort = Integer.parseInt(program.awaitLine("TCP listens on \\S+:(\\d+) for "));
        program.awaitLine("ready$");
        return this;
    }

    public int udpPort() {
        return udpPort;
    }

    public HostAndPort tcp() {
        return new HostAndPort("127.0.0.1", tcpPort);
    }

    /** What it has said until it was ready. */
    public List<String> log() {
        return program.seen();
    }

    /** All that it has said until now. */
    public List<String> said() {
        return program.said();
    }

    public boolean isAlive() {
        return program.isAlive();
    }

    public void kill() {
        program.kill();
    }

    /** Sends SIGKILL in a while. */
    public void killAfter(long delayUs) {
        CompletableFuture.delayedExecutor(delayUs, TimeUnit.MICROSECONDS).execute(program::kill);
    }

    public long pid() {
        return program.pid();
    }

    public void terminate() {
        program.terminate();
    }

    /** Sends SIGTERM in a while. */
    public void terminateAfter(long delayUs) {
        CompletableFuture.delayedExecutor(delayUs, TimeUnit.MICROSECONDS)
                .execute(program::terminate);
    }

    public int awaitExit() throws InterruptedException {
        return program.awaitExit();
    }

    @Override
    public void close() {
        kill();
    }
}
