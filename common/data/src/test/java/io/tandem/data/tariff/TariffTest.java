package io.tandem.data.tariff;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.data.pattern.PatternTooCostlyException;
import io.tandem.net.peer.IpNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.tandem.data.tariff.Fee.Mode.EXACT_DESTINATION;
import static io.tandem.data.tariff.Fee.Mode.PREFIX;
import static io.tandem.data.tariff.Fee.Mode.REGEX_LONGEST_MATCH;
import static io.tandem.data.tariff.Fee.Mode.REGEX_LONGEST_PATTERN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which fee of a profile holds, and which profile (provisioning.md §5.3). */
class TariffTest {

    @Test void modesAreAskedInTheirOrder() {
        Fee exact = Fees.of(EXACT_DESTINATION, ".", "43123");
        Fee prefix = Fees.of(PREFIX, ".", "431");
        Fee match = Fees.of(REGEX_LONGEST_MATCH, ".", "^43");
        Fee pattern = Fees.of(REGEX_LONGEST_PATTERN, ".", ".*");
        assertThat(find("43123", pattern, match, prefix, exact)).contains(exact);
        assertThat(find("431234", pattern, match, prefix, exact)).contains(prefix);
        assertThat(find("4355", pattern, match, prefix, exact)).contains(match);
        assertThat(find("49", pattern, match, prefix, exact)).contains(pattern);
        assertThat(find("49", match, prefix, exact)).isEmpty();
    }

    @Test void theLongestPrefixWinsThenTheLongestSource() {
        Fee country = Fees.of(PREFIX, "431", "43");
        Fee city = Fees.of(PREFIX, ".", "431");
        Fee own = Fees.of(PREFIX, "4", "431");
        Fee all = Fees.of(PREFIX, ".", "");
        assertThat(find("43123", country, city, own, all)).contains(own);
        assertThat(find("4355", country, city, own, all)).contains(country);
        assertThat(find("1", country, city, own, all)).contains(all);
        assertThat(find("43123", Fees.of(PREFIX, "49", "431"))).isEmpty();
    }

    @Test void theLongestMatchIsNotTheLongestPattern() {
        Fee much = Fees.of(REGEX_LONGEST_MATCH, ".", "^43.*$");
        Fee wordy = Fees.of(REGEX_LONGEST_MATCH, ".", "^4(3|3|3|3|3)");
        assertThat(find("43123", wordy, much)).contains(much);
        Fee shorter = Fees.of(REGEX_LONGEST_PATTERN, ".", "^43.*$");
        Fee longer = Fees.of(REGEX_LONGEST_PATTERN, ".", "^4(3|3|3|3|3)");
        assertThat(find("43123", shorter, longer)).contains(longer);
        Fee bySource = Fees.of(REGEX_LONGEST_PATTERN, "^431000$", "^4(3|3|3|3|3)");
        assertThat(find("43123", longer, bySource)).contains(bySource);
        assertThat(find("43123", longer, Fees.of(REGEX_LONGEST_PATTERN, "^49", "^4(3|3|3|3|3|3|3)"))).contains(longer);
    }

    @ParameterizedTest
    @CsvSource({"^43123.+$, 43123", "^43?1, 4", "^4*, ''", "^43+, 43", "43, ''", "^(43), ''", "^43|49, ''", "'^4{2}', ''", "^\\d, ''", "^4.1, 4", "^, ''",
        "^vmu@x\\.y, vmu@x"})
    void whatNumbersMustBeginWithIsReadFromPatterns(String pattern, String beginning) {
        assertThat(FeeTable.beginning(pattern)).isEqualTo(beginning);
    }

    @Test void whatNobodyCanReadMatchesNothingAndWhatTakesForEverIsTold() {
        Fee good = Fees.of(REGEX_LONGEST_PATTERN, ".", "^43");
        assertThat(find("43123", Fees.of(REGEX_LONGEST_PATTERN, ".", "^43(1"), good)).contains(good);
        assertThatThrownBy(() -> find("4".repeat(60), Fees.of(REGEX_LONGEST_PATTERN, ".", "^(([0-9])+)+\\2#$"))).isInstanceOf(PatternTooCostlyException.class);
    }

    @Test void numbersWithTheirDomainsComeFirstAndCarriersBeforeThem() {
        Fee box = Fees.of(PREFIX, ".", "vmu43@voicebox.local");
        Fee bare = Fees.of(PREFIX, ".", "vmu");
        Fee carrier = Fees.of(EXACT_DESTINATION, ".", "lnp:7");
        FeeQuestion question = new FeeQuestion(FeeQuestion.Kind.CALL, FeeQuestion.Direction.OUT, "431000", "example.org", "vmu43", "voicebox.local", List.of());
        assertThat(tariff(false, bare, box, carrier).fee(question)).contains(box);
        assertThat(tariff(true, bare, box, carrier).fee(question)).contains(bare);
        FeeQuestion ported = new FeeQuestion(FeeQuestion.Kind.CALL, FeeQuestion.Direction.OUT, "431000", "example.org", "vmu43", "voicebox.local",
                List.of("lnp:8", "lnp:7"));
        assertThat(tariff(false, bare, box, carrier).fee(ported)).contains(carrier);
        FeeQuestion in = new FeeQuestion(FeeQuestion.Kind.CALL, FeeQuestion.Direction.IN, "431000", "example.org", "vmu43", "voicebox.local", List.of());
        assertThat(tariff(false, bare, box).fee(in)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2026-03-02T19:59:59.999Z, true", "2026-03-02T20:00:00Z, false", "2026-03-02T23:59:59.999Z, false", "2026-03-03T00:00:00Z, true",
        "2026-03-04T11:59:59Z, true", "2026-03-04T12:00:00Z, false", "2026-03-04T12:59:59.999Z, false", "2026-03-04T13:00:00Z, true"})
    void offPeakTimesBeginAndEndToTheSecond(Instant moment, boolean onPeak) {
        PeakTimes times = new PeakTimes(List.of(new PeakTimes.Weekly(DayOfWeek.MONDAY, 20 * 3600, 86_400)),
                List.of(new PeakTimes.Special(LocalDateTime.parse("2026-03-04T12:00:00"), LocalDateTime.parse("2026-03-04T13:00:00"))), ZoneOffset.UTC);
        assertThat(times.isOnPeak(moment.toEpochMilli())).isEqualTo(onPeak);
        PeakTimes vienna = new PeakTimes(times.weekly(), times.special(), ZoneId.of("Europe/Vienna"));
        assertThat(vienna.isOnPeak(moment.minusSeconds(3600).toEpochMilli())).isEqualTo(onPeak);
    }

    @Test void theMappingForTheNetworkComesFirstThenTheLatest() {
        Instant now = Instant.parse("2026-03-01T00:00:00Z");
        BillingMappings.Mapping base = mapping(1, 10, Optional.empty(), Optional.empty(), Optional.empty());
        BillingMappings.Mapping later = mapping(2, 20, Optional.of(now.minusSeconds(60)), Optional.of(now.plusSeconds(60)), Optional.empty());
        BillingMappings.Mapping office = mapping(3, 30, Optional.empty(), Optional.empty(), Optional.of(List.of(IpNetwork.parse("192.0.2.0/24"))));
        BillingMappings all = new BillingMappings(List.of(base, later, office));
        assertThat(all.profile(now, "198.51.100.1")).hasValue(20);
        assertThat(all.profile(now, "192.0.2.9")).hasValue(30);
        assertThat(all.profile(now, "no address")).hasValue(20);
        assertThat(all.profile(now.plusSeconds(60), "198.51.100.1")).hasValue(10);
        assertThat(all.profile(now.minusSeconds(61), "198.51.100.1")).hasValue(10);
        assertThat(BillingMappings.NONE.profile(now, "192.0.2.9")).isEmpty();
    }

    private static BillingMappings.Mapping mapping(long id, long profile, Optional<Instant> start, Optional<Instant> end, Optional<List<IpNetwork>> networks) {
        return new BillingMappings.Mapping(id, profile, false, start, end, networks);
    }

    private static Optional<Fee> find(String destination, Fee... fees) { return new FeeTable(Arrays.asList(fees)).find("431000", destination); }

    private static Tariff tariff(boolean ignoreDomain, Fee... fees) {
        return new Tariff(1, "t", false, ignoreDomain, Map.of(new Tariff.Key(FeeQuestion.Kind.CALL, FeeQuestion.Direction.OUT),
                new FeeTable(Arrays.asList(fees))), Fees.ALWAYS_PEAK, true);
    }
}
