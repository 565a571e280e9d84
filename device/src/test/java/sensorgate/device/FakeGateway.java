package sensorgate.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Answers the requests of one controller from a script. It closes the connection at a request that
 * the script does not know and behind a reply that breaks off, and is silent where it is empty.
 */
final class FakeGateway implements AutoCloseable {

    private final ServerSocket server;
    private final Map<String, String> replies;

    private FakeGateway(Map<String, String> replies) throws IOException {
        this.replies = replies;
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    static FakeGateway answering(Map<String, String> replies) throws IOException {
        return new FakeGateway(replies);
    }

    /** The option that leads here. */
    String from() {
        return "--from=" + place();
    }

    String place() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        try (Socket socket = server.accept();
                BufferedReader requests = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream output = socket.getOutputStream();
            boolean open = true;
            while (open) {
                String reply = replies.get(requests.readLine());
                open = reply != null && (reply.isEmpty() || reply.endsWith("\n"));
                output.write((reply == null ? "" : reply).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException _) {
            // the controller has gone, or the test has ended
        }
    }
}
