package sensorgate.count;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread raises and any thread reads. A reader may see a slightly old value. */
public final class Counter {

    private final AtomicLong value = new AtomicLong();

    public Counter() {}

    /** Adds one. Counting thread only. */
    public void increment() {
        add(1);
    }

    /** Adds {@code count}. Counting thread only. */
    public void add(long count) {
        value.setOpaque(value.getPlain() + count);
    }

    /** The number, perhaps slightly old. Any thread. */
    public long get() {
        return value.getOpaque();
    }
}
