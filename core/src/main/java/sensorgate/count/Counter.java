package sensorgate.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread raises and any thread reads: whole, though perhaps a moment old. */
public final class Counter {

    private static final VarHandle VALUE = valueHandle();

    private long value;

    /** A counter at zero. */
    public Counter() {
        // zero is where a long begins
    }

    /** Adds one; the counting thread only. */
    public void increment() {
        add(1);
    }

    /** Adds {@code count}; the counting thread only. */
    public void add(long count) {
        VALUE.setOpaque(this, value + count);
    }

    /** The number as it was a moment ago. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }

    private static VarHandle valueHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
