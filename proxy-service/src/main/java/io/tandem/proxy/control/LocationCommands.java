package io.tandem.proxy.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tandem.platform.control.ControlCommand;
import io.tandem.platform.control.ControlCommands;
import io.tandem.platform.control.ControlFault;
import io.tandem.platform.control.ControlParameters;
import io.tandem.proxy.location.AddressOfRecord;
import io.tandem.proxy.location.Binding;
import io.tandem.proxy.location.Locations;

/** {@code ul.*}: bindings of a subscriber, with Kamailio's names and its table {@code location} as the first parameter. */
record LocationCommands(Locations locations, InstantSource clock) implements ControlCommands {
    private static final String TABLE = "location";

    @Override public List<ControlCommand> commands() {
        return List.of(
            ControlCommand.of("ul.lookup", "ul.lookup location USER@DOMAIN: where a subscriber is registered.", this::lookup),
            ControlCommand.of("ul.rm", "ul.rm location USER@DOMAIN: removes all bindings of a subscriber.", this::remove),
            ControlCommand.of("ul.rm_contact", "ul.rm_contact location USER@DOMAIN URI: removes the binding with this contact.", this::removeContact),
            ControlCommand.of("ul.flush", "ul.flush: nothing to do, bindings are in Redis before a REGISTER is answered.", _ -> "ok"));
    }

    private Object lookup(ControlParameters parameters) throws ControlFault {
        AddressOfRecord owner = owner(parameters);
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("AoR", owner.toString());
        found.put("Contacts", bindings(owner).stream().map(this::describe).toList());
        return found;
    }

    private Object remove(ControlParameters parameters) throws ControlFault {
        AddressOfRecord owner = owner(parameters);
        return remove(owner, bindings(owner));
    }

    private Object removeContact(ControlParameters parameters) throws ControlFault {
        AddressOfRecord owner = owner(parameters);
        String contact = parameters.text(2, "contact URI");
        List<Binding> named = bindings(owner).stream().filter(binding -> binding.contact().toString().equals(contact)).toList();
        if (named.isEmpty()) {
            throw ControlFault.notFound("no binding of " + owner + " has the contact " + contact);
        }
        return remove(owner, named);
    }

    private Object remove(AddressOfRecord owner, List<Binding> bindings) throws ControlFault {
        if (!bindings.isEmpty()) {
            RedisAnswer.of(locations.update(owner, List.of(), bindings.stream().map(Binding::ruid).toList()));
        }
        return Map.of("removed", bindings.size());
    }

    private static AddressOfRecord owner(ControlParameters parameters) throws ControlFault {
        if (!parameters.text(0, "table").equals(TABLE)) {
            throw ControlFault.notFound("the only table is '" + TABLE + "'");
        }
        String text = parameters.text(1, "user@domain");
        int at = text.lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1) {
            throw ControlFault.badRequest("'" + text + "' is not user@domain");
        }
        return new AddressOfRecord(text.substring(0, at), text.substring(at + 1));
    }

    private List<Binding> bindings(AddressOfRecord owner) throws ControlFault {
        List<Binding> found = RedisAnswer.of(locations.find(owner));
        if (found.isEmpty()) {
            throw ControlFault.notFound(owner + " is not registered");
        }
        return found;
    }

    private Map<String, Object> describe(Binding binding) {
        Instant now = clock.instant();
        Map<String, Object> contact = new LinkedHashMap<>();
        contact.put("Address", binding.contact().toString());
        contact.put("Expires", binding.expiresAt().<Object>map(end -> Duration.between(now, end).toSeconds()).orElse("permanent"));
        contact.put("Q", binding.q());
        contact.put("Call-ID", binding.callId());
        contact.put("CSeq", binding.cSeq());
        contact.put("User-Agent", binding.userAgent());
        contact.put("Received", binding.received());
        contact.put("Path", String.join(", ", binding.path()));
        contact.put("Socket", binding.socket());
        contact.put("Methods", binding.methods());
        contact.put("Ruid", binding.ruid());
        contact.put("Instance", binding.instance());
        contact.put("Reg-Id", binding.regId());
        contact.put("Last-Modified", binding.lastModified().toString());
        return contact;
    }
}
