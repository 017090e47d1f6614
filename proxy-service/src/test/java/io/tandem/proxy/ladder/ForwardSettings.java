package io.tandem.proxy.ladder;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.tandem.data.forward.ForwardMapping;
import io.tandem.data.forward.ForwardType;
import io.tandem.data.forward.Forwards;
import io.tandem.data.forward.NumberSet;
import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.pattern.Wildcard;
import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.snapshot.Subscriber;
import io.tandem.proxy.accounting.AccountingRecord;

/** Forwards and preferences of one subscriber of a ladder. */
final class ForwardSettings {
    private static final Pattern TYPE = Pattern.compile("\"s\":\"(\\w+)\"");
    private final ProxyLadder ladder;
    private final String name;
    private final String number;
    private final Map<String, List<String>> preferences = new HashMap<>();
    private final List<ForwardMapping> mappings = new ArrayList<>();

    ForwardSettings(ProxyLadder ladder, String name, String number) {
        this.ladder = ladder;
        this.name = name;
        this.number = number;
        publish();
    }

    ForwardSettings prefers(String preference, String... values) {
        preferences.put(preference, List.of(values));
        return publish();
    }

    ForwardSettings forwards(ForwardType type, String... destinations) {
        return forwards(type, Duration.ofSeconds(300), destinations);
    }

    ForwardSettings forwards(ForwardType type, Duration timeout, String... destinations) {
        return with(mapping(type, timeout, Optional.empty(), false, destinations));
    }

    ForwardSettings redirects(ForwardType type, String destination) {
        return with(mapping(type, Duration.ofSeconds(300), Optional.empty(), true, destination));
    }

    ForwardSettings forwardsFor(String caller, ForwardType type, String... destinations) {
        NumberSet callers = new NumberSet(true, List.of(new Wildcard(caller)), List.of());
        return with(mapping(type, Duration.ofSeconds(300), Optional.of(callers), false, destinations));
    }

    private ForwardMapping mapping(ForwardType type, Duration timeout, Optional<NumberSet> callers, boolean redirects, String... destinations) {
        return new ForwardMapping(mappings.size() + 1, type, Arrays.stream(destinations).map(uri -> new ForwardMapping.Destination(uri, timeout)).toList(),
                Optional.empty(), callers, Optional.empty(), redirects);
    }

    ForwardSettings with(ForwardMapping mapping) {
        mappings.add(mapping);
        preferences.put(mapping.type().word(), List.of(Long.toString(mapping.id())));
        return publish();
    }

    private ForwardSettings publish() {
        Subscriber subscriber = ladder.accounts.add(name, number, preferences);
        ladder.tables.forwards.put(subscriber.id(), new Forwards(mappings, ZoneId.of("Europe/Vienna")));
        return this;
    }

    /** A peer with one server, for all numbers that begin with 4366. */
    static Peering peer(int id, Map<String, String> preferences) {
        return peer(id, preferences, "");
    }

    /** @param caller pattern that its rule has */
    static Peering peer(int id, Map<String, String> preferences, String caller) {
        PeerHost host = new PeerHost(id, "peer" + id, "127.0.2." + id, Optional.of("peer.example"), 51600 + id, PeerHost.Transport.UDP, 1,
                new Preferences(preferences.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())))));
        PeerRule rule = new PeerRule("4366", Optional.empty(), caller.isEmpty() ? Optional.empty() : Optional.of(PerlPattern.of(caller)), false);
        return new Peering(List.of(new PeerGroup(id, "group", 1, List.of(host), List.of(rule), List.of())));
    }

    /** {@code type source>destination dialled user code}. */
    static String describe(AccountingRecord record) {
        Matcher type = TYPE.matcher(record.srcLeg());
        return (type.find() ? type.group(1) : "none") + " " + record.srcUser() + ">" + record.dstUser() + " dialled " + record.dstOuser() + " "
                + record.sipCode();
    }
}
