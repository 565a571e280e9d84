package sensorgate.device.doctor;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sensorgate.address.KernelSocket;
import sensorgate.count.Counted;
import sensorgate.device.doctor.Inspection.Check;
import sensorgate.device.machine.Machine.Output;
import sensorgate.device.machine.Processes;
import sensorgate.device.machine.SocketTable;
import sensorgate.udp.ReceiveBuffer;

/** How many datagrams the receive buffer holds, and whether the kernel has dropped some. */
final class BufferCheck implements Check {

    private static final String RMEM_MAX = "/proc/sys/net/core/rmem_max";

    /** ss(8) prints a socket's memory; rb is twice the granted size. */
    private static final Pattern GRANTED = Pattern.compile("skmem:\\([^)]*\\brb(\\d{1,10})\\b");

    /** Two batches: the gateway receives at most 64 datagrams at once. */
    private static final int FEW_DATAGRAMS = 128;

    @Override
    public void look(Inspection in) {
        int askedBytes = in.settings().udp().receiveBufferBytes();
        ReceiveBuffer running = running(in, askedBytes);
        if (running != null) {
            say(in, running, "the gateway's socket");
        } else {
            probe(in, askedBytes);
        }
        lookAtLimit(in, askedBytes, running);
        lookAtDrops(in);
    }

    /** The running gateway's buffer, {@code null} without a gateway or without ss. */
    private static ReceiveBuffer running(Inspection in, int askedBytes) {
        int port = in.settings().udp().port();
        boolean isRunning = in.units().holdsSocket()
                || !Processes.gateways(in.machine()).isEmpty();
        if (port == 0 || !isRunning || isAnothers(in, port)) {
            return null;
        }
        Output output = in.machine().run("ss", "-H", "-uanm", "sport = :" + port);
        Matcher matcher = GRANTED.matcher(output.out());
        return output.isGood() && matcher.find()
                ? new ReceiveBuffer(askedBytes, (int) (Long.parseLong(matcher.group(1)) / 2))
                : null;
    }

    /** True if another program than a gateway or systemd is seen to have the port. */
    private static boolean isAnothers(Inspection in, int port) {
        try {
            List<String> holders =
                    PortCheck.holders(in, SocketTable.at(in.machine(), "udp", port));
            return !holders.isEmpty() && holders.stream().noneMatch(
                    id -> id.equals(Processes.FIRST) || Processes.isGateway(in.machine(), id));
        } catch (IOException _) {
            return false;
        }
    }

    private static void probe(Inspection in, int askedBytes) {
        try {
            say(in, in.machine().receiveBuffer(askedBytes), "a socket of this user");
        } catch (IOException e) {
            in.unknown("cannot open a socket to measure the buffer: " + e.getMessage(), null);
        }
    }

    private static void say(Inspection in, ReceiveBuffer buffer, String whose) {
        String what = whose + " has " + buffer.grantedBytes() + " of " + buffer.askedBytes()
                + " bytes, room for about "
                + Counted.of(buffer.datagrams(), "datagram") + " of 100 bytes";
        if (buffer.isCapped()) {
            in.warning(
                    what + "; a larger burst is lost",
                    raiseLimit(buffer.askedBytes()) + "; then " + in.restart());
        } else if (buffer.datagrams() < FEW_DATAGRAMS) {
            in.warning(what + "; a larger burst is lost", "set a larger udp.receive-buffer");
        } else {
            in.ok(what);
        }
    }

    private static String raiseLimit(int askedBytes) {
        return "echo net.core.rmem_max=" + askedBytes
                + " | sudo tee /etc/sysctl.d/60-sensorgate.conf && sudo sysctl --system";
    }

    /** The limit does not apply to root. */
    private static void lookAtLimit(Inspection in, int askedBytes, ReceiveBuffer running) {
        String text = in.textOf(RMEM_MAX).strip();
        long limit = text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        if (limit < 0) {
            in.unknown("cannot read " + RMEM_MAX, null);
        } else if (limit >= askedBytes) {
            in.ok("net.core.rmem_max=" + limit + " allows the receive buffer");
        } else if (running != null && !running.isCapped()) {
            in.ok("net.core.rmem_max=" + limit + " is less, but does not limit the gateway");
        } else {
            in.warning("net.core.rmem_max=" + limit + " is less than udp.receive-buffer="
                    + askedBytes + ": only root gets more", raiseLimit(askedBytes));
        }
    }

    /** The losses show what the running gateway has counted. */
    private static void lookAtDrops(Inspection in) {
        int port = in.settings().udp().port();
        try {
            long counted = in.inUse() == null
                    ? 0
                    : in.answers().counters().getOrDefault("kernel_dropped", 0L);
            long drops = port == 0 ? 0 : SocketTable.at(in.machine(), "udp", port).stream()
                    .mapToLong(KernelSocket::drops)
                    .sum() - counted;
            if (drops > 0) {
                in.warning(
                        "the kernel has dropped " + Counted.of(drops, "datagram")
                                + " at UDP port " + port
                                + (in.inUse() == null
                                ? " since the port was opened: they came too fast"
                                : " before the gateway started"),
                        "for longer bursts set a larger udp.receive-buffer");
            }
        } catch (IOException _) {
            // the check of the port reports this
        }
    }
}
