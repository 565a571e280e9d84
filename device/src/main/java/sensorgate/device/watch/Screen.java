package sensorgate.device.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands on a terminal's screen, line by line: only lines that changed are written again, in
 * one piece, so that nothing flickers and a slow line keeps up.
 */
final class Screen {

    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_ALL = "\033[2J";

    private final List<String> shown = new ArrayList<>();
    private boolean isDirty = true;

    /** Nothing is known of what stands there: it has been resized, or somebody else wrote to it. */
    void forget() {
        isDirty = true;
    }

    /** What to write so that these lines stand there; empty if they do. */
    String change(List<StyledLine> lines) {
        StringBuilder text = new StringBuilder();
        if (isDirty) {
            text.append(CLEAR_ALL);
            shown.clear();
        }
        int count = Math.max(lines.size(), shown.size());
        for (int i = 0; i < count; i++) {
            String before = i < shown.size() ? shown.get(i) : "";
            String now = i < lines.size() ? lines.get(i).styled() : "";
            if (!before.equals(now)) {
                text.append("\033[").append(i + 1).append(";1H").append(now).append(CLEAR_LINE);
            }
        }
        shown.clear();
        lines.forEach(line -> shown.add(line.styled()));
        isDirty = false;
        return text.toString();
    }
}
