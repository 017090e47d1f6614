package io.tandem.appserver.voicemail;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.tandem.appserver.mailbox.Inbox;
import io.tandem.appserver.mailbox.Mailbox;
import io.tandem.appserver.mailbox.Mailboxes;
import io.tandem.appserver.mailbox.MessageStore;
import io.tandem.appserver.prompt.Prompts;
import io.tandem.appserver.session.Application;
import io.tandem.sip.message.MalformedMessageException;
import io.tandem.sip.message.NameAddr;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipUri;

/** Answers calls to mailboxes. */
public final class Voicemail implements Application {
    /** Begins the user part of request URIs of those who call their own box. */
    private static final String OWNER = "abc";
    private static final String CALLER = "P-Caller-UUID";
    private static final String NOBODY = "0";

    private final Mailboxes mailboxes;
    private final MessageStore store;
    private final Inbox inbox;
    private final Prompts prompts;
    private final VoicemailProperties properties;
    private final InstantSource clock;

    Voicemail(Mailboxes mailboxes, MessageStore store, Inbox inbox, Prompts prompts, VoicemailProperties properties, InstantSource clock) {
        this.mailboxes = mailboxes;
        this.store = store;
        this.inbox = inbox;
        this.prompts = prompts;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public boolean answers(SipMessage invite) {
        return uri(invite).filter(uri -> uri.host().equalsIgnoreCase(properties.domain())).isPresent();
    }

    @Override
    public CompletableFuture<Decision> decide(SipMessage invite) {
        if (uri(invite).flatMap(SipUri::decodedUser).filter(user -> user.startsWith(OWNER)).isPresent()) return listen(invite);
        Optional<VoiceboxAddress> address = uri(invite).flatMap(VoiceboxAddress::of);
        if (address.isEmpty()) return CompletableFuture.completedFuture(new Refuse(404, "Not Found"));
        return mailboxes.byNumber(address.get().number())
                .thenApply(found -> found.map(mailbox -> answer(invite, mailbox, address.get())).orElseGet(() -> new Refuse(404, "Not Found")));
    }

    /** The box is that of whoever calls, as the proxy says: the number that was asked for proves nothing. */
    private CompletableFuture<Decision> listen(SipMessage invite) {
        Optional<String> owner = invite.header(CALLER).filter(uuid -> !uuid.isBlank() && !uuid.equals(NOBODY));
        return owner.isEmpty() ? CompletableFuture.completedFuture(new Refuse(404, "Not Found")) : inbox.open(owner.get())
                .thenApply(contents -> new ListeningDialogue.Box(owner.get(), contents, inbox))
                .<Decision>thenApply(box -> new Answer(caller -> new ListeningDialogue(caller, box, prompts)));
    }

    private Decision answer(SipMessage invite, Mailbox mailbox, VoiceboxAddress address) {
        MessageDialogue.Details details =
                new MessageDialogue.Details(mailbox, address.greeting(), callerId(invite), invite.callId(), clock.instant());
        return new Answer(caller -> new MessageDialogue(caller, details, prompts, store, properties));
    }

    /** {@code "name" <number>} of the network identity, else of From; anonymous callers stay so. */
    private static String callerId(SipMessage invite) {
        if (invite.header("Privacy").filter(value -> value.contains("id")).isPresent()) return "\"Anonymous\" <anonymous>";
        NameAddr from = invite.from();
        NameAddr identity = invite.header("P-Asserted-Identity").flatMap(Voicemail::nameAddr).orElse(from);
        String name = identity.displayName().isEmpty() ? from.displayName() : identity.displayName();
        String number = identity.uri().decodedUser().orElse("anonymous");
        return "\"" + name.replace("\"", "") + "\" <" + number + ">";
    }

    private static Optional<NameAddr> nameAddr(String value) {
        try {
            return Optional.of(NameAddr.parse(value));
        } catch (MalformedMessageException e) {
            return Optional.empty();                // then From speaks for the caller
        }
    }

    private static Optional<SipUri> uri(SipMessage invite) {
        try {
            return Optional.of(SipUri.parse(invite.requestUri()));
        } catch (MalformedMessageException e) {
            return Optional.empty();                // no application answers it: 404
        }
    }
}
