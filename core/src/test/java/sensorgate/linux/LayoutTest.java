package sensorgate.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.support.ChildJvm;
import sensorgate.support.Requires;
import sensorgate.support.TemporaryDirectory;

/**
 * Every constant, size and offset that the calls use, compared with what this machine's C compiler
 * makes of the system's headers. A constant whose name is that of C needs no entry here.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class LayoutTest {

    private static final Map<String, String> SOCKETS = Map.ofEntries(
            Map.entry("MESSAGE_BYTES", "sizeof(struct mmsghdr)"),
            Map.entry("IOVEC_BYTES", "sizeof(struct iovec)"),
            Map.entry("ADDRESS_BYTES", "sizeof(struct sockaddr_in6)"),
            Map.entry("ADDRESS_STRIDE", "(sizeof(struct sockaddr_in6) + 31) / 32 * 32"),
            Map.entry("PACKET_ADDRESS_BYTES", "sizeof(struct sockaddr_ll)"),
            Map.entry("UNIX_ADDRESS_BYTES", "sizeof(struct sockaddr_un)"),
            Map.entry("GROUP_REQUEST_BYTES", "sizeof(struct group_req)"),
            Map.entry("UNIX_PATH_BYTES_MAX", "sizeof(((struct sockaddr_un *) 0)->sun_path) - 1"),
            Map.entry("MEMINFO_BYTES", "SK_MEMINFO_VARS * sizeof(int)"),
            Map.entry("NAME", "offsetof(struct mmsghdr, msg_hdr.msg_name)"),
            Map.entry("NAME_LENGTH", "offsetof(struct mmsghdr, msg_hdr.msg_namelen)"),
            Map.entry("IOVEC", "offsetof(struct mmsghdr, msg_hdr.msg_iov)"),
            Map.entry("IOVEC_COUNT", "offsetof(struct mmsghdr, msg_hdr.msg_iovlen)"),
            Map.entry("FLAGS", "offsetof(struct mmsghdr, msg_hdr.msg_flags)"),
            Map.entry("LENGTH", "offsetof(struct mmsghdr, msg_len)"),
            Map.entry("CONTROL", "offsetof(struct mmsghdr, msg_hdr.msg_control)"),
            Map.entry("CONTROL_LENGTH", "offsetof(struct mmsghdr, msg_hdr.msg_controllen)"),
            Map.entry("CONTROL_BYTES", "CMSG_SPACE(sizeof(int))"),
            Map.entry("CMSG_LEVEL", "offsetof(struct cmsghdr, cmsg_level)"),
            Map.entry("CMSG_TYPE", "offsetof(struct cmsghdr, cmsg_type)"),
            Map.entry("CMSG_DATA", "CMSG_LEN(0)"),
            Map.entry("DESTINATION_BYTES",
                    "CMSG_SPACE(sizeof(struct in_pktinfo))"
                    + " + CMSG_SPACE(sizeof(struct in6_pktinfo))"),
            Map.entry("IN_LOCAL", "CMSG_LEN(offsetof(struct in_pktinfo, ipi_spec_dst))"),
            Map.entry("IN_DESTINATION", "CMSG_LEN(offsetof(struct in_pktinfo, ipi_addr))"),
            Map.entry("MEMINFO_DROPS", "SK_MEMINFO_DROPS * sizeof(int)"),
            Map.entry("PORT", "offsetof(struct sockaddr_in, sin_port)"),
            Map.entry("UNIX_PATH", "offsetof(struct sockaddr_un, sun_path)"),
            Map.entry("IPV4_ADDRESS", "offsetof(struct sockaddr_in, sin_addr)"),
            Map.entry("IPV6_ADDRESS", "offsetof(struct sockaddr_in6, sin6_addr)"));

    private static final Map<String, String> PACKET_FILTER = Map.of(
            "LOAD_BYTE", "BPF_LD | BPF_B | BPF_ABS",
            "SHIFT_RIGHT", "BPF_ALU | BPF_RSH | BPF_K",
            "JUMP_IF_EQUAL", "BPF_JMP | BPF_JEQ | BPF_K",
            "RETURN", "BPF_RET | BPF_K",
            "PACKET_KIND", "SKF_AD_OFF + SKF_AD_PKTTYPE",
            "TO_ANOTHER_HOST", "PACKET_OTHERHOST",
            "OUTGOING", "PACKET_OUTGOING",
            "ALL_OF_IT", "0xFFFF",
            "INSTRUCTION_BYTES", "sizeof(struct sock_filter)",
            "PROGRAM_BYTES", "sizeof(struct sock_fprog)");

    /** Those that stand in the code as numbers. */
    private static final Map<String, Long> NUMBERS = Map.ofEntries(
            Map.entry("offsetof(struct iovec, iov_base)", 0L),
            Map.entry("offsetof(struct iovec, iov_len)", 8L),
            Map.entry("offsetof(struct sockaddr_in6, sin6_port)", 2L),
            Map.entry("offsetof(struct sockaddr_in6, sin6_scope_id)", 24L),
            Map.entry("offsetof(struct sockaddr_ll, sll_protocol)", 2L),
            Map.entry("offsetof(struct sock_filter, jt)", 2L),
            Map.entry("offsetof(struct sock_filter, jf)", 3L),
            Map.entry("offsetof(struct sock_filter, k)", 4L),
            Map.entry("offsetof(struct sock_fprog, filter)", 8L),
            Map.entry("offsetof(struct group_req, gr_interface)", 0L),
            Map.entry("offsetof(struct group_req, gr_group)", 8L),
            Map.entry("offsetof(struct in6_pktinfo, ipi6_addr)", 0L),
            Map.entry("sizeof(struct timespec)", 16L),
            Map.entry("CLOCK_BOOTTIME", 7L),
            Map.entry("sizeof(struct sockaddr_in)", 16L),
            Map.entry("sizeof(sa_family_t)", 2L),
            Map.entry("sizeof(socklen_t)", 4L),
            Map.entry("sizeof(struct timeval)", 16L),
            Map.entry("sizeof(long)", 8L));

    private static final List<String> HEADERS = List.of(
            "errno.h", "fcntl.h", "stddef.h", "stdio.h", "sys/socket.h", "sys/time.h", "sys/un.h",
            "time.h",
            "netinet/in.h", "netinet/tcp.h", "linux/filter.h", "linux/if_ether.h",
            "linux/if_packet.h", "linux/sock_diag.h");

    @Test
    void constantsSizesAndOffsetsAreThoseOfTheSystemsHeaders() throws Exception {
        Requires.that(Libc.isSupported() && hasCompiler(), "64-bit Linux and gcc");
        Map<String, Long> expected = new TreeMap<>(NUMBERS);
        putConstants(Sockets.class, SOCKETS, expected);
        putConstants(PacketFilter.class, PACKET_FILTER, expected);
        assertTrue(expected.size() > 80, "constants found: " + expected.size());
        assertEquals(expected, inC(List.copyOf(expected.keySet())));
    }

    /** Every int constant of the class, by its expression in C. */
    private static void putConstants(
            Class<?> type, Map<String, String> expressions, Map<String, Long> into)
            throws IllegalAccessException {
        for (Field field : type.getDeclaredFields()) {
            if (field.getType() == int.class && Modifier.isFinal(field.getModifiers())) {
                field.setAccessible(true);
                into.put(
                        expressions.getOrDefault(field.getName(), field.getName()),
                        (long) field.getInt(null));
            }
        }
    }

    private static Map<String, Long> inC(List<String> expressions)
            throws IOException, InterruptedException {
        StringBuilder program = new StringBuilder("#define _GNU_SOURCE\n");
        HEADERS.forEach(header -> program.append("#include <" + header + ">\n"));
        program.append("int main(void) {\n");
        expressions.forEach(expression ->
                program.append("printf(\"%ld\\n\", (long) (" + expression + "));\n"));
        program.append("return 0;\n}\n");
        try (TemporaryDirectory directory = new TemporaryDirectory()) {
            Path source = Files.writeString(directory.path().resolve("layout.c"), program);
            Path binary = directory.path().resolve("layout");
            ChildJvm.Ended compiled = ChildJvm.run(
                    List.of("gcc", "-o", binary.toString(), source.toString()));
            assertEquals(0, compiled.exitCode(), compiled.output());
            List<String> values = ChildJvm.run(List.of(binary.toString())).output().lines()
                    .toList();
            Map<String, Long> found = new TreeMap<>();
            for (int i = 0; i < expressions.size(); i++) {
                found.put(expressions.get(i), Long.valueOf(values.get(i)));
            }
            return found;
        }
    }

    private static boolean hasCompiler() throws InterruptedException {
        try {
            return ChildJvm.run(List.of("gcc", "--version")).exitCode() == 0;
        } catch (IOException _) {
            return false;
        }
    }
}
