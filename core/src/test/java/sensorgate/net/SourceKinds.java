package sensorgate.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import sensorgate.linux.Libc;

/** The two kinds of source, so that one suite holds both to the same promises. */
enum SourceKinds {
    RECVMMSG {
        @Override
        DatagramSource open(InetSocketAddress local, int receiveBufferBytes) throws IOException {
            assumeTrue(Libc.isSupported(), "recvmmsg needs 64-bit Linux");
            return new LinuxDatagramSource(Libc.system(), local, receiveBufferBytes);
        }
    },
    PORTABLE {
        @Override
        DatagramSource open(InetSocketAddress local, int receiveBufferBytes) throws IOException {
            return new PortableDatagramSource(local, receiveBufferBytes);
        }
    };

    abstract DatagramSource open(InetSocketAddress local, int receiveBufferBytes)
            throws IOException;
}
