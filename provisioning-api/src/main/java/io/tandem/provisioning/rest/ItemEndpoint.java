package io.tandem.provisioning.rest;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.message.Body;
import io.tandem.provisioning.message.EntityTag;
import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.message.Prefer;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.patch.JsonPatch;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.write.WriteResult;
import io.tandem.provisioning.write.Writes;

/** {@code /api/<name>/<id>}. */
final class ItemEndpoint {
    private final Writes writes;
    private final Expansion expansion;

    ItemEndpoint(Writes writes, Expansion expansion) {
        this.writes = writes;
        this.expansion = expansion;
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

    private Reply read(Resource resource, String id, Request request) {
        Declaration declaration = resource.declaration();
        Item item = resource.find(id, request.query(), request.caller()).orElseThrow(() -> ApiError.entityNotFound(declaration.entity()));
        if (resource instanceof Resource.GivesFiles files) {
            Optional<Resource.Download> file = files.file(item, format(request), request.caller());
            if (file.isPresent()) {
                return Reply.of(200, file.get());
            }
        }
        Reply.Header tag = EntityTag.header(item);
        if (EntityTag.isKnown(request, tag.value())) {
            return Reply.empty(304).with(List.of(tag));
        }
        LocalTime.apply(resource, List.of(item), request);
        expansion.apply(declaration, List.of(item), request);
        return Hal.reply(request, 200, declaration, item).with(List.of(tag)).with(Hal.linkHeaders(Hal.Place.of(declaration), declaration, item));
    }

    /** What a client asks for that wants no JSON. */
    static Optional<String> format(Request request) {
        return request.parameter("format").or(() -> request.header("Accept").stream().flatMap(types -> Arrays.stream(types.split(",")))
            .map(type -> type.split(";", 2)[0].strip()).filter(type -> !type.isEmpty() && !type.endsWith("json") && !type.endsWith("*")
                && !type.startsWith("text/html")).findFirst());
    }

    private static Reply options(Resource resource, Request request) {
        Reply reply = Methods.options(Methods.ofItem(resource, request.caller()));
        return resource instanceof Resource.Replaces ? reply.with("Accept-Patch", MediaTypes.JSON_PATCH) : reply;
    }

    private Reply put(Resource.Replaces resource, String id, Request request) {
        Body body = Body.of(request, resource);
        return replaced(resource, writes.replace(resource, id, _ -> body, request), request);
    }

    private Reply patch(Resource.Replaces resource, String id, Request request) {
        JsonPatch patch = JsonPatch.of(Body.patch(request), resource.declaration().patchOps());
        return replaced(resource, writes.replace(resource, id, current -> new Body(patch.applyTo(current.fields()), Map.of()), request), request);
    }

    private static Reply replaced(Resource resource, WriteResult result, Request request) {
        Prefer prefer = Prefer.of(request);
        Reply reply = result.item().filter(_ -> prefer == Prefer.REPRESENTATION)
            .map(item -> Hal.reply(request, 200, resource.declaration(), item)).orElse(Reply.empty(204));
        return reply.with("Preference-Applied", prefer.applied()).with(result.item().map(EntityTag::header).stream().toList());
    }

    private Reply delete(Resource.Deletes resource, String id, Request request) {
        writes.delete(resource, id, request);
        return Reply.empty(204);
    }
}
