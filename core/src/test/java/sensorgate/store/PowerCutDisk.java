package sensorgate.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import sensorgate.support.TestDisk;

/**
 * A disk that tells what a power cut could leave. Each page has the content of the last force or
 * any later content, since the kernel writes a page whenever it likes. Nothing is really forced.
 */
final class PowerCutDisk extends TestDisk {

    static final int PAGE_BYTES = 4096;

    private static final int SECTOR_BYTES = 512;
    private static final int VERSIONS_MAX = 6;

    private final Path directory;
    private final Random random;
    private final Runnable onMoment;
    private final Map<FileChannel, String> names = new IdentityHashMap<>();

    /** True while points are appended: too many moments to try a power cut at each. */
    boolean isAppending;

    /** For each file the content of its last force, and later contents. */
    private final Map<String, List<byte[]>> versions = new TreeMap<>();

    /** A disk on which the present content of the directory is forced. */
    PowerCutDisk(Path directory, Random random, Runnable onMoment) {
        this.directory = directory;
        this.random = random;
        this.onMoment = onMoment;
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString()).forEach(this::isSafe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on a power cut may leave the present content of the file. */
    void note(String name) {
        List<byte[]> all = versions.get(name);
        if (all != null) {
            if (all.size() == VERSIONS_MAX) {
                all.remove(1 + random.nextInt(VERSIONS_MAX - 1)); // never the forced content
            }
            all.add(now(name));
        }
    }

    /** Files that a power cut could leave now. */
    Map<String, byte[]> cut() {
        int grain = random.nextInt(3) == 0 ? SECTOR_BYTES : PAGE_BYTES;
        int newIn8 = random.nextInt(9);
        Map<String, byte[]> files = new TreeMap<>();
        versions.forEach((name, all) -> {
            boolean isHalfMade = name.endsWith(".new");
            if (!isHalfMade || random.nextBoolean()) {
                files.put(name, mixture(name, all, grain, newIn8));
            }
        });
        return files;
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        onMoment.run();
        FileChannel channel = super.open(file, options);
        String name = file.getFileName().toString();
        if (!name.equals("lock")) {
            names.put(channel, name);
            if (List.of(options).contains(StandardOpenOption.TRUNCATE_EXISTING)) {
                versions.put(name, new ArrayList<>(List.of(new byte[0])));
            }
        }
        return channel;
    }

    @Override
    public void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        if (isAppending) {
            super.write(file, bytes, at);
        } else {
            onMoment.run();
            super.write(file, bytes, at);
            note(names.get(file));
        }
    }

    @Override
    public void force(FileChannel file) {
        onMoment.run();
        isSafe(names.get(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        onMoment.run();
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        versions.put(
                to.getFileName().toString(), versions.remove(from.getFileName().toString()));
        onMoment.run();
    }

    @Override
    public void delete(Path file) throws IOException {
        onMoment.run();
        super.delete(file);
        versions.remove(file.getFileName().toString());
    }

    private void isSafe(String name) {
        versions.put(name, new ArrayList<>(List.of(now(name))));
    }

    private byte[] now(String name) {
        try {
            return Files.readAllBytes(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] mixture(String name, List<byte[]> safeAndLater, int grain, int newIn8) {
        List<byte[]> all = new ArrayList<>(safeAndLater);
        all.add(now(name));
        byte[] mixed = new byte[all.get(random.nextInt(all.size())).length];
        for (int at = 0; at < mixed.length; at += grain) {
            byte[] one = random.nextInt(8) < newIn8
                    ? all.get(1 + random.nextInt(all.size() - 1))
                    : all.getFirst();
            int count = Math.min(grain, mixed.length - at);
            byte[] part = Arrays.copyOfRange(one, Math.min(at, one.length), one.length);
            System.arraycopy(part, 0, mixed, at, Math.min(count, part.length));
        }
        return mixed;
    }
}
