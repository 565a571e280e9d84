package sensorgate.device.state;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import sensorgate.GatewaySettings;
import sensorgate.device.cli.Progress;
import sensorgate.device.cli.Streams;
import sensorgate.device.text.Printable;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;

/**
 * Brings the state of a file into a state directory, and keeps the state that is there.
 *
 * <pre>
 *  import.new       the files while they are checked
 *  before-import    the files that were there; before-import-2, ... if that name is taken
 * </pre>
 */
final class Importer {

    private static final String STAGED = "import.new";
    private static final String BEFORE = "before-import";

    /** The service's StateDirectory. */
    private static final Path OF_SERVICE = Path.of("/var/lib/sensorgate");

    private final Path directory;
    private final GatewaySettings settings;
    private final Streams streams;
    private final Progress progress;

    Importer(Path directory, GatewaySettings settings, Streams streams) {
        this.directory = directory;
        this.settings = settings;
        this.streams = streams;
        this.progress = Progress.on(streams);
    }

    /** Reads the file of this name, {@code -} for standard input. */
    void read(String name) throws IOException, RefusedException {
        if (name.equals("-")) {
            read(streams.in(), "standard input");
            return;
        }
        try (FileChannel file = FileChannel.open(Path.of(name), StandardOpenOption.READ);
                InputStream in = Channels.newInputStream(file)) {
            read(new BufferedInputStream(in), Printable.of(name));
        } catch (NoSuchFileException e) {
            if (e.getFile().equals(name)) {
                throw new RefusedException("there is no file " + Printable.of(name));
            }
            throw e;
        }
    }

    private void read(InputStream in, String what) throws IOException, RefusedException {
        StoreListener listener = new StoreListener() {
            @Override
            public void onTrouble(String note) {
                note(note);
            }
        };
        try (StateDirectory _ = StateDirectory.open(directory, Disk.system(), listener)) {
            Path real = directory.toRealPath(); // may be a link to another disk
            Path staged = real.resolve(STAGED);
            Folder.delete(staged);
            Disk.system().createDirectories(staged);
            try {
                progress.bar(0, "reading " + what);
                Export.read(in, what, staged);
                progress.bar(0.5, "checking " + what);
                Trial trial = Trial.of(staged, settings, what);
                progress.clear();
                trial.notes().forEach(this::note);
                Path before = swap(real, staged);
                tell(trial, what, before);
            } finally {
                progress.clear();
                Folder.delete(staged);
            }
        } catch (StoreException e) {
            if (e.getCause() instanceof AccessDeniedException denied) {
                throw denied;
            }
            throw new RefusedException(e.getMessage() + (isOfService()
                    ? "; for the service: sudo systemctl stop sensorgate" : ""));
        }
    }

    /** Moves the old files away and the new ones in. Returns the folder of the old files. */
    private static Path swap(Path real, Path staged) throws IOException {
        Path before = null;
        Disk disk = Disk.system();
        List<String> old = Folder.stateFiles(real);
        if (!old.isEmpty()) {
            before = Folder.free(real, BEFORE);
            disk.createDirectories(before);
            Folder.giveToOwnerOf(real, before);
        }
        for (String name : old) {
            disk.rename(real.resolve(name), before.resolve(name));
        }
        for (String name : Folder.stateFiles(staged)) {
            Folder.giveToOwnerOf(real, staged.resolve(name));
            disk.rename(staged.resolve(name), real.resolve(name));
        }
        // root may have made the lock just now, and the gateway of another user needs it
        Folder.giveToOwnerOf(real, real.resolve(StateDirectory.LOCK));
        return before;
    }

    private void tell(Trial trial, String what, Path before) {
        streams.out().println("imported " + trial.inWords() + "; from " + what + " into "
                + directory);
        String stop = isOfService() ? "sudo systemctl stop sensorgate && " : "";
        if (before != null) {
            streams.out().println("the state before is in " + before + "; to go back: " + stop
                    + "sudo sh -c 'mv " + before + "/* " + before.getParent() + "/'");
        }
        if (isOfService()) {
            streams.out().println("start the gateway: sudo systemctl start sensorgate");
        }
    }

    private boolean isOfService() {
        return OF_SERVICE.equals(directory);
    }

    private void note(String note) {
        streams.err().println("sensorgate: note: " + Printable.of(note));
    }
}
