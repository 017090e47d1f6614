package io.tandem.data.peering;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.tandem.data.pattern.PerlPattern;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.timeset.Schedule;
import io.tandem.data.timeset.TimeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.16, selection. */
class PeeringTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private final RandomGenerator random = new Random(1);

    private static PeerHost host(int id, int weight) {
        return new PeerHost(id, "h" + id, "192.0.2." + id, Optional.empty(), 5060, PeerHost.Transport.UDP, weight, Preferences.NONE);
    }

    /** @param rule {@code prefix|callee pattern|caller pattern|stopper}, each of which may be missing */
    private static PeerRule rule(String rule) {
        String[] parts = rule.split("\\|", -1);
        return new PeerRule(parts[0], pattern(parts, 1), pattern(parts, 2), parts.length > 3 && parts[3].equals("stop"));
    }

    private static Optional<PerlPattern> pattern(String[] parts, int index) {
        return parts.length > index && !parts[index].isEmpty() ? Optional.of(PerlPattern.of(parts[index])) : Optional.empty();
    }

    private static PeerGroup group(int id, int priority, String... rules) {
        return new PeerGroup(id, "g" + id, priority, List.of(host(id, 1)), Stream.of(rules).map(PeeringTest::rule).toList(), List.of());
    }

    private static Peering.Call call(String number) {
        return new Peering.Call(number, "sip:" + number + "@example.org", "sip:431001@example.org", NOW);
    }

    private List<Integer> order(String number, PeerGroup... groups) { return order(Map.of(), number, groups); }

    private List<Integer> order(Map<Integer, BigDecimal> prices, String number, PeerGroup... groups) {
        return new Peering(List.of(groups)).select(call(number), prices, random).stream().map(PeerHost::id).toList();
    }

    private static PeerGroup leastCost(int id, int priority, String prefix) {
        return new PeerGroup(id, "g" + id, priority, List.of(host(id, 1)), List.of(rule(prefix)), List.of(), id, true, Optional.empty());
    }

    @Test void ofOnePriorityTheCheapestGroupComesFirst() {
        PeerGroup[] groups = {leastCost(1, 1, "43"), leastCost(2, 1, "43"), group(3, 1, "43"), leastCost(4, 1, "43"), leastCost(5, 2, "43"),
            leastCost(6, 1, "4366"), leastCost(7, 1, "49")};
        assertThat(new Peering(List.of(groups)).leastCost(call("4366"))).extracting(PeerGroup::id).containsExactly(1, 2, 4, 5, 6);
        Map<Integer, BigDecimal> prices = Map.of(1, new BigDecimal("9"), 2, new BigDecimal("0.5"), 5, BigDecimal.ZERO, 6, BigDecimal.TEN);
        assertThat(order(prices, "4366", groups)).as("longest prefix, priority, price, those without a price").containsExactly(6, 2, 1, 3, 4, 5);
        assertThat(order("4366", groups)).containsExactly(6, 1, 2, 3, 4, 5);
    }

    @Test void aGroupIsLeftOutWhileItsTimeSetDoesNotHold() {
        PeerGroup open = group(1, 1, "43");
        PeerGroup closed = new PeerGroup(2, "g2", 1, List.of(host(2, 1)), List.of(rule("43")), List.of(), 0, false,
                Optional.of(new Schedule(TimeSet.NEVER, ZoneId.of("Europe/Vienna"))));
        assertThat(order("431", open, closed)).containsExactly(1);
        assertThat(order("431", closed)).isEmpty();
    }

    @Test void theLongestPrefixComesFirstThenTheLowerPriority() {
        assertThat(order("4366123", group(1, 1, ""), group(2, 3, "43"), group(3, 2, "43"), group(4, 9, "4366"), group(5, 1, "49"))).containsExactly(4, 3, 2, 1);
    }

    @Test void aStopperEndsTheSearch() {
        assertThat(order("4366", group(1, 1, ""), group(2, 1, "43|||stop"), group(3, 2, "43"))).containsExactly(2);
        assertThat(order("49", group(1, 1, ""), group(2, 1, "43|||stop"))).containsExactly(1);
    }

    @Test void aGroupIsTriedOnceWhateverOfItsRulesMatch() {
        assertThat(order("4366", group(1, 1, "", "43", "4366"), group(2, 1, "43"))).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource({"'', true", "43, true", "49, false", "|^sip:43, true", "|example\\.net$, false", "||431001@, true", "||@other, false", "43|4366|431, true",
        "43|4367|431, false"})
    void prefixAndPatternsMustAllHold(String rule, boolean matches) {
        assertThat(order("4366", group(1, 1, rule))).hasSize(matches ? 1 : 0);
    }

    @Test void aGroupWithoutRulesTakesNoCalls() {
        assertThat(order("4366", group(1, 1))).isEmpty();
    }

    @Test void withinAGroupWeightsAreShares() {
        PeerGroup group = new PeerGroup(1, "g", 1, List.of(host(1, 1), host(2, 3)), List.of(rule("")), List.of());
        Map<Integer, Integer> first = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            List<Integer> order = order("1", group);
            assertThat(order).containsExactlyInAnyOrder(1, 2);
            first.merge(order.getFirst(), 1, Integer::sum);
        }
        assertThat(first.get(2)).isBetween(7_200, 7_800);
    }

    @Test void noMoreThan128ServersAreTried() {
        PeerGroup group = new PeerGroup(1, "g", 1, Stream.iterate(1, i -> i + 1).limit(200).map(i -> host(i, 1)).toList(), List.of(rule("")), List.of());
        assertThat(order("1", group)).hasSize(Peering.MOST).doesNotHaveDuplicates();
    }
}
