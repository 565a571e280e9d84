package sensorgate.poll;

/**
 * The words of one request. Spaces part them, but for a space that a backslash escapes, as names
 * have them. Belongs to one thread.
 */
final class Request {

    /** The longest request, and a space behind it for the scanner of series. */
    private static final int BYTES = 1024 + 1;

    final byte[] bytes = new byte[BYTES];
    private int length;
    private int wordFrom;
    private int wordTo;

    /** Takes the request and stands at its first word, which may be empty. */
    void set(byte[] from, int at, int to) {
        length = to - at;
        System.arraycopy(from, at, bytes, 0, length);
        bytes[length] = ' ';
        wordTo = 0;
        next();
    }

    /** Goes to the next word; false if there is none, and an empty word then. */
    boolean next() {
        int at = wordTo;
        while (at < length && bytes[at] == ' ') {
            at++;
        }
        wordFrom = at;
        while (at < length && bytes[at] != ' ') {
            at += isEscape(at) ? 2 : 1;
        }
        wordTo = Math.min(at, length);
        return wordTo > wordFrom;
    }

    /** True if nothing but spaces follows the word. */
    boolean isLast() {
        int at = wordTo;
        while (at < length && bytes[at] == ' ') {
            at++;
        }
        return at == length;
    }

    private boolean isEscape(int at) {
        byte escaped = bytes[at + 1]; // the space behind the request at the latest
        return bytes[at] == '\\' && (escaped == ' ' || escaped == ',' || escaped == '=');
    }

    /** Where the word begins. */
    int from() {
        return wordFrom;
    }

    /** Where it ends. */
    int to() {
        return wordTo;
    }

    /** The word as a decimal number, or -1 if it is none or has more digits than that. */
    long number(int digitsMax) {
        return number(wordFrom, digitsMax);
    }

    /** The same of the word's end from there on. */
    long number(int from, int digitsMax) {
        if (from == wordTo || wordTo - from > digitsMax) {
            return -1;
        }
        long number = 0;
        for (int at = from; at < wordTo; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return -1;
            }
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }

    /** Where the request ends, with the space that was put there. */
    int limit() {
        return length + 1;
    }

    /** True if the word is this one, in any case. */
    boolean is(String upperCase) {
        if (wordTo - wordFrom != upperCase.length()) {
            return false;
        }
        for (int i = 0; i < upperCase.length(); i++) {
            byte b = bytes[wordFrom + i];
            int upper = b >= 'a' && b <= 'z' ? b - 32 : b;
            if (upper != upperCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
