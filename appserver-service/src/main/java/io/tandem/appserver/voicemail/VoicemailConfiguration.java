package io.tandem.appserver.voicemail;

import java.time.InstantSource;

import io.tandem.appserver.mailbox.Inbox;
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
    Prompts prompts(PromptProperties properties) {
        return Prompts.load(properties.path());
    }

    @Bean
    Voicemail voicemail(Mailboxes mailboxes, MessageStore store, Inbox inbox, Prompts prompts, VoicemailProperties properties, InstantSource clock) {
        return new Voicemail(mailboxes, store, inbox, prompts, properties, clock);
    }
}
