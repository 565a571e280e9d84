package sensorgate.device.config;

/**
 * A mistake in the configuration.
 *
 * @param place {@code FILE:LINE: key}, {@code --key} or {@code FILE}
 * @param message what is wrong, and the remedy
 */
public record Fault(String place, String message) {

    @Override
    public String toString() {
        return place + ": " + message;
    }
}
