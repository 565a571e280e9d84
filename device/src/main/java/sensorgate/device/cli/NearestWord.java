package sensorgate.device.cli;

import java.util.Collection;
import java.util.Comparator;

/** Finds the known word that a user probably meant. */
public final class NearestWord {

    private NearestWord() {}

    /** Ends a message with {@code ", did you mean x?"}, or {@code otherwise} if no word is near. */
    public static String hint(String word, Collection<String> known, String otherwise) {
        int distanceMax = Math.max(1, word.length() / 3); // further away is a guess
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= distanceMax)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .map(nearest -> ", did you mean " + nearest + "?")
                .orElse(otherwise);
    }

    /** How many letters to change, add or remove (Levenshtein), computed one row at a time. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
