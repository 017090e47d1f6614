package io.tandem.provisioning.rest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.message.Problem;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Resource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Which methods a path takes from a caller, and the replies that say so. */
final class Methods {
    private Methods() {}

    /** What a resource can do at all. */
    static Set<Operation> offered(Resource resource) {
        EnumSet<Operation> offered = switch (resource) {
            case Resource.Acts _ -> EnumSet.of(Operation.CREATE);
            case Resource.Shows _ -> EnumSet.of(Operation.LIST);
            default -> EnumSet.of(Operation.LIST, Operation.READ);
        };
        if (resource instanceof Resource.Creates || resource instanceof Resource.TakesCsv) {
            offered.add(Operation.CREATE);
        }
        if (resource instanceof Resource.Clears) {
            offered.add(Operation.CLEAR);
        }
        if (resource instanceof Resource.Replaces) {
            offered.add(Operation.REPLACE);
        }
        if (resource instanceof Resource.Deletes) {
            offered.add(Operation.DELETE);
        }
        return offered;
    }

    /** What of it a caller may do. */
    static Set<Operation> permitted(Resource resource, Caller caller) {
        EnumSet<Operation> permitted = EnumSet.noneOf(Operation.class);
        offered(resource).stream().filter(operation -> caller.may(operation, resource.declaration()))
            .filter(operation -> !operation.writes() || !caller.readOnly() || resource.openToReaders()).forEach(permitted::add);
        return permitted;
    }

    static List<String> ofCollection(Resource resource, Caller caller) {
        return names(resource, permitted(resource, caller), true);
    }

    static List<String> ofItem(Resource resource, Caller caller) {
        return names(resource, permitted(resource, caller), false);
    }

    /**
     * The refusal of a method that the resource does not offer.
     *
     * @throws ApiError 403 if the caller's role may do nothing with the resource or not this; 404 if there is no such path
     */
    static Optional<Reply> refusal(Resource resource, Request request, boolean onCollection) {
        Set<Operation> permitted = permitted(resource, request.caller());
        if (permitted.isEmpty()) {
            throw ApiError.forbidden("Invalid user");
        }
        List<Operation> here = offered(resource).stream().filter(operation -> operation.onCollection() == onCollection).toList();
        if (here.isEmpty()) {
            throw ApiError.pathNotFound();
        }
        Optional<Operation> asked = here.stream().filter(operation -> methods(resource, operation).contains(request.method())).findFirst();
        if (asked.isPresent() && !permitted.contains(asked.get())) {
            throw ApiError.forbidden("Invalid user");
        }
        boolean answered = asked.isPresent() || "OPTIONS".equals(request.method());
        return answered ? Optional.empty() : Optional.of(notAllowed(request, names(resource, permitted, onCollection)));
    }

    static Reply options(List<String> methods) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        methods.forEach(body.putArray("methods")::add);
        return MediaTypes.json(200, body).with("Allow", String.join(", ", methods));
    }

    static Reply notAllowed(Request request, List<String> methods) {
        return Problem.reply(request.header("Accept"), ApiError.methodNotAllowed(request.method(), methods)).with("Allow", String.join(", ", methods));
    }

    private static List<String> methods(Resource resource, Operation operation) {
        return operation == Operation.REPLACE && resource instanceof Resource.Patches ? List.of("PATCH") : operation.methods();
    }

    private static List<String> names(Resource resource, Collection<Operation> permitted, boolean onCollection) {
        List<String> names = new ArrayList<>();
        permitted.stream().filter(operation -> operation.onCollection() == onCollection)
            .forEach(operation -> names.addAll(methods(resource, operation)));
        names.add(names.contains("GET") ? 2 : 0, "OPTIONS");
        return names;
    }
}
