package sensorgate.journal;

/**
 * The journal's file was changed while the gateway ran, by a bad disk or by another program. The
 * next start keeps the whole records.
 */
final class JournalDamagedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    JournalDamagedException(long place) {
        super("another program has changed the journal's file, or the disk is bad: place="
                + place + "; restart to keep the whole records");
    }
}
