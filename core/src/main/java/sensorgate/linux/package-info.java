/**
 * Calls to libc through the Foreign Function &amp; Memory API, and the kernel's struct layouts.
 * Uses no other package, and is the only one that may name {@code Linker}.
 */
package sensorgate.linux;

