package sensorgate.device.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import sensorgate.device.doctor.DoctorCommand;
import sensorgate.device.support.Called;
import sensorgate.device.support.FakeMachine;

class PortReportTest {

    private static final String UNKNOWN = "'sudo sensorgate doctor' names the program";

    @Test
    void readsTheProgramInTheFindingsOfDoctor() throws Exception {
        FakeMachine machine = new FakeMachine()
                .listens("udp", "00000000:1F91", "07", "4711", 0)
                .process("812", "telegraf", "telegraf").holds("812", "4711");
        String findings = Called.with("", streams -> new DoctorCommand(machine)
                .run(List.of("--ports"), streams)).out();
        assertEquals("telegraf (process 812)", PortReport.holderIn(findings, "udp", 8081));
        assertEquals(UNKNOWN, PortReport.holderIn(findings, "tcp", 8081));
        assertEquals(UNKNOWN, PortReport.holderIn(findings, "udp", 808));
        assertEquals(UNKNOWN, PortReport.holderIn("", "udp", 8081));
    }
}
