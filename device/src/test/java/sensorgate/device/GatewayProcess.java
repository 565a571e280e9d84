package sensorgate.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, to be killed and started again on the same state. */
final class GatewayProcess implements AutoCloseable {

    /** It is started often and lives shortly. */
    private static final List<String> JAVA_OPTIONS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private final Program program;
    private int udpPort;
    private int tcpPort;

    private GatewayProcess(Program program) {
        this.program = program;
    }

    /** Starts it on the loopback interface; it is not ready yet. */
    static GatewayProcess start(Path state, String... settings) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "run", "--udp.address=127.0.0.1", "--tcp.address=127.0.0.1",
                "--state.directory=" + state));
        arguments.addAll(List.of(settings));
        return new GatewayProcess(Program.start(
                Program.command(JAVA_OPTIONS, arguments.toArray(String[]::new))));
    }

    GatewayProcess awaitReady() throws InterruptedException {
        udpPort = Integer.parseInt(program.awaitLine("UDP listens on \\S+:(\\d+) for "));
        tcpPort = Integer.parseInt(program.awaitLine("TCP listens on \\S+:(\\d+) for "));
        program.awaitLine("ready$");
        return this;
    }

    int udpPort() {
        return udpPort;
    }

    HostAndPort tcp() {
        return new HostAndPort("127.0.0.1", tcpPort);
    }

    /** What it has said until it was ready. */
    List<String> log() {
        return program.seen();
    }

    void kill() {
        program.kill();
    }

    /** Sends SIGKILL in a while. */
    void killAfter(long delayUs) {
        CompletableFuture.delayedExecutor(delayUs, TimeUnit.MICROSECONDS).execute(program::kill);
    }

    void terminate() {
        program.terminate();
    }

    /** Sends SIGTERM in a while. */
    void terminateAfter(long delayUs) {
        CompletableFuture.delayedExecutor(delayUs, TimeUnit.MICROSECONDS)
                .execute(program::terminate);
    }

    int awaitExit() throws InterruptedException {
        return program.awaitExit();
    }

    @Override
    public void close() {
        kill();
    }
}
