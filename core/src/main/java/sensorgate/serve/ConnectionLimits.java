package sensorgate.serve;

import sensorgate.address.SourceFilter;

/**
 * What the connections of a {@link ManyListener} may take.
 *
 * @param connectionsMax the number of connections served at the same time
 * @param allow the clients that are served, {@code null} if a file's mode decides
 * @param idleNs how long a connection may be silent, nanoseconds; {@link #NEVER_NS} for any time
 * @param writeTimeoutNs how long a reply may stay unread, nanoseconds
 * @param busyReply the reply to a connection beyond {@code connectionsMax}, which is then closed;
 *        {@code null} if the connection that has been silent longest gives way instead
 */
public record ConnectionLimits(
        int connectionsMax, SourceFilter allow, long idleNs, long writeTimeoutNs,
        byte[] busyReply) {

    /** Silence never ends a connection. */
    public static final long NEVER_NS = ConnectionListener.NEVER_NS;
}
