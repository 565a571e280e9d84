package sensorgate.device.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks another Java process of this machine how many bytes a thread has allocated so far. HotSpot
 * answers at the socket of {@code jcmd} if the process was started with {@value #OPTION}; the image
 * has no module that could ask from within.
 */
final class AllocationMeter {

    /** Makes Java open the socket at its start. */
    static final String OPTION = "-XX:+StartAttachListener";

    /** How long to wait for the answer. */
    private static final long LIMIT_NS = 2_000_000_000L;

    /** Version, command and three arguments; a NUL ends each. */
    private static final String REQUEST = "1\0jcmd\0Thread.print -e\0\0\0";

    private static final Map<String, Long> UNITS =
            Map.of("B", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);

    private AllocationMeter() {}

    /** The bytes that the thread has allocated; -1 if not known. */
    static long bytes(long pid, String thread) {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(Path.of("/tmp", ".java_pid" + pid));
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
            return bytes(readAll(channel), thread);
        } catch (IOException _) {
            return -1;
        }
    }

    /** The bytes that the thread has allocated, from a dump of threads; -1 if not known. */
    static long bytes(String dump, String thread) {
        Matcher matcher = Pattern.compile(
                "^\"" + Pattern.quote(thread) + "\" .*\\ballocated=(\\d+)([BKMG])\\b",
                Pattern.MULTILINE).matcher(dump);
        return matcher.find()
                ? Long.parseLong(matcher.group(1)) * UNITS.get(matcher.group(2))
                : -1;
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(8192);
        long endNs = System.nanoTime() + LIMIT_NS;
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            int count = 0;
            while (count >= 0) {
                long leftNs = endNs - System.nanoTime();
                if (leftNs <= 0) {
                    throw new IOException("no answer in time");
                }
                selector.select(1 + leftNs / 1_000_000);
                selector.selectedKeys().clear();
                count = channel.read(part.clear());
                all.write(part.array(), 0, Math.max(0, count));
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
