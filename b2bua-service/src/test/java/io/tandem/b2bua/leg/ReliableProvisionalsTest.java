package io.tandem.b2bua.leg;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ReliableProvisionalsTest {
    @Test void numbersOfBothLegsMapBothWays() {
        ReliableProvisionals map = ReliableProvisionals.startingAt(100).with(7001).with(7002);
        assertThat(map.ours(7001)).hasValue(100);
        assertThat(map.ours(7002)).hasValue(101);
        assertThat(map.theirs(100)).hasValue(7001);
        assertThat(map.theirs(101)).hasValue(7002);
    }

    @Test void aRepeatedResponseKeepsItsNumber() {
        ReliableProvisionals map = ReliableProvisionals.startingAt(100).with(7001).with(7001);
        assertThat(map.theirs()).containsExactly(7001L);
    }

    @Test void unknownNumbersMapToNothing() {
        ReliableProvisionals map = ReliableProvisionals.startingAt(100).with(7001);
        assertThat(map.ours(7002)).isEqualTo(OptionalLong.empty());
        assertThat(map.theirs(99)).isEqualTo(OptionalLong.empty());
        assertThat(map.theirs(101)).isEqualTo(OptionalLong.empty());
        assertThat(map.theirs(Long.MAX_VALUE)).isEqualTo(OptionalLong.empty());
    }

    @Test void theFirstNumberIsWithinItsRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> ReliableProvisionals.startingAt(0)).withMessageContaining("RFC 3262");
        assertThatIllegalArgumentException().isThrownBy(() -> ReliableProvisionals.startingAt(1L << 31));
    }

    @Test void rackIsThreeParts() {
        assertThat(RAck.parse(" 776656  1 INVITE ")).contains(new RAck(776656, 1, "INVITE"));
        assertThat(RAck.parse("776656 1 INVITE")).map(RAck::toString).contains("776656 1 INVITE");
        for (String bad : new String[] {"", "1 2", "1 2 INVITE x", "a 2 INVITE", "-1 2 INVITE", "12345678901 2 INVITE"}) {
            assertThat(RAck.parse(bad)).as(bad).isEmpty();
        }
    }
}
