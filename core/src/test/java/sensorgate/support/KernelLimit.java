package sensorgate.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A limit of the running Linux kernel. */
public final class KernelLimit {

    private static final Path RMEM_MAX = Path.of("/proc/sys/net/core/rmem_max");

    private KernelLimit() {}

    /** True where the limits can be read. */
    public static boolean isReadable() {
        return Files.isReadable(RMEM_MAX);
    }

    /** The largest receive buffer for the asking: {@code net.core.rmem_max}. */
    public static int receiveBufferBytesMax() {
        try (InputStream in = Files.newInputStream(RMEM_MAX)) {
            byte[] digits = new byte[32];
            int count = in.read(digits); // in one read: the kernel gives no more to a second one
            return Integer.parseInt(
                    new String(digits, 0, count, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
