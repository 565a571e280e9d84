package sensorgate.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number that one thread raises and any thread reads. A reader may see a slightly old value. */
public final class Counter {

    private static final VarHandle VALUE = valueHandle();

    private long value;

    /** A counter at zero. */
    public Counter() {
        // a long begins at zero
    }

    /** Adds one. Counting thread only. */
    public void increment() {
        add(1);
    }

    /** Adds {@code count}. Counting thread only. */
    public void add(long count) {
        VALUE.setOpaque(this, value + count);
    }

    /** The number, perhaps slightly old. Any thread. */
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
