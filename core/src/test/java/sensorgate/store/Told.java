package sensorgate.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import sensorgate.disk.StoreListener;

/** Records what a store tells its listener. */
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

    /** Records that the keeper's thread has died. */
    void failed(Thread thread, Throwable failure) {
        trouble.add(thread.getName() + " died of " + failure);
    }

    List<String> restored() {
        return List.copyOf(restored);
    }

    List<String> trouble() {
        return List.copyOf(trouble);
    }

    /** True if a trouble with these words was told. */
    boolean isTrouble(String words) {
        return trouble.stream().anyMatch(what -> what.contains(words));
    }

    /** True if an onRestored() with these words was told. */
    boolean isRestored(String words) {
        return restored.stream().anyMatch(what -> what.contains(words));
    }
}
