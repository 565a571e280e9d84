package sensorgate.serve;

/**
 * Removes telnet's commands and option negotiation from what a client sends (RFC 854, "TELNET
 * command structure"; RFC 855 for subnegotiations). A command may come in pieces. Its listener's
 * thread only; allocates nothing.
 *
 * <pre>
 *  IAC IAC                         the byte 255
 *  IAC WILL|WONT|DO|DONT option    a negotiation
 *  IAC SB option ... IAC SE        a subnegotiation
 *  IAC command                     any other command
 * </pre>
 */
final class Telnet {

    private static final int IAC = 255;
    private static final int DONT = 254;
    private static final int WILL = 251;
    private static final int SB = 250;
    private static final int SE = 240;

    private enum State { TEXT, COMMAND, OPTION, SUBNEGOTIATION, SUBNEGOTIATION_COMMAND }

    private State state = State.TEXT;

    void reset() {
        state = State.TEXT;
    }

    /** True if a command has begun and its rest has not come. */
    boolean isInCommand() {
        return state != State.TEXT;
    }

    /** Moves the text in {@code from} to {@code to} together; returns its end. */
    int removeFrom(byte[] bytes, int from, int to) {
        int end = from;
        for (int i = from; i < to; i++) {
            if (isText(bytes[i] & 0xFF)) {
                bytes[end++] = bytes[i];
            }
        }
        return end;
    }

    private boolean isText(int b) {
        final State before = state;
        state = switch (before) {
            case TEXT -> b == IAC ? State.COMMAND : State.TEXT;
            case COMMAND -> afterCommand(b);
            case OPTION -> State.TEXT;
            case SUBNEGOTIATION ->
                    b == IAC ? State.SUBNEGOTIATION_COMMAND : State.SUBNEGOTIATION;
            case SUBNEGOTIATION_COMMAND -> b == SE ? State.TEXT : State.SUBNEGOTIATION;
        };
        return before == State.TEXT ? b != IAC : before == State.COMMAND && b == IAC;
    }

    private static State afterCommand(int command) {
        if (command == SB) {
            return State.SUBNEGOTIATION;
        }
        return command >= WILL && command <= DONT ? State.OPTION : State.TEXT;
    }
}
