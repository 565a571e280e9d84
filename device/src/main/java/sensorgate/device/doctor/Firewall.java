package sensorgate.device.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chains of a firewall, and what they do to the first packet that a stranger on the network
 * sends to a port. Of conditions that depend on the sender or on anything else it is only known
 * that they may hold.
 */
final class Firewall {

    /** Whether a rule's conditions hold for that packet. */
    enum Match { YES, NO, MAYBE }

    /** What a rule does. */
    enum Action { ACCEPT, DROP, JUMP, GOTO, RETURN, NOTHING }

    /**
     * A rule.
     *
     * @param match whether its conditions hold
     * @param action what it does then
     * @param target the chain to go to, {@code null} for none
     * @param namesPort true if one of its conditions is about the port, and holds
     * @param text the rule as it is written
     */
    record Rule(
            Match match, Action action, String target, boolean namesPort, String text) {}

    /**
     * A chain.
     *
     * @param isBase true if packets for this machine begin there
     * @param isPolicyDrop true if what no rule decides is dropped
     * @param rules the rules, in order
     */
    record Chain(boolean isBase, boolean isPolicyDrop, List<Rule> rules) {}

    /**
     * What becomes of the packet.
     *
     * @param isDropped true if it is dropped, for all that is known
     * @param exceptions the rules that may accept it before, if it is dropped
     * @param suspects the rules that name the port and may drop it, if nothing does for certain;
     *     others that may, such as those that limit a rate, are not meant for it
     * @param why the rule or the chain that drops it, {@code null} if nothing does
     */
    record Verdict(
            boolean isDropped, List<String> exceptions, List<String> suspects, String why) {}

    /** Chains in a ring are not to be had, but neither are they followed for ever. */
    private static final int DEPTH_MAX = 16;

    private final Map<String, Chain> chains = new LinkedHashMap<>();
    private final List<String> exceptions = new ArrayList<>();
    private final List<String> suspects = new ArrayList<>();

    void add(String name, Chain chain) {
        chains.put(name, chain);
    }

    /** Every chain at which packets begin has to let it through. */
    Verdict verdict() {
        suspects.clear();
        for (Map.Entry<String, Chain> entry : chains.entrySet()) {
            exceptions.clear();
            if (entry.getValue().isBase()) {
                Rule decision = decide(entry.getValue(), 0);
                if (decision == null && entry.getValue().isPolicyDrop()) {
                    return dropped("the policy of chain " + entry.getKey());
                }
                if (decision != null && decision.action() == Action.DROP) {
                    return dropped(decision.text());
                }
            }
        }
        return new Verdict(false, List.of(), List.copyOf(suspects), null);
    }

    private Verdict dropped(String why) {
        return new Verdict(true, List.copyOf(exceptions), List.of(), why);
    }

    /** The rule that decides for certain, {@code null} if none in this chain does. */
    private Rule decide(Chain chain, int depth) {
        if (chain == null || depth > DEPTH_MAX) {
            return null;
        }
        List<String> returns = new ArrayList<>();
        for (Rule rule : chain.rules()) {
            Rule decision = decision(rule, depth);
            boolean isOver = decision != null
                    || rule.action() == Action.RETURN || rule.action() == Action.GOTO;
            if (rule.match() == Match.YES && isOver) {
                noteReturns(chain, decision, returns);
                return decision;
            }
            if (rule.match() == Match.MAYBE && decision != null) {
                noteWhatMayBe(rule, decision);
            } else if (rule.match() == Match.MAYBE && rule.action() == Action.RETURN) {
                returns.add(rule.text());
            }
        }
        return null;
    }

    /** What comes of a rule if its conditions hold. */
    private Rule decision(Rule rule, int depth) {
        if (rule.match() == Match.NO) {
            return null;
        }
        return switch (rule.action()) {
            case ACCEPT, DROP -> rule;
            case JUMP, GOTO -> decide(chains.get(rule.target()), depth + 1);
            case RETURN, NOTHING -> null;
        };
    }

    /** What may have left a chain before it drops; from one whose policy drops, that is no help. */
    private void noteReturns(Chain chain, Rule decision, List<String> returns) {
        boolean isDrop = decision != null && decision.action() == Action.DROP;
        if (isDrop && !chain.isPolicyDrop()) {
            exceptions.addAll(returns);
        }
    }

    private void noteWhatMayBe(Rule rule, Rule decision) {
        if (decision.action() == Action.ACCEPT) {
            exceptions.add(rule.text());
        } else if (rule.namesPort() || decision.namesPort()) {
            suspects.add(rule.text());
        }
    }
}
