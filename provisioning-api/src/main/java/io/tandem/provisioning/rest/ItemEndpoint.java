package io.tandem.provisioning.rest;

import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.JsonPatch;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Transactions;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/<name>/<id>}. */
final class ItemEndpoint {
    private final Transactions transactions;

    ItemEndpoint(Transactions transactions) {
        this.transactions = transactions;
    }

    Reply handle(Resource resource, String id, Request request) {
        Optional<Reply> refusal = Methods.refusal(resource, request, false);
        if (!resource.isId(id)) {
            throw ApiError.badRequest("Invalid id '%s' in request URI".formatted(id));
        }
        return refusal.orElseGet(() -> switch (request.method()) {
            case "OPTIONS" -> options(resource, request);
            case "PUT" -> put((Resource.Replaces) resource, id, request);
            case "PATCH" -> patch((Resource.Replaces) resource, id, request);
            case "DELETE" -> delete((Resource.Deletes) resource, id, request);
            default -> read(resource, id, request);
        });
    }

    private static Reply read(Resource resource, String id, Request request) {
        Declaration declaration = resource.declaration();
        Item item = require(resource, id, request);
        return MediaTypes.item(request, 200, declaration, item).with(Hal.linkHeaders(declaration, item));
    }

    private static Reply options(Resource resource, Request request) {
        Reply reply = Methods.options(Methods.ofItem(resource, request.caller()));
        return resource instanceof Resource.Replaces ? reply.with("Accept-Patch", MediaTypes.JSON_PATCH) : reply;
    }

    private Reply put(Resource.Replaces resource, String id, Request request) {
        ObjectNode body = MediaTypes.object(request);
        return replace(resource, require(resource, id, request), body, request);
    }

    private Reply patch(Resource.Replaces resource, String id, Request request) {
        JsonPatch patch = JsonPatch.of(MediaTypes.patch(request), resource.declaration().patchOps());
        Item current = require(resource, id, request);
        return replace(resource, current, patch.applyTo(current.fields()), request);
    }

    private Reply replace(Resource.Replaces resource, Item current, ObjectNode body, Request request) {
        Declaration declaration = resource.declaration();
        transactions.write(() -> {
            resource.replace(current, declaration.form().read(body), request.caller());
            return current;
        });
        Prefer prefer = Prefer.of(request);
        Reply reply = switch (prefer) {
            case MINIMAL -> Reply.empty(204);
            case REPRESENTATION -> resource.find(current.id(), request.caller())
                .map(item -> MediaTypes.item(request, 200, declaration, item)).orElse(Reply.empty(204));
        };
        return reply.with("Preference-Applied", prefer.applied());
    }

    private Reply delete(Resource.Deletes resource, String id, Request request) {
        Item current = require(resource, id, request);
        transactions.write(() -> {
            resource.delete(current, request.caller());
            return current;
        });
        return Reply.empty(204);
    }

    private static Item require(Resource resource, String id, Request request) {
        return resource.find(id, request.caller()).orElseThrow(() -> ApiError.entityNotFound(resource.declaration().entity()));
    }
}
