package io.tandem.platform.settings;

import java.util.Collection;
import java.util.Comparator;

/** What somebody may have meant who wrote a name that there is not. */
public final class NearestName {
    private NearestName() {}

    /** The end of a sentence: the nearest name, or all of them if none is near. */
    public static String hint(String wrong, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt(name -> distance(wrong, name)))
            .filter(name -> distance(wrong, name) <= Math.max(2, wrong.length() / 3))
            .map(name -> "; did you mean '" + name + "'?")
            .orElseGet(() -> names.isEmpty() ? "" : "; there are " + String.join(", ", names.stream().sorted().toList()));
    }

    /** Edits that make one of the other (Levenshtein). */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
