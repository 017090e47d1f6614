package io.tandem.proxy.ladder;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import io.tandem.data.peering.PeerGroup;
import io.tandem.data.peering.PeerHost;
import io.tandem.data.peering.PeerRule;
import io.tandem.data.peering.Peering;
import io.tandem.data.portability.LnpCarrier;
import io.tandem.data.portability.LnpNumber;
import io.tandem.data.snapshot.Preferences;
import io.tandem.data.tariff.BillingMappings;
import io.tandem.data.tariff.Fee;
import io.tandem.data.tariff.FeeQuestion;
import io.tandem.data.tariff.FeeTable;
import io.tandem.data.tariff.PeakTimes;
import io.tandem.data.tariff.Rate;
import io.tandem.data.tariff.Tariff;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Peers in the order of what they charge (signalling.md §2.16): three groups of one priority, whose contracts have the billing profiles of their ids. */
class LeastCostLadderTest {
    private final ProxyLadder ladder = new ProxyLadder();

    LeastCostLadderTest() {
        ladder.tables.peering = new Peering(IntStream.rangeClosed(1, 3).mapToObj(LeastCostLadderTest::group).toList());
    }

    private static PeerGroup group(int id) {
        PeerHost host = new PeerHost(id, "peer" + id, "127.0.2." + id, Optional.empty(), 51600 + id, PeerHost.Transport.UDP, 1, Preferences.NONE);
        PeerRule rule = new PeerRule("43", Optional.empty(), Optional.empty(), false);
        return new PeerGroup(id, "group" + id, 1, List.of(host), List.of(rule), List.of(), id, true, Optional.empty());
    }

    private void charges(int peer, String pattern, String initCents, String followCents) {
        charges(peer, Fee.Mode.REGEX_LONGEST_PATTERN, pattern, initCents, followCents);
    }

    private void charges(int peer, Fee.Mode mode, String pattern, String initCents, String followCents) {
        Rate rate = Rate.perSecond(new BigDecimal(initCents), 60, new BigDecimal(followCents), 1, false, BigDecimal.ZERO, OptionalLong.empty());
        FeeTable fees = new FeeTable(List.of(new Fee(OptionalLong.empty(), OptionalLong.empty(), mode, ".", pattern, rate, rate)));
        ladder.tables.billing.put(peer, new BillingMappings(List.of(new BillingMappings.Mapping(1, peer, false, Optional.empty(), Optional.empty(),
                Optional.empty()))));
        ladder.tables.tariffs.put(peer, new Tariff(peer, "p" + peer, false, false,
                Map.of(new Tariff.Key(FeeQuestion.Kind.CALL, FeeQuestion.Direction.OUT), fees), PeakTimes.none(ZoneOffset.UTC), mode == Fee.Mode.EXACT_DESTINATION));
    }

    /** Where the call goes first. */
    private String first(String callId, String number) {
        ladder.authenticated(ladder.invite("sip:" + number + "@example.org", callId, 1), "alice", "secret-alice");
        ladder.lb.expects(100);
        String first = ladder.b2bua.expects("INVITE").requestUri();
        return first.substring(first.indexOf('@') + 1, first.indexOf(':', first.indexOf('@')));
    }

    @Test void theCheapestForThisCallComesFirst() {
        charges(1, "^43", "2", "2");
        charges(2, "^43", "1", "1");
        charges(3, "^49", "0", "0");
        assertThat(first("c1", "4366123")).as("peer 3 has no fee for it").isEqualTo("127.0.2.2");
        charges(1, "^43", "0", "1.4");
        assertThat(first("c2", "4366123")).as("a call of three minutes is compared").isEqualTo("127.0.2.1");
    }

    @Test void theCarrierOfAPortedNumberChoosesTheFee() {
        charges(1, Fee.Mode.EXACT_DESTINATION, "lnp:7", "0.5", "0.5");
        charges(2, "^43", "1", "1");
        assertThat(first("c1", "4366123")).as("nobody has this number, peer 1 has no fee for it").isEqualTo("127.0.2.2");
        ladder.tables.lnp.add(new LnpNumber(1, "4366123", Optional.of("4399"), "", Optional.empty(), Optional.empty(),
                new LnpCarrier(7, "other", "D7", false, false)));
        assertThat(first("c2", "4366123")).as("ported to carrier 7").isEqualTo("127.0.2.1");
    }

    @Test void whoseFeesCannotBeReadComesLastAndTheCallGoesOn() {
        charges(1, "^(([0-9])+)+\\2#$", "0", "0");
        charges(2, "^43", "1", "1");
        assertThat(first("c1", "43" + "1".repeat(60))).isEqualTo("127.0.2.2");
    }
}
