/** Whether the machine's clock is right: its steps, and what programs that set it tell. */
package sensorgate.clock;
