package sensorgate.device.text;

import java.util.Comparator;

/** The order of names for people: numbers in names by their value, {@code c=2} before c=10. */
public final class NaturalOrder implements Comparator<String> {

    @Override
    public int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int difference = Character.compare(a.charAt(i), b.charAt(j));
            if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
                int iEnd = digitsEnd(a, i);
                int jEnd = digitsEnd(b, j);
                difference = compareNumbers(a.substring(i, iEnd), b.substring(j, jEnd));
                i = iEnd - 1;
                j = jEnd - 1;
            }
            if (difference != 0) {
                return difference;
            }
            i++;
            j++;
        }
        int difference = Integer.compare(a.length() - i, b.length() - j);
        return difference == 0 ? a.compareTo(b) : difference; // 07 is not 7
    }

    private static int compareNumbers(String a, String b) {
        String x = a.replaceFirst("^0+", "");
        String y = b.replaceFirst("^0+", "");
        return x.length() == y.length() ? x.compareTo(y) : Integer.compare(x.length(), y.length());
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
