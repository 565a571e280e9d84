package sensorgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sensorgate.poll.Verb;

/** What users copy from: README, examples and completion. Tests run in the folder of a module. */
final class ReadmeTest {

    private static final Pattern PROGRAM = Pattern.compile(
            "^```(?:cpp|python|yaml)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void theProgramsOfTheReadmeAreTheExamples() throws IOException {
        List<String> programs = PROGRAM.matcher(Files.readString(Path.of("../README.md")))
                .results().map((MatchResult found) -> found.group(1)).toList();
        assertFalse(programs.isEmpty());
        try (Stream<Path> files = Files.list(Path.of("../examples"))) {
            List<String> examples = files.map(ReadmeTest::read).toList();
            programs.forEach(program -> assertTrue(examples.contains(program), program));
        }
    }

    @Test
    void theCompletionOfPollHasTheRequestsOfTheProtocol() throws IOException {
        String completion = Files.readString(Path.of("../deploy/completion/sensorgate"));
        String words = completion.replaceFirst("(?s).*\"\\$words ([A-Z ]+)\".*", "$1");
        List<String> verbs = Stream.of(Verb.values())
                .filter(verb -> verb != Verb.QUIT) // only for a connection that stays
                .map(Verb::name)
                .sorted()
                .toList();
        assertEquals(verbs, Stream.of(words.split(" ")).sorted().toList());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
