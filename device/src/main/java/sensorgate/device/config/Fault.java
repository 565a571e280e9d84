package sensorgate.device.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param place where it stands: {@code FILE:LINE: key}, {@code --key} or {@code FILE}
 * @param message what is wrong, and what would be right
 */
public record Fault(String place, String message) {

    @Override
    public String toString() {
        return place + ": " + message;
    }
}
