/**
 * The state directory, and all calls to a disk behind one interface, so that tests can make each
 * call fail. Uses no package above {@code address}.
 */
package sensorgate.disk;

