/**
 * The state directory, and every call to a disk behind one interface, so that tests can make
 * each of them fail. Uses no package above {@code address}.
 */
package sensorgate.disk;

