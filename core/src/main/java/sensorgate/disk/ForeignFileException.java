package sensorgate.disk;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** At the path of a file stands something else, for example a link or a FIFO. */
public final class ForeignFileException extends FileSystemException {

    private static final long serialVersionUID = 1;

    ForeignFileException(Path file, FileFacts found) {
        super(file.toString(), null, "is " + found.kind());
    }
}
