package sensorgate.device.state;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import sensorgate.GatewaySettings;
import sensorgate.count.Counted;
import sensorgate.device.cli.Progress;
import sensorgate.device.cli.SignalHook;
import sensorgate.device.cli.StandardStream;
import sensorgate.device.cli.Streams;
import sensorgate.device.text.Printable;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;

/** Writes a state directory to one file. */
final class Exporter {

    private final Path directory;
    private final GatewaySettings settings;
    private final Streams streams;
    private final Progress progress;

    Exporter(Path directory, GatewaySettings settings, Streams streams) {
        this.directory = directory;
        this.settings = settings;
        this.streams = streams;
        this.progress = Progress.on(streams);
    }

    /** Writes to the file of this name, {@code -} for standard output. */
    void write(String name, boolean mayReplace) throws IOException, RefusedException {
        List<String> files = files();
        if (name.equals("-")) {
            toStandardOutput(files);
            return;
        }
        Path file = Path.of(name).toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw new RefusedException(Printable.of(name) + " is a directory: name a file in it");
        }
        if (!mayReplace && Files.exists(file)) {
            throw new RefusedException(Printable.of(name)
                    + " exists: choose another name, or add --force");
        }
        if (!Files.isDirectory(file.getParent())) {
            throw new RefusedException("there is no directory " + file.getParent());
        }
        toFile(files, file);
    }

    /** The files of the state, the checkpoint first. */
    private List<String> files() throws IOException, RefusedException {
        List<String> files;
        try {
            files = new ArrayList<>(Folder.stateFiles(directory));
        } catch (NoSuchFileException | NotDirectoryException _) {
            files = List.of();
        }
        if (!files.contains(StateDirectory.JOURNAL) && !files.contains(StateDirectory.CHECKPOINT)) {
            throw new RefusedException("there is no state in " + directory
                    + ": for the state of the service use sudo, for another one"
                    + " --state.directory");
        }
        files.sort((a, b) -> Integer.compare(rank(a), rank(b)));
        return files;
    }

    private static int rank(String name) {
        return switch (name) {
            case StateDirectory.CHECKPOINT -> 0;
            case StateDirectory.JOURNAL -> 1;
            default -> 2;
        };
    }

    private void toStandardOutput(List<String> files) throws IOException, RefusedException {
        if (StandardStream.OUT.isTerminal()) {
            throw new RefusedException("the state is no text for a terminal: write it to a file,"
                    + " or to a pipe");
        }
        write(files, streams.out());
        progress.clear();
    }

    /** Writes under another name first: the file is whole, or it is not there. */
    private void toFile(List<String> files, Path file) throws IOException, RefusedException {
        String suffix = ".part-" + ProcessHandle.current().pid();
        Path part = file.resolveSibling(file.getFileName() + suffix);
        Path copy = file.resolveSibling(file.getFileName() + suffix + ".check");
        SignalHook hook = new SignalHook(() -> clean(part, copy));
        try {
            try (FileChannel channel = Disk.system().open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                write(files, out);
                Disk.system().force(channel);
            }
            String holds = check(part, copy, file);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            progress.clear();
            long cursors = files.stream()
                    .filter(name -> name.startsWith(StateDirectory.CURSOR)).count();
            streams.out().println("exported " + holds + (cursors == 0
                    ? "" : "; " + Counted.of(cursors, "cursor")) + "; to " + Printable.of(
                    file.toString()) + ", " + size(Files.size(file)));
        } finally {
            progress.clear();
            clean(part, copy);
            hook.remove();
        }
    }

    /** Reads the archive back, as a start would. */
    private String check(Path part, Path copy, Path file) throws IOException, RefusedException {
        progress.bar(1, "reading the file back");
        Folder.delete(copy);
        Disk.system().createDirectories(copy);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(part))) {
            Export.read(in, file.toString(), copy);
        }
        Trial trial = Trial.of(copy, settings, "the state in " + directory);
        progress.clear();
        trial.notes().forEach(note -> streams.err().println("sensorgate: note: "
                + Printable.of(note)));
        return trial.inWords();
    }

    private void write(List<String> files, OutputStream out) throws IOException {
        long bytes = 0;
        for (String name : files) {
            bytes += Files.size(directory.resolve(name));
        }
        double all = Math.max(1, bytes);
        Export.write(directory, files, out,
                done -> progress.bar(done / all, "exporting, " + size(done)));
    }

    private static void clean(Path part, Path copy) {
        try {
            Files.deleteIfExists(part);
            Folder.delete(copy);
        } catch (IOException _) {
            // the export's own outcome counts
        }
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? (bytes + 999) / 1000 + " kB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
