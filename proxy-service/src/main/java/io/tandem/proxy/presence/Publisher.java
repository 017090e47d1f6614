package io.tandem.proxy.presence;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

import io.tandem.proxy.auth.AuthenticationReport;
import io.tandem.proxy.caller.Caller;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.number.Callee;
import io.tandem.proxy.number.CalleeLookup;
import io.tandem.proxy.plan.Attempt;
import io.tandem.sip.message.HeaderNames;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers PUBLISH (RFC 3903 §6). Event loop only.
 * @param longest a publication may last without a refresh
 * @param changed hears whose presence has changed */
record Publisher(Presence.Wire wire, CalleeLookup callees, Publications publications, Duration longest, Consumer<AddressOfRecord> changed) {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int LONGEST_DOCUMENT = 16_384;

    void publish(ServerTransaction transaction, Attempt attempt) {
        Caller caller = attempt.caller().orElseThrow();
        wire.answers().when(callees.find(attempt.dialled(), caller.subscriber().domain()), callee -> publish(transaction, caller, callee), failure -> {
            LOG.warn("PUBLISH {} refused: {}", transaction.request().callId(), failure.toString());
            wire.replies().refuse(transaction, 503, "Service Unavailable");
        });
    }

    private void publish(ServerTransaction transaction, Caller caller, Callee callee) {
        SipMessage request = transaction.request();
        AddressOfRecord owner = new AddressOfRecord(caller.subscriber().username(), caller.subscriber().domain());
        Optional<String> tag = request.header("SIP-If-Match").map(String::strip);
        if (!(callee instanceof Callee.Local local) || local.subscriber().id() != caller.subscriber().id()) {
            wire.replies().refuse(transaction, 403, "Forbidden");
        } else if (tag.isPresent() && !publications.has(owner, tag.get())) {
            wire.replies().refuse(transaction, 412, "Conditional Request Failed");
        } else if (tag.isEmpty() && !request.hasBody()) {
            wire.replies().refuse(transaction, 400, "Missing Body");
        } else if (request.hasBody() && request.contentType().filter(type -> type.toLowerCase(Locale.ROOT).startsWith(Publications.CONTENT_TYPE)).isEmpty()) {
            transaction.respond(wire.replies().of(request, 415, "Unsupported Media Type").add("Accept", Publications.CONTENT_TYPE));
        } else if (request.body().length > LONGEST_DOCUMENT || tag.isEmpty() && !publications.hasRoomFor(owner)) {
            wire.replies().refuse(transaction, 413, "Request Entity Too Large");
        } else {
            publish(transaction, caller, owner, tag);
        }
    }

    private void publish(ServerTransaction transaction, Caller caller, AddressOfRecord owner, Optional<String> before) {
        SipMessage request = transaction.request();
        Duration time = EventPackage.PRESENCE.time(request, longest);
        String tag = before.orElse("0");
        if (time.isZero()) {
            before.ifPresent(known -> publications.remove(owner, known));
        } else {
            tag = publications.put(owner, before, request.hasBody() ? request.body() : new byte[0], time, () -> changed.accept(owner));
        }
        SipMessage response = wire.replies().of(request, 200).add("SIP-ETag", tag).add(HeaderNames.EXPIRES, Long.toString(time.toSeconds()));
        AuthenticationReport.add(caller, request, response);
        transaction.respond(response);
        if (time.isZero() || request.hasBody()) {
            changed.accept(owner);
        }
    }
}
