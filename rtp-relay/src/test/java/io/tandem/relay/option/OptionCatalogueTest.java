package io.tandem.relay.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.tandem.relay.wire.Value;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OptionCatalogueTest {
    private final OptionCatalogue catalogue = OptionCatalogue.load();

    private String warning(String flags) {
        return catalogue.warning(Options.of(Value.Dictionary.with("command", "offer").put("rtpp-flags", flags).build())).orElse("");
    }

    @Test
    void whatWorksOrIsHarmlessIsNotWarnedOf() {
        assertThat(warning("trust-address replace-origin replace-session-connection ICE=remove strict-source via-branch=1 SDES-off rtcp-mux-demux"))
                .isEmpty();
    }

    @Test
    void whatHasNoEffectAndWhatNobodyKnowsIsNamed() {
        assertThat(warning("from-tags=a dance T.38-decode")).contains("'from-tags' has no effect", "unknown option 'dance'",
                "'t.38-decode' has no effect");
    }

    @Test
    void aFloodOfNamesMakesNoFloodOfWords() {
        assertThat(warning("x".repeat(5000) + " a1 a2 a3 a4 a5 a6 a7 a8 a9")).hasSizeLessThan(600)
                .endsWith("and more");
    }

    /** The handbook's table is the list itself. */
    @Test
    void theHandbookListsEveryOptionWithItsState() throws IOException {
        StringBuilder table = new StringBuilder();
        String group = "";
        for (OptionCatalogue.Option option : catalogue.all()) {
            if (!option.group().equals(group)) {
                group = option.group();
                table.append("\n### ").append(group).append("\n\n| option | state | effect |\n|---|---|---|\n");
            }
            table.append("| `").append(option.name()).append("` | ").append(option.state().name().toLowerCase(Locale.ROOT)).append(" | ")
                    .append(option.effect()).append(" |\n");
        }
        Path page = Path.of("../docs/handbook/media-relay-options.md");
        if (Boolean.getBoolean("tandem.docs.write")) {
            String head = Files.readString(page).split("\n### ", 2)[0];
            Files.writeString(page, head + table);
        }
        assertThat(Files.readString(page)).as("write it anew with -Dtandem.docs.write=true").endsWith(table.toString());
        assertThat(catalogue.all()).extracting(OptionCatalogue.Option::state).containsAll(List.of(OptionState.values()));
    }
}
