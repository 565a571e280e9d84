package sensorgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.store.ForgetRequest.Outcome;
import sensorgate.support.Await;
import sensorgate.support.FaultyDisk;
import sensorgate.support.TableFeed;
import sensorgate.support.TestDisk;
import sensorgate.support.TestStore;
import sensorgate.support.TestTable;

/** What a request to forget hears, with a disk that works, that fails, and without a disk. */
@Timeout(60)
final class StoreForgetTest {

    @TempDir
    private Path directory;
    private final Told told = new Told();

    @Test
    void isDoneOnceACheckpointIsWritten() throws Exception {
        try (Store store = open(directory, new TestDisk())) {
            TableFeed feed = new TableFeed(store.table());
            feed.send("m v=1");
            ForgetRequest request = ask(store);
            assertEquals(Outcome.WAITING, store.outcome(request));
            feed.wake();
            assertEquals(Outcome.WAITING, store.outcome(request), "no keeper writes yet");
            store.start(told::failed);
            awaitOutcome(store, request, Outcome.FORGOTTEN);
            assertEquals(1, request.forgotten());
            assertTrue(told.isRestored("forgotten on request: readings=1, m"), told.toString());
        }
        try (Store store = open(directory, new TestDisk())) {
            assertNull(new TableFeed(store.table()).value("m", "v"));
        }
    }

    @Test
    void saysThatTheDiskFailed() throws Exception {
        FaultyDisk disk = new FaultyDisk(FaultyDisk.Fault.FULL);
        try (Store store = open(directory, disk)) {
            TableFeed feed = new TableFeed(store.table());
            feed.send("m v=1");
            store.start(told::failed);
            disk.failFrom(1);
            ForgetRequest request = ask(store);
            feed.wake();
            awaitOutcome(store, request, Outcome.NOT_KEPT);
            assertNull(feed.value("m", "v"), "forgotten all the same");
            disk.mend();
            ForgetRequest again = ask(store);
            feed.wake();
            awaitOutcome(store, again, Outcome.FORGOTTEN);
            assertEquals(0, again.forgotten(), "it was forgotten before");
        }
    }

    @Test
    void needsNoDisk() throws Exception {
        try (Store store = open(null, new TestDisk())) {
            TableFeed feed = new TableFeed(store.table());
            feed.send("m v=1");
            ForgetRequest request = ask(store);
            feed.wake();
            assertEquals(Outcome.FORGOTTEN, store.outcome(request));
        }
    }

    private Store open(Path state, TestDisk disk) throws Exception {
        return new Store(TestStore.settings(state), TestTable.settings(4), disk, told);
    }

    private static ForgetRequest ask(Store store) {
        ForgetRequest request = ForgetRequest.ofSeries(new byte[] {'m'});
        store.forget(request);
        return request;
    }

    private static void awaitOutcome(Store store, ForgetRequest request, Outcome expected) {
        Outcome[] outcome = {Outcome.WAITING};
        Await.until("the request is done", () -> {
            outcome[0] = store.outcome(request);
            return outcome[0] != Outcome.WAITING;
        });
        assertEquals(expected, outcome[0]);
    }
}
