package io.tandem.appserver.voicemail;

import java.time.InstantSource;

import io.tandem.appserver.mailbox.Mailboxes;
import io.tandem.appserver.mailbox.MessageStore;
import io.tandem.appserver.prompt.PromptProperties;
import io.tandem.appserver.prompt.Prompts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires voicemail. */
@Configuration(proxyBeanMethods = false)
class VoicemailConfiguration {
    @Bean
    Voicemail voicemail(Mailboxes mailboxes, MessageStore store, PromptProperties prompts, VoicemailProperties properties, InstantSource clock) {
        return new Voicemail(mailboxes, store, Prompts.load(prompts.path()), properties, clock);
    }
}
