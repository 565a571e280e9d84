package sensorgate.journal;

/**
 * A place in the journal from which a reader continues: the next point it has not had.
 *
 * @param ringId the id of the ring that the sequence belongs to
 * @param sequence the sequence of the next point
 */
public record Cursor(int ringId, long sequence) {

    /** No place in any journal: nothing was read yet. */
    public static final Cursor NONE = new Cursor(0, 0);
}
