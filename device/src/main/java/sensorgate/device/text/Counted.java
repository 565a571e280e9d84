package sensorgate.device.text;

/** How many of something there are, in words. */
public final class Counted {

    private Counted() {}

    /** {@code 1 datagram}, {@code 2 datagrams}: English, for words that take an s. */
    public static String of(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
