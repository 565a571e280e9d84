package sensorgate.journal;

/**
 * The position from which a reader of the journal continues: the next point to read.
 *
 * @param ringId the id of the ring that the sequence belongs to
 * @param sequence the sequence of the next point
 */
public record Cursor(int ringId, long sequence) {

    /** A cursor of no journal: nothing was read yet. */
    public static final Cursor NONE = new Cursor(0, 0);
}
