package sensorgate.device.run;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/**
 * Writes the log to standard error, each entry with one call, so that entries of several threads do
 * not mix. Made by tinylog, see {@code tinylog.properties}.
 */
public final class LogWriter implements Writer {

    private final LogFormat format = LogFormat.ofProcess();
    private final FileOutputStream output = new FileOutputStream(FileDescriptor.err);

    public LogWriter(Map<String, String> properties) {
        // tinylog calls this constructor; there are no properties
    }

    @Override
    public Collection<LogEntryValue> getRequiredLogEntryValues() {
        return EnumSet.of(LogEntryValue.LEVEL, LogEntryValue.MESSAGE, LogEntryValue.EXCEPTION);
    }

    @Override
    public void write(LogEntry entry) throws IOException {
        String text = LogFormat.text(entry.getMessage(), entry.getException());
        String lines = format.event(entry.getLevel(), LocalDateTime.now(), text);
        output.write(lines.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
        // nothing is buffered
    }

    @Override
    public void close() {
        // standard error stays open
    }
}
