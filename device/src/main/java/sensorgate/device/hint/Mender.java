package sensorgate.device.hint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import sensorgate.line.Precision;

/**
 * Looks for the line that a sensor meant: mends one mistake after another, the fewest possible,
 * until the gateway would store the line.
 */
final class Mender {

    private static final List<Slip> SLIPS = Stream.of(
            LineSlips.ALL, ValueSlips.ALL, NameSlips.ALL, TimeSlips.ALL)
            .flatMap(List::stream).toList();

    private static final int TRIES_MAX = 200;
    private static final int SLIPS_MAX = 3;

    private final Precision precision;
    private final Queue<Try> open = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private Found partly;

    /**
     * What was found.
     *
     * @param says what is wrong
     * @param line the line to send, {@code null} if it is not certain
     */
    record Found(String says, ReadLine line) {}

    private record Try(ReadLine line, List<String> says) {}

    private Mender(Precision precision) {
        this.precision = precision;
    }

    /** The mended line, only words if the line is not certain, or {@code null}. */
    static Found mend(String text, Precision precision) {
        return new Mender(precision).search(text);
    }

    private Found search(String text) {
        open.add(new Try(ReadLine.of(text, precision), List.of()));
        known.add(text);
        while (!open.isEmpty() && known.size() < TRIES_MAX) {
            Found found = mendOne(open.remove());
            if (found != null) {
                return found;
            }
        }
        return partly;
    }

    /** Mends one more mistake of a line, in each way that is known. */
    private Found mendOne(Try tried) {
        for (Slip slip : SLIPS) {
            String mended = slip.causes().contains(tried.line.cause())
                    ? slip.mend(tried.line.text(), tried.line.errorAt(), precision)
                    : null;
            boolean isFirst = tried.says.isEmpty();
            if (mended != null && slip.mending() == null && isFirst) {
                return new Found(slip.says(), null);
            }
            if (mended == null || !known.add(mended)) {
                continue;
            }
            Try next = new Try(ReadLine.of(mended, precision), with(tried.says, slip.says()));
            if (next.line.isGood()) {
                return new Found(String.join("; ", next.says), next.line);
            }
            if (isFirst && partly == null && isFurther(next.line, tried.line)) {
                partly = new Found(slip.says(), null);
            }
            if (next.line.cause() != null && next.says.size() < SLIPS_MAX) {
                open.add(next);
            }
        }
        return null;
    }

    private static boolean isFurther(ReadLine line, ReadLine before) {
        return line.cause() == null || line.errorAt() > before.errorAt();
    }

    private static List<String> with(List<String> says, String one) {
        List<String> all = new ArrayList<>(says);
        if (!all.contains(one)) {
            all.add(one);
        }
        return all;
    }
}
