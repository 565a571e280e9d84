package sensorgate.device.send;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import sensorgate.count.Counted;
import sensorgate.device.cli.ExitCode;
import sensorgate.device.cli.NobodyThereException;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.LineFate;
import sensorgate.device.client.SniffHead;
import sensorgate.device.client.SniffedDatagram;
import sensorgate.line.Precision;
import sensorgate.udp.Cause;

/**
 * Finds each sent datagram in the gateway's reply to SNIFF, by its sender and its bytes: the fate
 * of each line is certain. For a few datagrams, since the gateway keeps the last 256 for a tool and
 * shows them ten times a second. Belongs to one thread.
 */
final class SniffConfirmation implements Confirmation {

    /** The datagrams sent before the confirmation waits for the gateway. */
    static final int UNSEEN_MAX = 64;

    private static final String SKIPPED = "SKIPPED ";

    private record Sent(String name, byte[] bytes, int points) {}

    private final GatewayConnection connection;
    private final Precision precision;
    private final String own;
    private final int waitMs;
    private final KernelDrops drops;
    private final Consumer<String> typed;
    private final Deque<Sent> unseen = new ArrayDeque<>();
    private final Map<String, List<String>> problems = new LinkedHashMap<>();
    private long sentPoints;
    private long storedPoints;
    private boolean anyProblem;
    private boolean anyMissing;
    private boolean anySkipped;
    private String trouble;

    /**
     * A confirmation that has seen the first line of the reply to SNIFF.
     *
     * @param own the sender's address and port, as the gateway writes them
     * @param waitMs how long to wait for a datagram to arrive
     * @param typed receives the fate of each datagram at once; {@code null} to tell all at the end
     */
    SniffConfirmation(
            GatewayConnection connection, SniffHead head, String own, int waitMs,
            KernelDrops drops, Consumer<String> typed) {
        this.connection = connection;
        this.precision = head.precision();
        this.own = own;
        this.waitMs = waitMs;
        this.drops = drops;
        this.typed = typed;
    }

    @Override
    public void sent(String name, byte[] bytes, int from, int to, int points) {
        sentPoints += points;
        unseen.add(new Sent(name, Arrays.copyOfRange(bytes, from, to), points));
        if (typed != null || unseen.size() == UNSEEN_MAX) {
            await();
        }
        if (typed != null) {
            List<String> lines = problems();
            typed.accept(lines.isEmpty() ? "stored" : String.join("\n", lines));
            problems.clear();
        }
    }

    @Override
    public Answer answer() {
        await();
        boolean isGood = storedPoints == sentPoints;
        String summary = trouble != null
                ? "; arrival unknown: " + trouble
                : isGood ? "; stored" : "; stored: " + storedPoints;
        return new Answer(
                !anyMissing, sentPoints == 0 ? "" : summary, problems(),
                anyProblem ? ExitCode.NOT_STORED : ExitCode.GOOD);
    }

    @Override
    public void close() {
        connection.close();
        drops.close();
    }

    private List<String> problems() {
        List<String> lines = new ArrayList<>();
        problems.forEach((problem, names) -> lines.add(names.getFirst()
                + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more")
                + ": " + problem));
        return lines;
    }

    private void add(String name, String problem) {
        anyProblem = true;
        problems.computeIfAbsent(problem, _ -> new ArrayList<>()).add(name);
    }

    // ---- what the gateway shows

    private void await() {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        long leftMs = waitMs;
        while (!unseen.isEmpty() && leftMs > 0 && trouble == null) {
            look((int) leftMs);
            leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        }
        while (!unseen.isEmpty()) {
            miss(unseen.remove());
        }
    }

    private void look(int leftMs) {
        try {
            String line = connection.nextLine(leftMs);
            if (line != null && line.startsWith(SKIPPED)) {
                anySkipped = true;
            } else if (line != null) {
                see(SniffedDatagram.parse(line));
            }
        } catch (NobodyThereException e) {
            trouble = e.getMessage();
        } catch (IllegalArgumentException e) {
            trouble = "the gateway is of another version: " + e.getMessage();
        }
    }

    /** A datagram that was sent before this one and was not shown is missing: UDP keeps order. */
    private void see(SniffedDatagram datagram) {
        boolean isSent = datagram.sender().equals(own) && unseen.stream()
                .anyMatch(sent -> Arrays.equals(sent.bytes(), datagram.bytes()));
        while (isSent) {
            Sent sent = unseen.remove();
            isSent = !Arrays.equals(sent.bytes(), datagram.bytes());
            if (isSent) {
                miss(sent);
            } else {
                judge(sent, datagram);
            }
        }
    }

    private void miss(Sent sent) {
        anyMissing = true;
        if (trouble != null) {
            return;
        }
        if (anySkipped) {
            trouble = "more datagrams arrived than the gateway could show";
            return;
        }
        long dropped = drops.sinceBegin();
        add(sent.name(), "not seen by the gateway: " + (dropped > 0
                ? "meanwhile the kernel dropped " + Counted.of(dropped, "datagram")
                        + ", because the gateway's receive buffer was full: send the line again"
                : "'sudo sensorgate sniff --wire' shows whether it reaches this machine"));
    }

    private void judge(Sent sent, SniffedDatagram datagram) {
        if (datagram.isDenied()) {
            add(sent.name(), "denied: " + datagram.whyDenied());
            return;
        }
        if (datagram.fate().isOfTime()) {
            add(sent.name(), datagram.fate().counterName() + ": " + datagram.fate().meaning());
        }
        for (LineFate line : LineFate.of(datagram, precision)) {
            switch (line.kind()) {
                case STORED -> storedPoints++;
                case BLANK -> {
                    // no point
                }
                case PARTLY_STORED -> {
                    storedPoints++;
                    add(sent.name(), "stored in part, because the table is full: "
                            + Cause.TABLE_FULL.remedy());
                }
                case REJECTED -> add(sent.name(), line.cause().counterName() + ": "
                        + line.cause().remedy()
                        + (line.hint() == null ? "" : "; " + line.hint()));
            }
        }
    }
}
