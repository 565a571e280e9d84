package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.disk.StoreListener;
import sensorgate.support.Await;

/** Replies that wait for a disk that is quick, slow or gone. */
@Timeout(30)
final class ReplyGateTest {

    private static final long PATIENCE_NS = ReplyGate.PATIENCE_MS * 1_000_000;

    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private final ReplyGate gate = new ReplyGate(new StoreListener() {
        @Override
        public void onTrouble(String what) {
            trouble.add(what);
        }
    });
    private final TestRing ring = new TestRing(64 * 1024);
    private final Journal journal = ring.journal();

    @Test
    void whatIsWrittenNeedsNoWait() {
        gate.writer(Thread.currentThread());
        gate.await(journal, 0);
        assertEquals(0, gate.unsaved());
    }

    @Test
    void aReplyWaitsUntilItsPointsAreWritten() throws Exception {
        gate.writer(Thread.currentThread());
        ring.appendShort(1);
        Thread reply = Thread.ofPlatform().start(() -> gate.await(journal, journal.head()));
        Await.until("the reply waits", gate::isAwaited);
        journal.written(journal.head());
        gate.wake();
        reply.join();
        assertEquals(0, gate.unsaved());
        assertTrue(!gate.isAwaited());
    }

    @Test
    void onlyTheFirstReplyWaitsForADiskThatIsStuckAndTheLogSaysSoOnce() {
        gate.writer(Thread.currentThread());
        ring.appendShort(1);
        long beganNs = System.nanoTime();
        gate.await(journal, journal.head());
        assertTrue(System.nanoTime() - beganNs >= PATIENCE_NS);
        beganNs = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            gate.await(journal, journal.head());
        }
        assertTrue(System.nanoTime() - beganNs < PATIENCE_NS, "the others do not wait");
        assertEquals(101, gate.unsaved());
        assertEquals(1, trouble.size(), "" + trouble);
        gate.caughtUp();
        beganNs = System.nanoTime();
        gate.await(journal, journal.head());
        assertTrue(System.nanoTime() - beganNs >= PATIENCE_NS, "and waits again");
    }

    @Test
    void nothingIsAwaitedWithoutAWriterOrAfterItGaveUp() {
        ring.appendShort(1);
        long beganNs = System.nanoTime();
        gate.await(journal, journal.head());
        gate.writer(Thread.currentThread());
        gate.giveUp();
        gate.await(journal, journal.head());
        assertTrue(System.nanoTime() - beganNs < PATIENCE_NS);
        assertEquals(2, gate.unsaved());
        assertEquals(List.of(), trouble, "the writer has said why");
    }
}
