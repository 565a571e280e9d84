package sensorgate.device.history;

import sensorgate.device.text.ValueText;

/** Counts the values of one reading in a span of time. Belongs to one thread. */
final class Bin {

    /** Longer texts are cut, so that thousands of bins fit into a small heap. */
    private static final int TEXT_MAX = 256;

    private long count;
    private long numbers;
    private long booleans;
    private long changes;
    private double mean;
    private Value min;
    private Value max;
    private Value last;

    /**
     * A value with its time.
     *
     * @param text as people read it
     * @param number a boolean is 1 or 0, a string is NaN
     * @param timeNs nanoseconds since 1970
     */
    record Value(String text, double number, boolean isBoolean, long timeNs) {

        static Value of(String sent, long timeNs) {
            String shown = ValueText.shown(sent);
            return new Value(
                    shown.length() <= TEXT_MAX ? shown : shown.substring(0, TEXT_MAX - 1) + "…",
                    ValueText.number(sent), ValueText.isBoolean(sent), timeNs);
        }
    }

    void add(Value value, boolean isChange) {
        count++;
        changes += isChange ? 1 : 0;
        booleans += value.isBoolean() ? 1 : 0;
        if (!Double.isNaN(value.number())) {
            numbers++;
            mean += value.number() / numbers - mean / numbers; // no sum that overflows
            min = min == null || value.number() < min.number() ? value : min;
            max = max == null || value.number() > max.number() ? value : max;
        }
        last = last == null || value.timeNs() >= last.timeNs() ? value : last;
    }

    /** Adds all values of a later bin. */
    void addAll(Bin later) {
        count += later.count;
        changes += later.changes;
        booleans += later.booleans;
        if (later.numbers > 0) {
            double share = (double) later.numbers / (numbers + later.numbers);
            mean = mean * (1 - share) + later.mean * share;
            numbers += later.numbers;
            min = min == null || later.min.number() < min.number() ? later.min : min;
            max = max == null || later.max.number() > max.number() ? later.max : max;
        }
        last = last == null || later.last.timeNs() >= last.timeNs() ? later.last : last;
    }

    long count() {
        return count;
    }

    /** How many values differ from the value that arrived before. */
    long changes() {
        return changes;
    }

    /** True if each value is a number, so that their mean means something. */
    boolean isNumeric() {
        return numbers == count && booleans == 0;
    }

    boolean isBoolean() {
        return booleans == count;
    }

    double mean() {
        return mean;
    }

    Value min() {
        return min;
    }

    Value max() {
        return max;
    }

    /** The value with the latest time. */
    Value last() {
        return last;
    }
}
