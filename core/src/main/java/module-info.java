/** The gateway itself: it receives, stores and answers, and needs {@code java.base} alone. */
@SuppressWarnings("module") // the device is built after it
module sensorgate.core {
    exports sensorgate;
    exports sensorgate.address;
    exports sensorgate.clock;
    exports sensorgate.count;
    exports sensorgate.disk;
    exports sensorgate.journal;
    exports sensorgate.line;
    exports sensorgate.poll;
    exports sensorgate.port;
    exports sensorgate.serve;
    exports sensorgate.store;
    exports sensorgate.udp;

    exports sensorgate.linux to
            sensorgate.device; // which has a packet socket and a notify socket of its own
}
