package sensorgate.device.send;

import java.util.List;
import sensorgate.device.cli.ExitCode;

/** Learns from the gateway what became of the sent datagrams. Belongs to one thread. */
interface Confirmation extends AutoCloseable {

    /**
     * The answer.
     *
     * @param arrived true if the gateway has every datagram
     * @param summary the end of the line that tells how many points were sent; may be empty
     * @param problems a line for each thing that went wrong
     */
    record Answer(boolean arrived, String summary, List<String> problems, int exitCode) {

        /** The gateway does not say, for the reason in {@code summary}. */
        static Answer unknown(String summary) {
            return new Answer(false, "; " + summary, List.of(), ExitCode.GOOD);
        }
    }

    /**
     * Notes a datagram right after it was sent.
     *
     * @param name of the datagram in messages: {@code argument 1}
     * @param points how many points the datagram has
     */
    void sent(String name, byte[] bytes, int from, int to, int points);

    /** What became of the datagrams; waits for the last ones. Call it once, at the end. */
    Answer answer();

    @Override
    default void close() {
        // most hold nothing
    }

    /** Asks nobody. */
    static Confirmation none(Answer answer) {
        return new Confirmation() {
            @Override
            public void sent(String name, byte[] bytes, int from, int to, int points) {
                // nobody tells what becomes of the datagram
            }

            @Override
            public Answer answer() {
                return answer;
            }
        };
    }
}
