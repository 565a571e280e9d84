package sensorgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of the packages, and what the core does without, read from the sources. */
@Timeout(20)
final class ArchitectureTest {

    private static final Path SOURCES = Path.of("src/main/java");

    /** The packages that each package may use; the root, "", only wires them together. */
    private static final Map<String, Set<String>> BELOW = Map.of(
            "line", Set.of(),
            "linux", Set.of(),
            "store", Set.of("line", "linux"),
            "net", Set.of("line", "store", "linux"),
            "poll", Set.of("line", "store", "net"),
            "", Set.of("line", "store", "net", "poll"));

    private static final Pattern PACKAGE_USED = Pattern.compile("\\bsensorgate\\.([a-z]+)\\b");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

    /** A source file: the package it is in, relative to the root, and its code without comments. */
    private record Source(String file, String ofPackage, String code) {}

    @Test
    void everyPackageHasItsPlaceInTheOrder() throws IOException {
        for (Source source : sources()) {
            assertTrue(BELOW.containsKey(source.ofPackage()), source.file());
        }
    }

    @Test
    void everyPackageUsesOnlyThoseBelowIt() throws IOException {
        for (Source source : sources()) {
            Matcher used = PACKAGE_USED.matcher(source.code());
            while (used.find()) {
                String name = used.group(1);
                assertTrue(
                        name.equals(source.ofPackage())
                                || BELOW.get(source.ofPackage()).contains(name),
                        source.file() + " uses sensorgate." + name);
            }
        }
    }

    @Test
    void nothingBelowUsesTheRoot() throws IOException {
        assertNoneNames("\\bsensorgate\\.[A-Z]", source -> !source.ofPackage().isEmpty());
    }

    @Test
    void onlyLinuxCallsForeignFunctions() throws IOException {
        assertNoneNames(
                "\\b(Linker|MethodHandle|FunctionDescriptor|SymbolLookup)\\b|downcallHandle",
                source -> !source.ofPackage().equals("linux"));
    }

    @Test
    void nothingTouchesUnsafe() throws IOException {
        assertNoneNames("\\bUnsafe\\b|\\bsun\\.misc\\b|\\bjdk\\.internal\\b", _ -> true);
    }

    @Test
    void nothingLogsOrPrints() throws IOException {
        assertNoneNames(
                "System\\s*\\.\\s*(out|err|getLogger|Logger)\\b|java\\.util\\.logging"
                + "|\\bprintStackTrace\\b|\\bIO\\.print",
                _ -> true);
    }

    @Test
    void theModuleRequiresNothing() throws IOException {
        String module = withoutComments(Files.readString(SOURCES.resolve("module-info.java")));
        assertFalse(module.contains("requires"), module);
    }

    /** So that no rule holds only because nothing was read. */
    @Test
    void theRulesAreHeldAgainstTheSourcesThereAre() throws IOException {
        List<Source> sources = sources();
        assertEquals(
                BELOW.keySet(),
                Set.copyOf(sources.stream().map(Source::ofPackage).toList()));
        assertTrue(sources.stream().anyMatch(source -> source.code().contains("Linker")));
    }

    private static void assertNoneNames(String regex, Predicate<Source> where) throws IOException {
        Pattern forbidden = Pattern.compile(regex);
        for (Source source : sources()) {
            Matcher found = forbidden.matcher(source.code());
            if (where.test(source) && found.find()) {
                throw new AssertionError(source.file() + " names " + found.group());
            }
        }
    }

    private static List<Source> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES.resolve("sensorgate"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ArchitectureTest::source)
                    .toList();
        }
    }

    private static Source source(Path file) {
        try {
            String ofPackage =
                    SOURCES.resolve("sensorgate").relativize(file.getParent()).toString();
            return new Source(file.toString(), ofPackage, withoutComments(Files.readString(file)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String withoutComments(String text) {
        return COMMENT.matcher(text).replaceAll("");
    }
}
