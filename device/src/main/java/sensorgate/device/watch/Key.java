package sensorgate.device.watch;

/** A key that a person presses. */
enum Key {
    QUIT, UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, REDRAW, SUSPEND, OTHER;

    /** Turns the bytes of a terminal into keys: letters and {@code ESC [ …} sequences. */
    static final class Decoder {

        private static final int ESCAPE = 0x1B;
        private static final int CONTROL_C = 0x03;
        private static final int CONTROL_D = 0x04;
        private static final int CONTROL_L = 0x0C;
        private static final int CONTROL_Z = 0x1A;

        private boolean inEscape;
        private boolean inSequence;
        private int number;

        /** The key that this byte completes, else {@code null}; -1: the terminal has gone. */
        Key take(int b) {
            if (inSequence) {
                return sequence(b);
            }
            boolean begins = inEscape && (b == '[' || b == 'O');
            inEscape = b == ESCAPE;
            inSequence = begins;
            number = 0;
            return begins || inEscape ? null : letter(b);
        }

        private static Key letter(int b) {
            return switch (b) {
                case -1, 'q', 'Q', CONTROL_C, CONTROL_D -> QUIT;
                case 'k' -> UP;
                case 'j', '\n', '\r' -> DOWN;
                case 'b' -> PAGE_UP;
                case ' ' -> PAGE_DOWN;
                case 'g' -> HOME;
                case CONTROL_L -> REDRAW;
                case CONTROL_Z -> SUSPEND;
                default -> OTHER;
            };
        }

        private Key sequence(int b) {
            if (b >= '0' && b <= '9') {
                number = (number * 10 + b - '0') % 1_000;
                return null;
            }
            if (b == ';') {
                return null;
            }
            inSequence = false;
            return switch (b) {
                case -1 -> QUIT;
                case 'A' -> UP;
                case 'B' -> DOWN;
                case 'H' -> HOME;
                case '~' -> number == 5 ? PAGE_UP : number == 6 ? PAGE_DOWN : OTHER;
                default -> OTHER;
            };
        }
    }
}
