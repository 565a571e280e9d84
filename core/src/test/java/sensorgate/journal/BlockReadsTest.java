package sensorgate.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sensorgate.journal.BlockReads.Outcome;
import sensorgate.support.Await;

/** Reads of old blocks: by the reader's thread, by the thread that serves, and without answer. */
@Timeout(30)
final class BlockReadsTest {

    private static final int BLOCKS = 4;

    @TempDir
    private Path directory;
    private TestFile test;
    private final BlockReads reads = new BlockReads();
    private final BlockReads.Request request = new BlockReads.Request();
    private final byte[] bytes = new byte[4096];

    @BeforeEach
    void make() throws IOException {
        test = new TestFile(directory.resolve("journal"), BLOCKS);
        test.write(2, 21, 3);
        test.disk.harmBlock(3, BLOCKS);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Outcome read(long block) {
        return reads.read(request, block, ByteBuffer.wrap(bytes));
    }

    @Test
    void withoutAServerTheReaderReads() throws IOException {
        assertEquals(Outcome.FAILED, read(2), "there is no file");
        reads.use(test.file);
        assertEquals(Outcome.READ, read(2));
        assertArrayEquals(test.block(2, 21, 3), bytes);
        assertEquals(Outcome.FAILED, read(3));
    }

    @Test
    void theServersThreadReadsForOthers() throws Exception {
        reads.use(test.file);
        reads.server(Thread.currentThread());
        CompletableFuture<Outcome> good = CompletableFuture.supplyAsync(() -> read(2));
        Await.until("asked", reads::isAsked);
        reads.serve();
        assertEquals(Outcome.READ, good.get(10, TimeUnit.SECONDS));
        assertFalse(reads.isAsked());
        assertArrayEquals(test.block(2, 21, 3), bytes);
        CompletableFuture<Outcome> bad = CompletableFuture.supplyAsync(() -> read(3));
        Await.until("asked", reads::isAsked);
        reads.serve();
        assertEquals(Outcome.FAILED, bad.get(10, TimeUnit.SECONDS));
    }

    /** After one reader has waited in vain, others do not wait until the server is back. */
    @Test
    void onlyOneReaderWaitsForAServerThatDoesNotAnswer() throws Exception {
        reads.use(test.file);
        reads.server(Thread.currentThread());
        CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(() -> read(2));
        assertEquals(Outcome.NO_ANSWER, first.get(10, TimeUnit.SECONDS));
        long beganNs = System.nanoTime();
        BlockReads.Request other = new BlockReads.Request();
        CompletableFuture<Outcome> second = CompletableFuture.supplyAsync(
                () -> reads.read(other, 2, ByteBuffer.allocate(4096)));
        assertEquals(Outcome.NO_ANSWER, second.get(10, TimeUnit.SECONDS));
        assertTrue(System.nanoTime() - beganNs < 900_000_000L);
        reads.serve();
        assertArrayEquals(new byte[4096], bytes, "a request given up is not served");
        CompletableFuture<Outcome> third = CompletableFuture.supplyAsync(() -> read(2));
        Await.until("asked", reads::isAsked);
        reads.serve();
        assertEquals(Outcome.READ, third.get(10, TimeUnit.SECONDS));
    }
}
