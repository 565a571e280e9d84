package sensorgate.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import sensorgate.disk.StateDirectory;

/**
 * Makes a new file for a running journal whose file is bad or gone: the same ring, with the blocks
 * of the open file that can be read. Memory provides the rest. Belongs to the keeper's thread.
 */
final class JournalRenewal {

    private final StateDirectory directory;
    private final JournalMaker maker;
    private final Journal journal;
    private final JournalWriter writer;
    private JournalWriter.Mark has = JournalWriter.Mark.HERE;

    JournalRenewal(
            StateDirectory directory, JournalMaker maker, Journal journal, JournalWriter writer) {
        this.directory = directory;
        this.maker = maker;
        this.journal = journal;
        this.writer = writer;
    }

    /** What the last new file has. */
    JournalWriter.Mark has() {
        return has;
    }

    /**
     * Makes the new file and sets the old one aside. The writer goes on meanwhile: a second copy
     * brings what it has written to the old file during the first.
     */
    JournalFile renew(JournalFile old) throws IOException {
        JournalWriter.Mark first = writer.mark();
        maker.make(old.header().withClocks(journal.clocks().entries())
                .next(0, journal.skipped()), made -> {
            copy(old, journal.fileOldest(), first.place(), made);
            JournalWriter.Mark second = writer.mark();
            copy(old, first.place(), second.place(), made);
            made.force();
            if (Files.exists(
                    directory.file(StateDirectory.JOURNAL), LinkOption.NOFOLLOW_LINKS)) {
                directory.setAside(StateDirectory.JOURNAL);
            }
            has = second;
        });
        return JournalFile.openNamed(directory);
    }

    private static void copy(JournalFile old, long from, long to, JournalFile made)
            throws IOException {
        JournalMaker.copyOf(
                old, JournalLayout.blockOf(from),
                JournalLayout.blockOf(to + JournalLayout.BLOCK_BYTES - 1)).fill(made);
    }
}
