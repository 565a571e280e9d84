package sensorgate.clock;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import sensorgate.clock.ClockState.Trust;
import sensorgate.count.Stat;

/**
 * Watches whether the machine's clock is right. One thread calls {@link #look()} every few seconds;
 * any thread reads {@link #state()}.
 *
 * <p>A step is a change of the clock's distance from the steady clock. Slewing moves both clocks
 * and is no step. The steady clock counts the time that the machine sleeps, else each sleep would
 * be a step. A program that sets the clock steps first and tells afterwards; so a step without news
 * from such a program within one look is somebody else's, until news comes. So after news the
 * clocks are compared once more: no clock is right before its step was seen.
 */
public final class MachineClock {

    /** Time servers' programs step by 0.128 s (ntpd) or more. */
    public static final long STEP_MIN_NS = 100_000_000;

    /** A step of less is not worth a line in the log. */
    static final long STEP_TOLD_NS = 1_000_000_000;

    /** A boot with a network finds its time server within a minute. */
    static final long NEVER_AFTER_NS = 300_000_000_000L;

    /** Steps are told, and in a settled state programs are asked, no more often than this. */
    static final long SELDOM_NS = 60_000_000_000L;

    /** A thread that was interrupted between two clocks for longer compares them again later. */
    private static final long READ_NS = 20_000_000;

    /** A busy machine may interrupt the thread between the first clocks, too. */
    private static final int BEGIN_TRIES = 10;

    /**
     * The same moment on two clocks.
     *
     * @param wallNs the machine's clock, nanoseconds since 1970
     * @param ticksNs the clock of {@link System#nanoTime()}
     */
    public record Moment(long wallNs, long ticksNs) {}

    private final LongSupplier wallMs;
    private final LongSupplier steadyNs;
    private final LongSupplier ticksNs;
    private final List<TimeProgram> programs;
    private final Consumer<String> notice;
    private final Consumer<String> trouble;
    private final Evidence[] heard;
    private final Evidence[] stale;
    private final long begunNs;
    private volatile ClockState state;
    private long offsetNs;
    private Moment begun;
    private Moment stepped;
    private long askedNs;
    private boolean wasAsked;
    private long untoldNs;
    private long toldNs;
    private boolean wasTold;

    /** False if the thread was interrupted between the clocks of the last {@link #step()}. */
    private boolean isCompared;

    /**
     * A clock that nobody has looked at; the listeners are called by the thread that looks.
     *
     * @param steadyNs goes on while the machine sleeps, to see steps
     * @param ticksNs the clock of arrivals, which stands still while the machine sleeps
     */
    MachineClock(
            LongSupplier wallMs, LongSupplier steadyNs, LongSupplier ticksNs,
            List<TimeProgram> programs, Consumer<String> notice, Consumer<String> trouble) {
        this.wallMs = wallMs;
        this.steadyNs = steadyNs;
        this.ticksNs = ticksNs;
        this.programs = programs;
        this.notice = notice;
        this.trouble = trouble;
        heard = new Evidence[programs.size()];
        stale = new Evidence[programs.size()];
        begunNs = steadyNs.getAsLong();
        for (int i = 0; i < BEGIN_TRIES && begun == null; i++) {
            step();
        }
        state = new ClockState(Trust.UNKNOWN, "", begunNs, 0, Long.MIN_VALUE, 0);
    }

    /**
     * The clock of this machine. The constructor waits for nobody.
     *
     * @param notice is told when the clock was set
     * @param trouble is told once that no time server sets the clock, and when somebody else does
     */
    public MachineClock(Consumer<String> notice, Consumer<String> trouble) {
        this(
                System::currentTimeMillis, new SteadyClock(), System::nanoTime,
                List.of(
                        new TimesyncProgram(TimesyncProgram.MARK),
                        new ChronyProgram(ChronyProgram.PORT), new NtpProgram(NtpProgram.PORT)),
                notice, trouble);
    }

    /**
     * When the clocks were compared first: the steps count from there on. {@code null} if the
     * machine was too busy until now. The thread that looks, and before that thread starts the one
     * that called the constructor.
     */
    public Moment begun() {
        return begun;
    }

    /** What is known now. Any thread. */
    public ClockState state() {
        return state;
    }

    /** Compares the clocks and asks the programs; waits for them half a second at most. */
    public void look() {
        long stepNs = step();
        boolean isForeign = stepNs != 0 && state.isRight();
        if (isForeign) { // what the programs said before this step proves nothing any more
            System.arraycopy(heard, 0, stale, 0, heard.length);
        }
        Evidence evidence = evidence(stepNs != 0);
        if (evidence != null) { // a program may have set the clock since, just before it answered
            stepNs += step();
            evidence = isCompared ? evidence : null;
        }
        Trust before = state.trust();
        settle(stepNs, evidence);
        tell(before);
    }

    /** Whether the clock is right, and how far it was set. */
    public List<Stat> stats() {
        return List.of(
                Stat.gauge("clock_synchronised", "boolean",
                        "Is 1 while this machine's clock is known to be right, else 0.",
                        () -> state.isRight() ? 1 : 0),
                Stat.gauge("clock_stepped_ms", "ms",
                        "How far this machine's clock was set since the start, back is negative.",
                        () -> state.steppedNs() / 1_000_000));
    }

    /** How far the clock was set since the last comparison, 0 if it was not. */
    private long step() {
        long beforeNs = steadyNs.getAsLong();
        long wallNs = wallMs.getAsLong() * 1_000_000;
        long atNs = ticksNs.getAsLong();
        isCompared = steadyNs.getAsLong() - beforeNs <= READ_NS;
        if (!isCompared) {
            return 0;
        }
        if (begun == null) {
            begun = new Moment(wallNs, atNs);
            offsetNs = wallNs - beforeNs;
            return 0;
        }
        long stepNs = wallNs - beforeNs - offsetNs;
        if (Math.abs(stepNs) < STEP_MIN_NS) {
            return 0;
        }
        offsetNs += stepNs;
        stepped = new Moment(wallNs, atNs);
        untoldNs += stepNs;
        return stepNs;
    }

    /** What a program says that is new since somebody else set the clock; else {@code null}. */
    private Evidence evidence(boolean isStepped) {
        long nowNs = steadyNs.getAsLong();
        boolean isSettled = state.trust() == Trust.SYNCHRONISED || state.trust() == Trust.NEVER;
        if (wasAsked && isSettled && !isStepped && nowNs - askedNs < SELDOM_NS) {
            return null;
        }
        wasAsked = true;
        askedNs = nowNs;
        Evidence found = null;
        for (int i = 0; i < heard.length; i++) {
            heard[i] = programs.get(i).ask();
            if (found == null && heard[i] != null && !heard[i].equals(stale[i])) {
                found = heard[i];
            }
        }
        return found;
    }

    private void settle(long stepNs, Evidence evidence) {
        long nowNs = steadyNs.getAsLong();
        long steppedNs = state.steppedNs() + stepNs;
        boolean isDating = stepNs != 0 && !state.wasRight();
        Trust trust = evidence != null ? Trust.SYNCHRONISED
                : state.isRight() && stepNs != 0 ? Trust.SET
                : state.trust() == Trust.UNKNOWN && nowNs - begunNs >= NEVER_AFTER_NS ? Trust.NEVER
                : state.trust();
        state = new ClockState(
                trust,
                evidence != null ? evidence.source() : state.source(),
                trust == state.trust() ? state.sinceNs() : nowNs,
                steppedNs,
                isDating ? stepped.ticksNs() : state.untilNs(),
                isDating ? stepped.wallNs() - stepped.ticksNs() : state.offsetNs());
    }

    private void tell(Trust before) {
        boolean isChanged = state.trust() != before;
        long nowNs = steadyNs.getAsLong();
        boolean isSet = Math.abs(untoldNs) >= STEP_TOLD_NS;
        if (isChanged && state.trust() == Trust.NEVER) {
            trouble.accept("no time server has set this machine's clock: a point without a"
                    + " timestamp gets this clock's time, right or wrong; to have one set it:"
                    + " sudo timedatectl set-ntp true");
            return;
        }
        if (!isChanged && !(isSet && (!wasTold || nowNs - toldNs >= SELDOM_NS))) {
            return;
        }
        String set = "this machine's clock was set " + distance(untoldNs) + ", ";
        switch (state.trust()) {
            case SYNCHRONISED -> notice.accept(isSet
                    ? set + "by a time server (" + state.source() + ")"
                    : "this machine's clock is synchronised with a time server ("
                            + state.source() + ")");
            case SET -> trouble.accept((isSet ? set : "this machine's clock was set, ")
                    + "not by a time server: earlier points keep their times");
            case UNKNOWN, NEVER -> notice.accept(set + "by hand or by an unknown program");
        }
        if (isSet) {
            wasTold = true;
            toldNs = nowNs;
        }
        untoldNs = 0;
    }

    /** A step in words: {@code 8 h forward}. */
    static String distance(long stepNs) {
        double s = Math.abs(stepNs) / 1e9;
        String size = s < 120 ? String.format(Locale.ROOT, "%.1f s", s)
                : s < 7200 ? Math.round(s / 60) + " min"
                : s < 172_800 ? Math.round(s / 3600) + " h"
                : Math.round(s / 86_400) + " days";
        return size + (stepNs < 0 ? " back" : " forward");
    }
}
