package sensorgate.device;

/** How many of something there are, in words. */
final class Counted {

    private Counted() {}

    /** {@code 1 datagram}, {@code 2 datagrams}: English, for words that take an s. */
    static String of(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
