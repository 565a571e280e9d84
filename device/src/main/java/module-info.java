/** The program on the Pi: its command line, configuration and log around the gateway. */
module sensorgate.device {
    requires sensorgate.core;
    requires org.tinylog.api;
    requires org.tinylog.impl; // the log's writer extends it, and so it is part of every image
    requires jdk.unsupported; // sun.misc.Signal, for SIGHUP

    opens sensorgate.device.run to
            org.tinylog.api; // makes LogWriter, by name
}
