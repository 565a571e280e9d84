package sensorgate.device.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.tinylog.Level;
import sensorgate.device.cli.StandardStream;

/** The format of the log, for a person or for systemd's journal. */
enum LogFormat {

    /** For a person or a file: {@code 2026-11-23 05:00:00 INFO ready}. */
    PLAIN,

    /**
     * For systemd's journal, which adds the time: each line begins with its level, see
     * sd-daemon(3): {@code <6>ready}.
     */
    JOURNAL;

    /** Loaded on first use, so that the start of a service does not pay for the class. */
    private static final class Time {

        static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    }

    /**
     * Chooses the format. Programs started from a desktop inherit JOURNAL_STREAM, so the variable
     * counts only if its value names this process's standard error (systemd.exec(5)).
     *
     * @param journalStream the environment's JOURNAL_STREAM, or {@code null}
     * @param standardError device and inode of standard error
     */
    static LogFormat choose(String journalStream, String standardError) {
        return standardError.equals(journalStream) ? JOURNAL : PLAIN;
    }

    static LogFormat ofProcess() {
        String journalStream = System.getenv("JOURNAL_STREAM");
        return journalStream == null
                ? PLAIN
                : choose(journalStream, StandardStream.ERROR.deviceAndInode());
    }

    String event(Level level, LocalDateTime time, String text) {
        return this == JOURNAL
                ? notice(level, text)
                : Time.FORMAT.format(time) + " " + level + " " + text + "\n";
    }

    /** A message before the log begins, without a time. */
    String notice(Level level, String text) {
        String prefix = this == JOURNAL ? "<" + severity(level) + ">" : "";
        return prefix + text.replace("\n", "\n" + prefix) + "\n";
    }

    /** The message, and the stack trace if something was thrown. */
    static String text(String message, Throwable thrown) {
        if (thrown == null) {
            return message;
        }
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack, true));
        return (message == null ? "" : message + "\n") + stack.toString().stripTrailing();
    }

    private static int severity(Level level) {
        return switch (level) {
            case ERROR -> 3;
            case WARN -> 4;
            case INFO -> 6;
            default -> 7;
        };
    }
}
