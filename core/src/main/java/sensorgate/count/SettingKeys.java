package sensorgate.count;

/**
 * The keys of the configuration, for the core's messages and the program's settings. A message that
 * names a key takes the name from here, so that the key exists.
 */
public final class SettingKeys {

    public static final String UDP_PORT = "udp.port";
    public static final String UDP_ADDRESS = "udp.address";
    public static final String UDP_ALLOW = "udp.allow";
    public static final String UDP_MULTICAST = "udp.multicast";
    public static final String UDP_COALESCE = "udp.coalesce";
    public static final String UDP_RECEIVE_BUFFER = "udp.receive-buffer";
    public static final String UDP_SOURCE = "udp.source";
    public static final String UDP_PRECISION = "udp.precision";
    public static final String TCP_PORT = "tcp.port";
    public static final String TCP_ADDRESS = "tcp.address";
    public static final String TCP_ALLOW = "tcp.allow";
    public static final String TCP_CONTROLLERS = "tcp.controllers";
    public static final String TCP_TURN = "tcp.turn";
    public static final String TCP_IDLE = "tcp.idle";
    public static final String TCP_WRITE_TIMEOUT = "tcp.write-timeout";
    public static final String CONTROL_SOCKET = "control.socket";
    public static final String SERIES_MAX = "series.max";
    public static final String SERIES_EXPIRE = "series.expire";
    public static final String SERIES_PER_SENDER = "series.per-sender";
    public static final String STATE_DIRECTORY = "state.directory";
    public static final String STATE_FLUSH = "state.flush";
    public static final String STATE_CHECKPOINT = "state.checkpoint";
    public static final String JOURNAL_SIZE = "journal.size";

    private SettingKeys() {}
}
