package io.tandem.provisioning.account;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MailTemplateTest {
    @Test void valuesStandInTheirPlacesAndUnknownPlacesAreEmpty() {
        MailTemplate filled = new MailTemplate("a@b.c", "For [% admin %]", "[%url%] [%- admin -%] [% nobody %]. [% $url %] [url] 5%")
            .filled(Map.of("url", "https://x/$1?token=\\1", "admin", "root"));
        assertThat(filled.subject()).isEqualTo("For root");
        assertThat(filled.body()).isEqualTo("https://x/$1?token=\\1 root . [% $url %] [url] 5%");
        assertThat(filled.from()).isEqualTo("a@b.c");
    }

    @Test void aSubjectIsOneLine() {
        assertThat(new MailTemplate("", "a\r\nBcc: [% x %]", "").filled(Map.of("x", "y\nz")).subject()).isEqualTo("a Bcc: y z");
    }
}
