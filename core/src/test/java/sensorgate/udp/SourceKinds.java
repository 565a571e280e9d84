package sensorgate.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import sensorgate.linux.Libc;
import sensorgate.support.Requires;

/** The kinds of source, so that one suite tests all of them. */
enum SourceKinds {
    RECVMMSG {
        @Override
        DatagramSource open(InetSocketAddress local, int receiveBufferBytes) throws IOException {
            Requires.that(Libc.isSupported(), "64-bit Linux, for recvmmsg");
            return new LinuxDatagramSource(
                    Libc.system(), LinuxUdpSocket.open(Libc.system(), local, receiveBufferBytes));
        }
    },
    INHERITED {
        @Override
        DatagramSource open(InetSocketAddress local, int receiveBufferBytes) throws IOException {
            Requires.that(Libc.isSupported(), "64-bit Linux, for recvmmsg");
            int fd = BoundSocket.bound(local, receiveBufferBytes);
            return new LinuxDatagramSource(
                    Libc.system(), LinuxUdpSocket.inherit(Libc.system(), fd, receiveBufferBytes));
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
