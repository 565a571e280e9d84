package sensorgate.store;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a history of points and power cuts has handed out and what of it must be there again, told
 * without the store's help but for the places of its records.
 */
final class PowerCutModel {

    /** A point that was stored: as the journal gives it back, and where it stands in the ring. */
    record Stored(String series, String text, long arrivedNs, long place, int stride) {

        private Stored at(long place) {
            return new Stored(series, text, arrivedNs, place, stride);
        }
    }

    /** Every point of this ring that was stored, by sequence. */
    private final NavigableMap<Long, Stored> handedOut = new TreeMap<>();

    /** Those that are not beyond what an earlier start has found: they are read, or lost. */
    private final NavigableMap<Long, Stored> known = new TreeMap<>();

    /** Those of them that were in a checkpoint or were found again. */
    private final NavigableMap<Long, Stored> remembered = new TreeMap<>();

    private int ringId;
    private long forcedTo;

    /** A start that found what {@code served} says, by sequence and place, in that ring. */
    void started(int ringId, Map<Long, Long> served, long jumpFrom, long checkpointed) {
        if (ringId != this.ringId) {
            handedOut.clear();
            known.clear();
            remembered.clear();
        }
        this.ringId = ringId;
        known.tailMap(jumpFrom, true).clear();
        remembered.tailMap(checkpointed, true).keySet().retainAll(served.keySet());
        known.replaceAll((_, stored) -> stored.at(-1));
        served.forEach((sequence, place) -> known.computeIfPresent(
                sequence, (_, stored) -> stored.at(place)));
        forcedTo = known.isEmpty() ? 0 : known.lastKey() + 1;
    }

    void stored(long sequence, Stored point) {
        if (handedOut.put(sequence, point) != null) {
            throw new AssertionError("handed out twice: sequence=" + sequence);
        }
        known.put(sequence, point);
        remembered.put(sequence, point);
    }

    /** Everything so far has been forced to the disk. */
    void forced() {
        forcedTo = handedOut.isEmpty() ? 0 : handedOut.lastKey() + 1;
    }

    int ringId() {
        return ringId;
    }

    long lastHandedOut() {
        return handedOut.isEmpty() ? 0 : handedOut.lastKey();
    }

    /** Every point that was ever stored. */
    NavigableMap<Long, Stored> handedOut() {
        return handedOut;
    }

    /** Every point that a cursor is told of: it is read, or lost. */
    NavigableMap<Long, Stored> known() {
        return known;
    }

    /** What a power cut must not take: it was forced, and nothing has been written over it. */
    NavigableMap<Long, Stored> safe(long oldestPlace) {
        NavigableMap<Long, Stored> safe = new TreeMap<>(known.headMap(forcedTo, false));
        safe.values().removeIf(stored -> stored.place() < oldestPlace);
        return safe;
    }

    /** The latest sequence of each series that is below a checkpoint's or was found again. */
    Map<String, Long> latest(long checkpointed, Map<Long, Long> served) {
        Map<String, Long> latest = new HashMap<>();
        remembered.headMap(checkpointed, false).forEach(
                (sequence, stored) -> latest.merge(stored.series(), sequence, Math::max));
        served.keySet().forEach(sequence -> latest.merge(
                handedOut.get(sequence).series(), sequence, Math::max));
        return latest;
    }
}
