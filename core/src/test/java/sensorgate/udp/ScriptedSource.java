package sensorgate.udp;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import sensorgate.address.IpAddress;

/** A source in memory: each call returns one of the given batches; then it calls {@code onEnd}. */
public final class ScriptedSource extends SourceInMemory {

    /** A datagram as its sender sent it. */
    public record Sent(byte[] bytes, InetAddress address, int port) {

        public static Sent from(String address, int port, String text) {
            return new Sent(
                    text.getBytes(StandardCharsets.UTF_8), InetAddress.ofLiteral(address), port);
        }
    }

    private final Deque<List<Sent>> batches = new ArrayDeque<>();
    private final Runnable onEnd;
    private final Runnable onReceive;
    private final List<String> replies = new ArrayList<>();
    private List<Sent> batch = List.of();
    private boolean isUnicast = true;
    private boolean takesReplies = true;

    /** Calls {@code onReceive} in each call of receive and {@code onEnd} after the batches. */
    public ScriptedSource(Runnable onReceive, Runnable onEnd) {
        this.onReceive = onReceive;
        this.onEnd = onEnd;
    }

    public void add(Sent... sent) {
        batches.add(List.of(sent));
    }

    public void add(int times, int batchSize, Sent sent) {
        for (int i = 0; i < times; i++) {
            batches.add(Collections.nCopies(batchSize, sent));
        }
    }

    /** From now on, no destination is known to be an address of one machine. */
    void hideDestinations() {
        isUnicast = false;
    }

    /** From now on, no reply can be sent. */
    void refuseReplies() {
        takesReplies = false;
    }

    /** What was sent to whom: {@code 127.0.0.2:7 text}. */
    List<String> replies() {
        return replies;
    }

    @Override
    public boolean isUnicast(int slot) {
        return isUnicast;
    }

    @Override
    public boolean reply(int slot, byte[] bytes) {
        if (takesReplies) {
            replies.add(batch.get(slot).address().getHostAddress() + ":" + senderPort(slot) + " "
                    + new String(bytes, StandardCharsets.UTF_8));
        }
        return takesReplies;
    }

    @Override
    public int receive() {
        onReceive.run();
        if (batches.isEmpty()) {
            onEnd.run();
            return 0;
        }
        batch = batches.remove();
        return batch.size();
    }

    @Override
    public int copy(int slot, byte[] into) {
        Arrays.fill(into, (byte) '?'); // reveals a read beyond the length
        byte[] bytes = batch.get(slot).bytes();
        int length = Math.min(bytes.length, SLOT_BYTES);
        System.arraycopy(bytes, 0, into, 0, length);
        return length;
    }

    @Override
    public int cutBytes(int slot) {
        return Math.max(0, batch.get(slot).bytes().length - SLOT_BYTES);
    }

    @Override
    public long senderHigh(int slot) {
        return IpAddress.high(batch.get(slot).address().getAddress());
    }

    @Override
    public long senderLow(int slot) {
        return IpAddress.low(batch.get(slot).address().getAddress());
    }

    @Override
    public int senderPort(int slot) {
        return batch.get(slot).port();
    }
}
