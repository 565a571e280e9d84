package sensorgate.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import sensorgate.port.ControlPort;
import sensorgate.port.ControlSettings;
import sensorgate.port.ListeningSocket;
import sensorgate.support.TemporaryDirectory;

/** A listener for tools on a thread of its own, at a socket in a directory of its own. */
final class RunningControlListener {

    private final TemporaryDirectory directory = new TemporaryDirectory();
    private final ControlPort port;
    private final ManyListener listener;
    private final Thread thread;

    RunningControlListener(
            long writeTimeoutMs, Supplier<Responder> responders, ConnectionLedger ledger,
            RequestLedger requests) throws IOException {
        port = ControlPort.open(
                new ControlSettings(directory.path().resolve("control.sock"), true));
        listener = new ManyListener(
                port, limits(writeTimeoutMs), () -> new LineDialogue(responders.get(), requests),
                ledger, System::nanoTime);
        thread = Thread.ofPlatform().start(listener);
    }

    /** The limits of the control socket. */
    static ConnectionLimits limits(long writeTimeoutMs) {
        return new ConnectionLimits(
                32, null, ConnectionLimits.NEVER_NS, writeTimeoutMs * 1_000_000,
                "ERR busy 32 tools\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Where tools connect. */
    Path path() {
        return port.path();
    }

    ListeningSocket socket() {
        return port.socket();
    }

    void wake() {
        listener.wake();
    }

    /** Returns once its thread has ended. */
    void stop() throws InterruptedException {
        listener.stop();
        thread.join();
    }

    /** Ends it, and leaves nothing behind. */
    void close() throws InterruptedException {
        stop();
        listener.close();
        directory.close();
    }
}
