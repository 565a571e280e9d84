/** The gateway itself: it receives, stores and answers, and needs {@code java.base} alone. */
module sensorgate.core {
    exports sensorgate;
    exports sensorgate.line;
    exports sensorgate.net;
    exports sensorgate.store;
}
