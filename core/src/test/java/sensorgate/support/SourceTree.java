package sensorgate.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A module's sources below one package, for tests that hold them to rules. */
public final class SourceTree {

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TEST = Path.of("src/test/java");

    /** A source file: its package below the root, "" for the root, and its code, no comments. */
    public record Source(String file, String ofPackage, String code) {}

    private final String root;
    private final List<Source> sources;

    /** The sources of this module below the package {@code root}. */
    public SourceTree(String root) throws IOException {
        this.root = root;
        this.sources = sources(MAIN);
    }

    /** Every source but the descriptions of packages. */
    public List<Source> sources() {
        return sources;
    }

    /** Fails unless each package uses only packages that stand before it in the order. */
    public void assertOrder(List<String> packages) {
        Pattern used = Pattern.compile(Pattern.quote(root) + "\\.([a-z]+)\\.[A-Z]");
        for (Source source : sources) {
            int at = packages.indexOf(source.ofPackage());
            Matcher found = used.matcher(source.code());
            while (found.find()) {
                int other = packages.indexOf(found.group(1));
                boolean isElsewhere = other < 0; // a module above has a package of this name
                assertTrue(
                        isElsewhere || other <= at,
                        source.file() + " uses " + found.group());
            }
        }
    }

    /** Fails unless these are the packages there are, each described, each with tests. */
    public void assertPackages(List<String> packages) throws IOException {
        assertEquals(new TreeSet<>(packages), packagesOf(sources));
        assertEquals(new TreeSet<>(packages), packagesOf(sources(TEST), packages::contains));
        for (String each : packages) {
            Path described = folder(MAIN).resolve(each).resolve("package-info.java");
            assertTrue(Files.exists(described), described + " is missing");
        }
    }

    /** Fails if a source that the filter lets through has a match in its code. */
    public void assertNoneNames(String regex, Predicate<Source> where) {
        Pattern forbidden = Pattern.compile(regex);
        for (Source source : sources) {
            Matcher found = forbidden.matcher(source.code());
            if (where.test(source) && found.find()) {
                throw new AssertionError(source.file() + " names " + found.group());
            }
        }
    }

    /** Code without its comments. */
    public static String withoutComments(String code) {
        return COMMENT.matcher(code).replaceAll("");
    }

    private Path folder(Path tree) {
        return tree.resolve(root.replace('.', '/'));
    }

    private List<Source> sources(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(folder(tree))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .map(file -> source(tree, file))
                    .toList();
        }
    }

    private Source source(Path tree, Path file) {
        try {
            String ofPackage = folder(tree).relativize(file.getParent()).toString();
            return new Source(file.toString(), ofPackage, withoutComments(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TreeSet<String> packagesOf(List<Source> sources) {
        return packagesOf(sources, _ -> true);
    }

    private static TreeSet<String> packagesOf(List<Source> sources, Predicate<String> wanted) {
        TreeSet<String> packages = new TreeSet<>();
        sources.stream().map(Source::ofPackage).filter(wanted).forEach(packages::add);
        return packages;
    }
}
