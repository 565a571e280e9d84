package sensorgate.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import sensorgate.disk.Disk;
import sensorgate.disk.StoreException;
import sensorgate.support.Await;
import sensorgate.support.PointWriter;
import sensorgate.support.TestTable;

/** Opens a store on a disk of the test and prints the results, line by line. */
public final class StoreMain {

    private static final int ROWS_MAX = 16;
    private static final int MORE_THAN_FITS = 20_000;

    private StoreMain() {}

    /** Runs {@code open}, {@code fill} or {@code run} with a directory and a journal's size. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        int journalBytes = Integer.parseInt(arguments[2]);
        switch (arguments[0]) {
            case "open" -> open(directory, journalBytes);
            case "fill" -> fill(directory.resolve("filler"));
            default -> run(directory, journalBytes);
        }
    }

    private static void open(Path directory, int journalBytes) throws IOException {
        Told told = new Told();
        try (Store store = open(directory, journalBytes, told)) {
            say("opened: points=" + PointWriter.lines(store).size());
            PointWriter.writeNumbered(store, 0, 100);
        } catch (StoreException e) {
            say("exception: " + e.getMessage());
        }
        told.trouble().forEach(what -> say("trouble: " + what));
        try (Stream<Path> files = Files.list(directory)) {
            say("files: " + files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    /** Fills the disk while the store runs, and makes room again. */
    private static void run(Path directory, int journalBytes) throws Exception {
        Told told = new Told();
        Path filler = directory.resolve("filler");
        List<String> lines;
        try (Store store = open(directory, journalBytes, told)) {
            store.start(told::failed);
            fill(filler);
            PointWriter.writeNumbered(store, 0, MORE_THAN_FITS);
            Await.until("trouble", () -> told.isTrouble("no checkpoint can be written"));
            lines = PointWriter.lines(store);
            say("last: " + lines.getLast());
            Files.delete(filler);
            Await.until("checkpoints again", () -> {
                PointWriter.writeNumbered(store, 0, 1);
                return told.isRestored("checkpoints can be written again");
            });
            lines = PointWriter.lines(store);
        }
        told.trouble().forEach(what -> say("trouble: " + what));
        try (Store store = open(directory, journalBytes, told)) {
            say("all there: " + lines.equals(PointWriter.lines(store)));
        }
    }

    private static Store open(Path directory, int journalBytes, Told told) throws StoreException {
        return new Store(
                new StoreSettings(directory, journalBytes, 1_000_000, 1_000_000),
                TestTable.settings(ROWS_MAX),
                Disk.system(), told);
    }

    /** Fills the disk. */
    private static void fill(Path filler) throws IOException {
        try (FileChannel file = FileChannel.open(
                filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer page = ByteBuffer.allocate(4096);
            while (file.write(page.clear()) > 0) {
                // until it throws
            }
        } catch (IOException e) {
            say("filled: " + e.getMessage());
        }
    }

    private static void say(String what) {
        System.out.println(what);
    }
}
