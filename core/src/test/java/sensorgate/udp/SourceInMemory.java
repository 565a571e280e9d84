package sensorgate.udp;

import java.net.InetAddress;

/** A source in memory without a kernel: drops nothing, opens nothing. */
abstract class SourceInMemory implements DatagramSource {

    @Override
    public final long kernelDropped() {
        return 0;
    }

    @Override
    public final ReceiveBuffer receiveBuffer() {
        return new ReceiveBuffer(4 << 20, 4 << 20);
    }

    @Override
    public boolean isUnicast(int slot) {
        return true;
    }

    @Override
    public boolean reply(int slot, byte[] bytes) {
        return true;
    }

    @Override
    public final InetAddress address() {
        return null;
    }

    @Override
    public final int port() {
        return 0;
    }

    @Override
    public final String name() {
        return "memory";
    }

    @Override
    public final void close() {
        // nothing is open
    }
}
