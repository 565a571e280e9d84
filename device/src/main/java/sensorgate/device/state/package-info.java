/** Saves the state directory in one file, and brings it back: {@code sensorgate state}. */
package sensorgate.device.state;
