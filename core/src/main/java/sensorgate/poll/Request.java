package sensorgate.poll;

import sensorgate.line.LineScanner;
import sensorgate.line.Point;

/**
 * The words of one request, parted by spaces. A backslash escapes a space within a name. One thread
 * only.
 */
final class Request {

    /** The error for a word that is no series. */
    static final String NO_SERIES =
            "series write a series as LIST shows it: measurement,tag=value,...";

    /** The longest request, and one space behind for the scanner of series. */
    private static final int BYTES = 1024 + 1;

    final byte[] bytes = new byte[BYTES];
    private int length;
    private int wordFrom;
    private int wordTo;

    /** Takes a request and goes to its first word, which may be empty. */
    void set(byte[] from, int at, int to) {
        length = to - at;
        System.arraycopy(from, at, bytes, 0, length);
        bytes[length] = ' ';
        wordTo = 0;
        next();
    }

    /** Goes to the next word; without another, returns false and the word is empty. */
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
        byte escaped = bytes[at + 1]; // at most the space behind the request
        return bytes[at] == '\\' && (escaped == ' ' || escaped == ',' || escaped == '=');
    }

    /** Where the word begins. */
    int from() {
        return wordFrom;
    }

    /** Where the word ends. */
    int to() {
        return wordTo;
    }

    /** The word as a decimal number, or -1 for another text or more digits. */
    long number(int digitsMax) {
        return number(wordFrom, digitsMax);
    }

    /** Parses the word from {@code from} to its end, as {@link #number(int)} does. */
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

    /** True if the word is a series, its tags in any order; then sorts the tags in the request. */
    boolean isSeries(Point point) {
        // the space behind the request ends a series at its end
        if (LineScanner.scanSeries(bytes, wordFrom, length + 1, point) != wordTo) {
            return false;
        }
        point.sortTags(bytes);
        return true;
    }

    /** True if the word is {@code upperCase} in any case. */
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
