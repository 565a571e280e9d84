package sensorgate;

/** Another program has the port that the gateway should listen at. */
public final class PortTakenException extends GatewayException {

    private static final long serialVersionUID = 1L;

    private final String protocol;
    private final int port;

    PortTakenException(String message, Throwable cause, String protocol, int port) {
        super(message, cause);
        this.protocol = protocol;
        this.port = port;
    }

    /** {@code UDP} or {@code TCP}. */
    public String protocol() {
        return protocol;
    }

    public int port() {
        return port;
    }
}
