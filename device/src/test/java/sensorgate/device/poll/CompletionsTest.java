package sensorgate.device.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sensorgate.device.client.GatewayConnection;
import sensorgate.device.client.HostAndPort;
import sensorgate.device.support.FakeGateway;
import sensorgate.poll.Verb;

@Timeout(30)
class CompletionsTest {

    private static final int VERBS = 2 * Verb.values().length; // in both cases

    @Test
    void areVerbsSeriesAndFields() throws Exception {
        Collection<String> words = words(
                "temp,room=attic value=21.5 17\nx\u202e v\\ 1=1 17\nEND\n");
        assertTrue(words.contains("VALUE") && words.contains("temp,room=attic"));
        assertTrue(words.contains("value"), "a field, and a verb");
        assertEquals(VERBS + 1, words.size(), words::toString);
    }

    @Test
    void areTheVerbsAloneWhereTheGatewayRefuses() throws Exception {
        assertEquals(VERBS, words("ERR busy 32 tools\n").size());
    }

    @Test
    void areLimited() throws Exception {
        String many = IntStream.range(0, 10_000).mapToObj(i -> "t,n=" + i + " v=1 17\n")
                .collect(Collectors.joining());
        int count = words(many + "END\n").size();
        assertTrue(count >= 5_000 && count <= 5_001, () -> "words: " + count);
    }

    private static Collection<String> words(String dump) throws Exception {
        try (FakeGateway gateway = FakeGateway.answering(Map.of("DUMP", dump));
                GatewayConnection connection = GatewayConnection.open(
                        HostAndPort.parse(gateway.place()), 10_000)) {
            return Completions.of(connection);
        }
    }
}
