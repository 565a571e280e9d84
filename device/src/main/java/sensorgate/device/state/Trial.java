package sensorgate.device.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import sensorgate.GatewaySettings;
import sensorgate.count.Counted;
import sensorgate.disk.Disk;
import sensorgate.disk.StateDirectory;
import sensorgate.disk.StoreException;
import sensorgate.disk.StoreListener;
import sensorgate.journal.JournalReader;
import sensorgate.store.Store;
import sensorgate.store.StoreSettings;

/**
 * What a gateway makes of a state: a trial starts the store on a copy of the files.
 *
 * @param readings the number of readings
 * @param points the number of points in the journal
 * @param newestNs when the newest point arrived, nanoseconds since 1970; 0 without points
 * @param notes what the store said about damage
 */
record Trial(long readings, long points, long newestNs, List<String> notes) {

    private static final String FOLDER = "trial";

    /* A file of another size is no journal, or was cut short. */
    private static final long JOURNAL_MIN = 132 * 1024; // two headers and a block
    private static final long PAGE_BYTES = 4096;

    /**
     * Tries the files of a directory. Afterwards the directory has them as a killed gateway leaves
     * them: so the next start continues with sequences far ahead. Sequences after those of the
     * journal may have been given out already, if the gateway went on after its export; cursors
     * hold them.
     *
     * @param what the origin of the files, for messages
     * @throws RefusedException if the gateway would set a file aside
     */
    static Trial of(Path directory, GatewaySettings settings, String what)
            throws IOException, RefusedException {
        Path folder = directory.resolve(FOLDER);
        Files.createDirectory(folder);
        Path journal = directory.resolve(StateDirectory.JOURNAL);
        Path tried = folder.resolve(StateDirectory.JOURNAL);
        boolean hasJournal = Files.exists(journal);
        if (hasJournal) {
            Files.move(journal, tried);
        }
        Path checkpoint = directory.resolve(StateDirectory.CHECKPOINT);
        if (Files.exists(checkpoint)) {
            Files.copy(checkpoint, folder.resolve(StateDirectory.CHECKPOINT));
        }
        StoreSettings store = settings.store();
        List<String> notes = new ArrayList<>();
        StoreListener listener = new StoreListener() {
            @Override
            public void onTrouble(String note) {
                notes.add(note);
            }
        };
        long fileBytes = hasJournal ? Files.size(tried) : 0;
        boolean isSize = fileBytes >= JOURNAL_MIN && fileBytes % PAGE_BYTES == 0;
        long journalBytes = isSize ? fileBytes : store.journalBytes(); // the store says what is bad
        try (Store opened = new Store(
                new StoreSettings(folder, journalBytes, store.flushNs(), store.checkpointNs()),
                settings.series(), Disk.system(), listener)) {
            refuseUnusable(folder, notes, what);
            if (hasJournal) {
                copy(tried, journal);
            }
            return of(opened, notes);
        } catch (StoreException e) {
            throw new RefusedException("cannot try " + what + ": " + e.getMessage());
        } finally {
            Folder.delete(folder);
        }
    }

    private static Trial of(Store store, List<String> notes) {
        long readings = store.tableStats().stream()
                .filter(stat -> stat.name().equals("readings"))
                .findFirst().orElseThrow()
                .value().getAsLong();
        JournalReader reader = new JournalReader(store.journal());
        long points = 0;
        long newestNs = 0;
        reader.begin(0);
        do {
            while (reader.next()) {
                points++;
                newestNs = reader.arrivedNs();
            }
        } while (reader.begin(reader.sequence()) > 0 || reader.isCut());
        return new Trial(readings, points, newestNs, List.copyOf(notes));
    }

    private static void refuseUnusable(Path folder, List<String> notes, String what)
            throws RefusedException {
        for (String name : List.of(StateDirectory.JOURNAL, StateDirectory.CHECKPOINT)) {
            if (Files.exists(folder.resolve(name + ".aside"))) {
                String why = notes.stream()
                        .filter(note -> note.contains(name + ".aside"))
                        .findFirst().orElse("the " + name + " cannot be used");
                throw new RefusedException(
                        what + " cannot be used: " + why.replaceFirst(": set aside as .*", ""));
            }
        }
    }

    /** A file that only this user may read, forced to the disk. */
    private static void copy(Path from, Path to) throws IOException {
        try (FileChannel source = Disk.system().open(from, StandardOpenOption.READ);
                FileChannel target = Disk.system().open(
                        to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < source.size();) {
                at += source.transferTo(at, source.size() - at, target);
            }
            Disk.system().force(target);
        }
    }

    /** For a person, in one line. */
    String inWords() {
        return Counted.of(readings, "reading") + " and " + Counted.of(points, "point")
                + (points == 0 ? "" : ", the newest of " + Instant.EPOCH
                        .plus(newestNs, ChronoUnit.NANOS).truncatedTo(ChronoUnit.SECONDS));
    }
}
