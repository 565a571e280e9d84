package sensorgate.device.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines on a terminal's screen. Only changed lines are written again, in one piece: so nothing
 * flickers, and a slow connection keeps up.
 */
final class Screen {

    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_ALL = "\033[2J";

    private final boolean hasColours;
    private final List<String> shown = new ArrayList<>();
    private boolean isDirty = true;

    /** An empty screen; without colours if the person does not want them. */
    Screen(boolean hasColours) {
        this.hasColours = hasColours;
    }

    /** Writes all lines next time: the screen has another size, or another program wrote to it. */
    void forget() {
        isDirty = true;
    }

    /** The text that makes the screen show these lines; empty if it shows them. */
    String change(List<StyledLine> lines) {
        StringBuilder text = new StringBuilder();
        if (isDirty) {
            text.append(CLEAR_ALL);
            shown.clear();
        }
        int count = Math.max(lines.size(), shown.size());
        for (int i = 0; i < count; i++) {
            String before = i < shown.size() ? shown.get(i) : "";
            String now = i < lines.size() ? text(lines.get(i)) : "";
            if (!before.equals(now)) {
                text.append("\033[").append(i + 1).append(";1H").append(now).append(CLEAR_LINE);
            }
        }
        shown.clear();
        lines.forEach(line -> shown.add(text(line)));
        isDirty = false;
        return text.toString();
    }

    private String text(StyledLine line) {
        return hasColours ? line.styled() : line.uncoloured();
    }
}
