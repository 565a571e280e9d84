package sensorgate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import sensorgate.count.Loop;
import sensorgate.count.Uninterrupted;
import sensorgate.count.Worker;

/**
 * The parts that a gateway is made of, in the order in which they were opened: started in this
 * order, closed in the reverse one, whether all of them were opened and started or only some.
 */
final class Parts implements AutoCloseable {

    /** What can be started, and closed whether it was started or not. */
    interface Part extends AutoCloseable {

        /** Starts its threads. */
        default void start() {}

        /** The threads that go round for as long as it runs. */
        default List<Loop> loops() {
            return List.of();
        }

        /** Ends its threads and gives back what it holds. */
        @Override
        void close();
    }

    private final ThreadFactory threads;
    private final Consumer<Throwable> onFailed;
    private final List<Part> opened = new ArrayList<>();
    private final Deque<Part> toClose = new ArrayDeque<>();
    private boolean closed;

    /**
     * No parts yet.
     *
     * @param onFailed hears what a worker's thread died of
     */
    Parts(ThreadFactory threads, Consumer<Throwable> onFailed) {
        this.threads = threads;
        this.onFailed = onFailed;
    }

    /** Adds a part that is open. */
    void add(Part part) {
        toClose.push(part);
        opened.add(part);
    }

    /** Adds a worker, to be run by a thread of this name. */
    void add(String name, Worker worker) {
        add(new WorkerPart(name, worker));
    }

    /** Starts every part, or closes all of them and throws; does nothing once they are closed. */
    void start() {
        if (closed) {
            return;
        }
        try {
            opened.forEach(Part::start);
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    /** The loops of every part. */
    List<Loop> loops() {
        return opened.stream().flatMap(part -> part.loops().stream()).toList();
    }

    /** Closes what has been added, the last one first; does nothing the second time. */
    @Override
    public void close() {
        closed = true;
        while (!toClose.isEmpty()) {
            toClose.pop().close();
        }
    }

    /** A worker and its thread, which is made when it is started. */
    private final class WorkerPart implements Part {

        private final String name;
        private final Worker worker;
        private Thread thread;

        WorkerPart(String name, Worker worker) {
            this.name = name;
            this.worker = worker;
        }

        @Override
        public void start() {
            Thread made = threads.newThread(this::run);
            made.setName(name);
            made.start();
            thread = made;
        }

        @Override
        public List<Loop> loops() {
            return List.of(worker.loop(name));
        }

        @Override
        public void close() {
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
