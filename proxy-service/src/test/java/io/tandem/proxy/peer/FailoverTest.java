package io.tandem.proxy.peer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.tandem.data.peering.PeerHost;
import io.tandem.data.rewrite.RewriteRuleSet;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.caller.PartySnapshot;
import io.tandem.proxy.header.HeaderParty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.16, {@code reason_text_for_failover}. */
class FailoverTest {
    private static final String ENDLESS = "11111111111111111111111111111111111111111111111111111111111111";

    @ParameterizedTest
    @CsvSource({
        // pattern, phrase: the next peer is tried
        "Congestion \\d+, Congestion 34, true", "Congestion \\d+, Bad Gateway, false", "(busy, all (busy) here, true",
        "^(([0-9])+)+\\2#$, " + ENDLESS + ", false", "^(([0-9])+)+\\2#$, 11#, true"})
    void thePhraseOfA5xxIsSearchedForThePatternOfThePeer(String pattern, String phrase, boolean next) {
        Preferences own = new Preferences(Map.of("reason_text_for_failover", List.of(pattern)));
        PeerHost host = new PeerHost(1, "peer", "127.0.2.1", Optional.empty(), 5060, PeerHost.Transport.UDP, 1, own);
        PeerRoute refused = new PeerRoute(host, new PartySnapshot(own, Preferences.NONE, Preferences.NONE, RewriteRuleSet.NONE, List.of()), HeaderParty.NONE, true);
        assertThat(new Failover(Set.of(503)).isWanted(refused, 502, phrase)).isEqualTo(next);
    }
}
