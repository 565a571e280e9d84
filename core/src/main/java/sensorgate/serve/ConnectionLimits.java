package sensorgate.serve;

import sensorgate.address.SourceFilter;

/**
 * What the connections of a {@link ManyListener} may take.
 *
 * @param connectionsMax how many are served at the same time
 * @param allow who is served, {@code null} where that is decided elsewhere, as by a file's mode
 * @param idleNs how long a connection may be silent, nanoseconds; {@link #NEVER_NS} for any time
 * @param writeTimeoutNs how long a reply may stay unread, nanoseconds
 * @param busyReply what one connection too many is told before it is closed, US-ASCII;
 *        {@code null} if the connection that has been silent longest must give way instead
 */
public record ConnectionLimits(
        int connectionsMax, SourceFilter allow, long idleNs, long writeTimeoutNs,
        String busyReply) {

    /** Silence never ends a connection. */
    public static final long NEVER_NS = ConnectionListener.NEVER_NS;
}
