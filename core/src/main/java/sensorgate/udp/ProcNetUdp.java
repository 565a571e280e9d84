package sensorgate.udp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The kernel's table of UDP sockets, where it has one: its last column counts the drops. */
final class ProcNetUdp {

    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private ProcNetUdp() {}

    /** The datagrams dropped at sockets bound to the local port, 0 where no table tells. */
    static long dropsAt(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        long drops = 0;
        for (Path table : TABLES) {
            drops += dropsAt(table, suffix);
        }
        return drops;
    }

    private static long dropsAt(Path table, String suffix) {
        try {
            return Files.readAllLines(table).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(suffix))
                    .mapToLong(columns -> Long.parseLong(columns[columns.length - 1]))
                    .sum();
        } catch (IOException _) {
            return 0;
        }
    }
}
