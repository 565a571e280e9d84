package sensorgate.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import sensorgate.disk.StoreListener;

/** Keeps what a store tells. */
final class Told implements StoreListener {

    private final List<String> restored = new CopyOnWriteArrayList<>();
    private final List<String> trouble = new CopyOnWriteArrayList<>();

    @Override
    public void onRestored(String what) {
        restored.add(what);
    }

    @Override
    public void onTrouble(String what) {
        trouble.add(what);
    }

    /** The keeper's thread has died. */
    void failed(Thread thread, Throwable failure) {
        trouble.add(thread.getName() + " died of " + failure);
    }

    List<String> restored() {
        return List.copyOf(restored);
    }

    List<String> trouble() {
        return List.copyOf(trouble);
    }

    /** True if trouble was told with these words in it. */
    boolean isTrouble(String words) {
        return trouble.stream().anyMatch(what -> what.contains(words));
    }

    /** True if it was told with these words in it. */
    boolean isRestored(String words) {
        return restored.stream().anyMatch(what -> what.contains(words));
    }
}
