package sensorgate.count;

/** A number and its noun. */
public final class Counted {

    private Counted() {}

    /** {@code 1 datagram}, {@code 2 datagrams}: for nouns whose plural adds an s. */
    public static String of(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
