package sensorgate.store;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A model of a history of points and power cuts: which points were handed out, and which of them a
 * start must find. Independent of the store, except for the places of records.
 */
final class PowerCutModel {

    /** A stored point as the journal returns it, with its place in the ring. */
    record Stored(String series, String text, long arrivedNs, long place, int stride) {

        private Stored at(long place) {
            return new Stored(series, text, arrivedNs, place, stride);
        }
    }

    /** Every point of this ring that was stored, by sequence. */
    private final NavigableMap<Long, Stored> handedOut = new TreeMap<>();

    /** The points that later starts must account for: each is read, or told lost. */
    private final NavigableMap<Long, Stored> known = new TreeMap<>();

    /** The known points that were in a checkpoint or were found again. */
    private final NavigableMap<Long, Stored> remembered = new TreeMap<>();

    private int ringId;
    private long forcedTo;

    /** Notes a start, which serves these points: place by sequence. */
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

    /** Notes that all points so far are forced to the disk. */
    void forced() {
        forcedTo = handedOut.isEmpty() ? 0 : handedOut.lastKey() + 1;
    }

    int ringId() {
        return ringId;
    }

    long lastHandedOut() {
        return handedOut.isEmpty() ? 0 : handedOut.lastKey();
    }

    /** All points ever stored. */
    NavigableMap<Long, Stored> handedOut() {
        return handedOut;
    }

    /** All points that a cursor must read or be told lost. */
    NavigableMap<Long, Stored> known() {
        return known;
    }

    /** Points that a power cut must not lose: forced and not overwritten. */
    NavigableMap<Long, Stored> safe(long oldestPlace) {
        NavigableMap<Long, Stored> safe = new TreeMap<>(known.headMap(forcedTo, false));
        safe.values().removeIf(stored -> stored.place() < oldestPlace);
        return safe;
    }

    /** The latest sequence of each series among points in the checkpoint or found again. */
    Map<String, Long> latest(long checkpointed, Map<Long, Long> served) {
        Map<String, Long> latest = new HashMap<>();
        remembered.headMap(checkpointed, false).forEach(
                (sequence, stored) -> latest.merge(stored.series(), sequence, Math::max));
        served.keySet().forEach(sequence -> latest.merge(
                handedOut.get(sequence).series(), sequence, Math::max));
        return latest;
    }
}
