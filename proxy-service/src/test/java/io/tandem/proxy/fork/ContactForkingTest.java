package io.tandem.proxy.fork;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.tandem.data.preference.SerialForking;
import io.tandem.data.snapshot.Preferences;
import io.tandem.proxy.location.Binding;
import io.tandem.sip.message.SipUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** signalling.md §2.2, forking. */
class ContactForkingTest {
    private static Binding contact(String name, String q) {
        return new Binding(name, SipUri.parse("sip:" + name + "@192.0.2.1"), "", List.of(), Optional.empty(), q, "c", 1, Instant.EPOCH, "", "", "", "", 0);
    }

    /** @param contacts {@code name=q} after blanks */
    private static String stages(SerialForking order, String contacts, long seed) {
        List<Binding> bindings = Arrays.stream(contacts.split(" ")).map(text -> contact(text.substring(0, text.indexOf('=')),
                text.substring(text.indexOf('=') + 1))).toList();
        return new ContactForking(order, 0, Set.of()).stages(bindings, new Random(seed)).stream()
                .map(stage -> stage.stream().map(Binding::ruid).collect(Collectors.joining("+"))).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        // order, contacts: stages
        "NO, a=0.1 b=1.0 c=0.1, a+b+c", "STANDARD, a=0.1 b=1.0 c=0.1 d=0.5, b d a+c", "STANDARD, a=0.5 b=0.50 c=.5 d=, a+b c+d",
        "STANDARD, a=1 b=1.000 c=2 d=x, a+b c+d", "STANDARD, a=0.1, a"})
    void contactsWithTheHighestQAreCalledFirstThoseWithoutLast(SerialForking order, String contacts, String stages) {
        assertThat(stages(order, contacts, 1)).isEqualTo(stages);
    }

    @Test void drawnContactsAreCalledOneByOneMostlyThoseWithAHighQFirst() {
        Map<String, Long> first = new java.util.Random(7).longs(1000).mapToObj(seed -> stages(SerialForking.PROBABILITY, "a=0.9 b=0.1 c=", seed))
                .peek(order -> assertThat(order.split(" ")).containsExactlyInAnyOrder("a", "b", "c"))
                .collect(Collectors.groupingBy(order -> order.substring(0, 1), Collectors.counting()));
        assertThat(first.get("a")).isBetween(850L, 950L);
        assertThat(first.get("b")).isBetween(50L, 150L);
    }

    @Test void wishesAreReadFromTheCalleesPreferencesAndCrossTheB2buaAsAToken() {
        ContactForking wish = ContactForking.of(new Preferences(Map.of("serial_forking_by_q_value", List.of("standard"), "contact_ringtimeout", List.of("20"),
                "stop_forking_code_lists", List.of("486", "404|480", "200"))));
        assertThat(wish).isEqualTo(new ContactForking(SerialForking.STANDARD, 20, Set.of(404, 480, 486)));
        assertThat(wish.token()).contains("standard_20_404_480_486");
        assertThat(ContactForking.parse("standard_20_404_480_486")).isEqualTo(wish);
        assertThat(ContactForking.PLAIN.token()).isEmpty();
        ContactForking stops = ContactForking.of(new Preferences(Map.of("stop_forking_code_lists", List.of("486"))));
        assertThat(ContactForking.parse(stops.token().orElseThrow())).isEqualTo(stops);
        List<Binding> two = List.of(contact("a", "1"), contact("b", "0.1"));
        assertThat(wish.plan(wish.stages(two, new Random(1))))
                .isEqualTo(new ForkPlan(List.of(0, 1), Set.of(404, 480, 486), Optional.of(Duration.ofSeconds(20))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "standard", "sometimes_20", "standard_x", "standard_20_486_"})
    void whatIsNoTokenSaysNothingThatIsNotThere(String text) {
        assertThat(ContactForking.parse(text)).isIn(ContactForking.PLAIN, new ContactForking(SerialForking.STANDARD, 20, Set.of(486)));
    }
}
