package io.tandem.relay.replica;

import java.time.Instant;
import java.util.List;

import io.tandem.relay.choice.Choices;
import io.tandem.relay.choice.OtherChoicesException;
import io.tandem.relay.wire.Value;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JournalEntryTest {
    private static final Value.Dictionary OFFER = Value.Dictionary.with("command", "offer").put("call-id", "ü\n1").put("delete-delay", 0)
            .put("flags", new Value.Items(List.of(new Value.Text("trust-address")))).build();

    @Test
    void goesToRedisAndBack() throws Exception {
        JournalEntry entry = new JournalEntry(Instant.ofEpochMilli(1_700_000_000_123L), "192.0.2.1", List.of("30000", "1 AES_CM_128 inline:x"), OFFER);
        assertThat(JournalEntry.parse(entry.text())).isEqualTo(entry);
    }

    @Test
    void showsNoSecretInLogs() {
        assertThat(new JournalEntry(Instant.EPOCH, "192.0.2.1", List.of("inline:secret"), OFFER).toString()).doesNotContain("secret").contains("offer");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> JournalEntry.parse("{\"at\":1}")).isInstanceOf(MalformedStateException.class).hasMessageContaining("lacks");
    }

    @Test
    void numbersAreReadInTheirOrder() throws Exception {
        Numbers numbers = new Numbers("1 -2 9000000000 x");
        assertThat(numbers.nextInt()).isEqualTo(1);
        assertThat(numbers.nextInt()).isEqualTo(-2);
        assertThat(numbers.next()).isEqualTo(9_000_000_000L);
        assertThatThrownBy(numbers::next).isInstanceOf(MalformedStateException.class).hasMessageContaining("no number at 16");
    }

    @Test
    void aShadowMakesTheSameChoicesOrNone() {
        Choices active = new Choices();
        active.record(true);
        active.make(() -> "one");
        active.make(() -> "two");
        List<String> taken = active.taken();
        assertThat(active.taken()).isEmpty();
        Choices shadow = new Choices();
        StringBuilder repeated = new StringBuilder();
        shadow.repeat(taken, () -> repeated.append(shadow.make(() -> "x")).append(shadow.make(() -> "y")));
        assertThat(repeated).hasToString("onetwo");
        assertThatThrownBy(() -> shadow.repeat(taken, () -> shadow.make(() -> "x"))).isInstanceOf(OtherChoicesException.class).hasMessageContaining("1 choices");
        assertThatThrownBy(() -> shadow.repeat(List.of(), () -> shadow.make(() -> "x"))).isInstanceOf(OtherChoicesException.class);
    }
}
