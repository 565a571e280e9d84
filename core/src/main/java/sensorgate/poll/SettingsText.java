package sensorgate.poll;

import java.nio.charset.StandardCharsets;

/**
 * The reply to CONFIG: the settings that the gateway uses, as the program has told them. A setting
 * that holds a secret does not belong here. Any thread.
 */
public final class SettingsText {

    private volatile byte[] reply = reply("");

    /** No settings yet. */
    public SettingsText() {}

    /** Replaces the settings; {@code lines} is any text of whole lines, none of them END. */
    public void set(String lines) {
        reply = reply(lines);
    }

    /** The whole reply, its END included; never changed. */
    byte[] reply() {
        return reply;
    }

    private static byte[] reply(String lines) {
        return (lines + "END\n").getBytes(StandardCharsets.UTF_8);
    }
}
