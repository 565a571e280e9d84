package sensorgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads old blocks from the file, for readers on any thread. While the thread {@code journal} runs,
 * that thread reads, and the reader waits for a bounded time: a disk that hangs must not stop a
 * thread that answers polls. Before, the reader's own thread reads. Allocates nothing.
 */
final class BlockReads {

    /** The outcome of a read. */
    enum Outcome { READ, FAILED, NO_ANSWER }

    /** How long a reader waits for the disk, nanoseconds. */
    private static final long PATIENCE_NS = 1_000_000_000;

    private static final int IDLE = 0;
    private static final int ASKED = 1;
    private static final int TAKEN = 2;
    private static final int DONE = 3;
    private static final int FAILED = 4;

    /** More threads than read at once. */
    private static final int REQUESTS_MAX = 16;

    /** The request of one reader. After an answer that came too late the buffer is free again. */
    static final class Request {

        private final AtomicInteger state = new AtomicInteger();
        private long block;
        private ByteBuffer into;
        private volatile Thread reader;

        /** A request that was never sent. */
        Request() {}
    }

    private final AtomicReferenceArray<Request> asked = new AtomicReferenceArray<>(REQUESTS_MAX);
    private volatile JournalFile file;
    private volatile Thread server;
    private volatile boolean isStuck;

    /** Reads from this file from now on; returns the file before. */
    JournalFile use(JournalFile blocks) {
        JournalFile before = file;
        file = blocks;
        return before;
    }

    /** From now on a thread calls {@link #serve()}; {@code null}: no longer. */
    void server(Thread thread) {
        server = thread;
    }

    /**
     * Fills a buffer with whole blocks from the file.
     *
     * @param request the reader's own
     */
    Outcome read(Request request, long block, ByteBuffer into) {
        Thread thread = server;
        if (thread == null || thread == Thread.currentThread()) {
            return read(block, into) ? Outcome.READ : Outcome.FAILED;
        }
        if (request.state.get() == TAKEN || isStuck) {
            return Outcome.NO_ANSWER;
        }
        request.block = block;
        request.into = into;
        request.reader = Thread.currentThread();
        request.state.set(ASKED);
        if (!enter(request) && request.state.compareAndSet(ASKED, IDLE)) {
            return Outcome.NO_ANSWER; // an earlier entry of this request may have been served
        }
        LockSupport.unpark(thread);
        return await(request);
    }

    /** Serves the requests of readers; the calling thread may wait for the disk. */
    void serve() {
        for (int i = 0; i < REQUESTS_MAX; i++) {
            Request request = asked.get(i);
            if (request != null) {
                asked.set(i, null);
                if (request.state.compareAndSet(ASKED, TAKEN)) {
                    serve(request);
                }
            }
        }
        isStuck = false;
    }

    private void serve(Request request) {
        boolean isRead = false;
        try {
            isRead = read(request.block, request.into);
        } finally {
            request.state.set(isRead ? DONE : FAILED);
            LockSupport.unpark(request.reader);
        }
    }

    boolean isAsked() {
        for (int i = 0; i < REQUESTS_MAX; i++) {
            if (asked.get(i) != null) {
                return true;
            }
        }
        return false;
    }

    private boolean enter(Request request) {
        for (int i = 0; i < REQUESTS_MAX; i++) {
            if (asked.compareAndSet(i, null, request)) {
                return true;
            }
        }
        return false;
    }

    private Outcome await(Request request) {
        final long beganNs = System.nanoTime();
        long leftNs = PATIENCE_NS;
        int state = request.state.get();
        while (state < DONE && leftNs > 0) {
            LockSupport.parkNanos(this, leftNs);
            leftNs = PATIENCE_NS - (System.nanoTime() - beganNs);
            state = request.state.get();
        }
        if (state < DONE) {
            request.state.compareAndSet(ASKED, IDLE); // else the server still has the buffer
            isStuck = true;
            return Outcome.NO_ANSWER;
        }
        request.state.set(IDLE);
        return state == DONE ? Outcome.READ : Outcome.FAILED;
    }

    private boolean read(long block, ByteBuffer into) {
        JournalFile from = file;
        try {
            if (from != null) {
                from.read(block, into);
            }
            return from != null;
        } catch (IOException | RuntimeException _) {
            return false;
        }
    }
}
