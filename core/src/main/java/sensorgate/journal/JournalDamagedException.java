package sensorgate.journal;

/**
 * What stood in the journal does not stand there any more: the disk or somebody else has changed
 * it. A new start finds what is left.
 */
final class JournalDamagedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    JournalDamagedException(long place) {
        super("the journal's file was changed by something else, or the disk is bad: place="
                + place + "; the next start keeps what is whole");
    }
}
