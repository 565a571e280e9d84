package sensorgate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sensorgate.count.Loop;
import sensorgate.count.Uninterrupted;
import sensorgate.count.Worker;

/**
 * The parts that a gateway is made of: started in the order in which they were opened, closed in
 * the reverse order, also if only some were opened or started.
 */
final class Parts implements AutoCloseable {

    /** A part; {@code close} ends its threads, and is called whether these were started or not. */
    private record Part(Runnable start, Supplier<List<Loop>> loops, Runnable close) {}

    private final ThreadFactory threads;
    private final Consumer<Throwable> onFailed;
    private final List<Part> opened = new ArrayList<>();
    private final List<Consumer<GatewaySettings>> reloads = new ArrayList<>();
    private final Deque<Part> toClose = new ArrayDeque<>();
    private boolean closed;

    /** No parts yet; {@code onFailed} is told when a worker's thread dies. */
    Parts(ThreadFactory threads, Consumer<Throwable> onFailed) {
        this.threads = threads;
        this.onFailed = onFailed;
    }

    /** Adds an open part without threads. */
    void add(Runnable close) {
        add(() -> {}, List::of, close);
    }

    /** Adds an open part. */
    void add(Runnable start, Supplier<List<Loop>> loops, Runnable close) {
        Part part = new Part(start, loops, close);
        toClose.push(part);
        opened.add(part);
    }

    /** Adds a worker, to be run by a thread of this name. */
    void add(String name, Worker worker) {
        WorkerThread thread = new WorkerThread(name, worker);
        add(thread::start, () -> List.of(worker.loop(name)), thread::close);
    }

    /** Has a part take over new settings; {@code reload} is called by any thread. */
    void onReload(Consumer<GatewaySettings> reload) {
        reloads.add(reload);
    }

    /** Gives new settings to every part that takes them over; does nothing once closed. */
    void reload(GatewaySettings settings) {
        if (!closed) {
            reloads.forEach(reload -> reload.accept(settings));
        }
    }

    /** Starts every part, or closes all of them and throws; does nothing once they are closed. */
    void start() {
        if (closed) {
            return;
        }
        try {
            opened.forEach(part -> part.start().run());
        } catch (Throwable failure) {
            closeAfter(failure);
            throw failure;
        }
    }

    List<Loop> loops() {
        return opened.stream().flatMap(part -> part.loops().get().stream()).toList();
    }

    /**
     * Closes what has been added, the last one first; does nothing the second time. A part that
     * cannot be closed does not keep the others open: its failure is thrown at the end.
     */
    @Override
    public void close() {
        closed = true;
        RuntimeException first = null;
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close().run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Closes everything because of a failure, which stays the one that is told. */
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** A worker and its thread, which is made when the worker is started. */
    private final class WorkerThread {

        private final String name;
        private final Worker worker;
        private Thread thread;

        WorkerThread(String name, Worker worker) {
            this.name = name;
            this.worker = worker;
        }

        void start() {
            Thread made = threads.newThread(this::run);
            made.setName(name);
            made.start();
            thread = made;
        }

        void close() {
            worker.stop();
            if (thread != null) {
                Uninterrupted.join(thread);
            }
            worker.close();
        }

        private void run() {
            try {
                worker.run();
            } catch (Throwable failure) {
                onFailed.accept(failure);
            }
        }
    }
}
