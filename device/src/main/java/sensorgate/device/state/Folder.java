package sensorgate.device.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders with files, as a person sees them. */
final class Folder {

    private static final List<String> OWNER = List.of("unix:uid", "unix:gid");

    private Folder() {}

    /** The names in a folder that are names of a state's files. */
    static List<String> stateFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(Export::isName)
                    .toList();
        }
    }

    /** Deletes a folder and everything in it, if the folder is there. Links are not followed. */
    static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> entries;
            try (Stream<Path> files = Files.list(folder)) {
                entries = files.toList();
            }
            for (Path entry : entries) {
                delete(entry);
            }
        }
        Files.deleteIfExists(folder);
    }

    /** A name in the folder that nothing has: the name itself, or the name with a number. */
    static Path free(Path folder, String name) {
        Path free = folder.resolve(name);
        for (int number = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); number++) {
            free = folder.resolve(name + "-" + number);
        }
        return free;
    }

    /** Gives a file the owner of a folder: root writes for the user of the service. */
    static void giveToOwnerOf(Path folder, Path file) throws IOException {
        for (String attribute : OWNER) {
            Object owner = Files.getAttribute(folder, attribute);
            if (!owner.equals(Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS))) {
                Files.setAttribute(file, attribute, owner, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
