package sensorgate.serve;

/**
 * A local tool's connection with its requests and replies, used over and over. Belongs to the
 * control thread.
 */
final class ControlConnection {

    private final PollConnection connection = new PollConnection();
    private final Conversation conversation;
    private long lastActivityNs;

    ControlConnection(Conversation conversation) {
        this.conversation = conversation;
    }

    PollConnection connection() {
        return connection;
    }

    Conversation conversation() {
        return conversation;
    }

    /** When it last sent or took something. */
    long lastActivityNs() {
        return lastActivityNs;
    }

    void setLastActivityNs(long nowNs) {
        lastActivityNs = nowNs;
    }
}
