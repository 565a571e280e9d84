package sensorgate.device.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Answers the requests of controllers, one after the other, from a script for each of them. It
 * closes the connection at a request that the script does not know and behind a reply that breaks
 * off, and is silent where it is empty.
 */
public final class FakeGateway implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 1_000_000;

    private final ServerSocket server;
    private final List<Map<String, String>> scripts;

    private FakeGateway(int port, List<Map<String, String>> scripts) throws IOException {
        this.scripts = scripts;
        server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    /** Answers one connection. */
    public static FakeGateway answering(Map<String, String> script) throws IOException {
        return answeringAt(0, script);
    }

    /** Answers each connection from the script with its number. */
    public static FakeGateway answering(List<Map<String, String>> scripts) throws IOException {
        return new FakeGateway(0, scripts);
    }

    /** Answers each connection from the same script. */
    public static FakeGateway answeringAll(Map<String, String> script) throws IOException {
        return new FakeGateway(0, Collections.nCopies(CONNECTIONS_MAX, script));
    }

    /** Answers one connection at a port that is known to be free. */
    public static FakeGateway answeringAt(int port, Map<String, String> script) throws IOException {
        return new FakeGateway(port, List.of(script));
    }

    /** A port at which nobody listens. */
    public static int freePort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }

    /** The option that leads here. */
    public String at() {
        return "--at=" + place();
    }

    public String place() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        for (Map<String, String> replies : scripts) {
            try (Socket socket = server.accept()) {
                serve(socket, replies);
            } catch (IOException _) {
                // the controller has gone, or the test has ended
            }
        }
    }

    private static void serve(Socket socket, Map<String, String> replies) throws IOException {
        BufferedReader requests = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream output = socket.getOutputStream();
        String request = requests.readLine();
        while (request != null) {
            String reply = replies.get(request);
            output.write((reply == null ? "" : reply).getBytes(StandardCharsets.UTF_8));
            boolean isOpen = reply != null && (reply.isEmpty() || reply.endsWith("\n"));
            request = isOpen ? requests.readLine() : null;
        }
    }
}
