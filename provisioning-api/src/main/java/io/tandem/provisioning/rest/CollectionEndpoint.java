package io.tandem.provisioning.rest;

import java.util.ArrayList;
import java.util.List;

import io.tandem.provisioning.message.Body;
import io.tandem.provisioning.message.Csv;
import io.tandem.provisioning.message.EntityTag;
import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.message.Prefer;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.write.WriteResult;
import io.tandem.provisioning.write.Writes;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/<name>/}. */
final class CollectionEndpoint {
    private final Writes writes;
    private final Expansion expansion;

    CollectionEndpoint(Writes writes, Expansion expansion) {
        this.writes = writes;
        this.expansion = expansion;
    }

    Reply handle(Resource resource, Request request) {
        return Methods.refusal(resource, request, true).orElseGet(() -> switch (request.method()) {
            case "OPTIONS" -> options(resource, request);
            case "POST" -> post(resource, request);
            case "DELETE" -> clear((Resource.Clears) resource, request);
            default -> list(resource, request);
        });
    }

    /** The items below a parent: those of the whole collection that a filter selects, as the links of its pages say. */
    Reply handle(Resource.Below resource, String parent, Request request) {
        return Methods.refusal(resource, request, true).orElseGet(() -> {
            if ("OPTIONS".equals(request.method())) {
                return options(resource, request);
            }
            if (!resource.isParent(parent, request.caller())) {
                throw ApiError.entityNotFound(resource.declaration().entity());
            }
            return list(resource, request.with(resource.parentField(), parent));
        });
    }

    private Reply list(Resource resource, Request request) {
        Declaration declaration = resource.declaration();
        if (resource instanceof Resource.Shows single) {
            return show(single, request);
        }
        Search search = Search.of(declaration, request.parameters());
        if (resource instanceof Resource.GivesCsv csv && request.header("Accept").filter(type -> type.startsWith(MediaTypes.CSV)).isPresent()) {
            return csv(csv, search, request);
        }
        Listing listing = resource.list(search, request.caller());
        LocalTime.apply(resource, listing.items(), request);
        expansion.apply(declaration, listing.items(), request);
        return MediaTypes.hal(request, 200, Hal.collection(Hal.Place.of(declaration), declaration, listing, search, request.parameters()));
    }

    private static Reply show(Resource.Shows resource, Request request) {
        ObjectNode shown = resource.show(request.query(), request.caller());
        if (resource instanceof Resource.ShowsFile files && ItemEndpoint.format(request).filter(wanted -> names(files.fileType(), wanted)).isPresent()) {
            return Reply.of(200, files.file(shown));
        }
        return MediaTypes.hal(request, 200, Hal.single(resource.declaration(), shown));
    }

    private static boolean names(String type, String wanted) {
        return type.equalsIgnoreCase(wanted) || type.endsWith("/" + wanted);
    }

    /** All that match, whatever page was asked for. */
    private static Reply csv(Resource.GivesCsv resource, Search search, Request request) {
        List<List<String>> lines = new ArrayList<>();
        Listing page;
        int number = 1;
        do {
            page = resource.list(search.uncounted(number++), request.caller());
            page.items().forEach(item -> lines.add(resource.line(item)));
        } while (page.more());
        String fileName = resource.declaration().name() + ".csv";
        return Reply.of(200, new Resource.Document(MediaTypes.CSV + "; charset=utf-8", fileName, Csv.write(lines)));
    }

    private static Reply options(Resource resource, Request request) {
        Reply reply = Methods.options(Methods.ofCollection(resource, request.caller()));
        String type = "application/hal+json; profile=" + Hal.RELATION + resource.declaration().name();
        return resource instanceof Resource.Creates ? reply.with("Accept-Post", type) : reply;
    }

    private Reply post(Resource resource, Request request) {
        if (resource instanceof Resource.Acts acting) {
            return act(acting, request);
        }
        if (resource instanceof Resource.TakesCsv bulk && Body.isCsv(request)) {
            writes.createAll(bulk, Body.csv(request), request);
            return Reply.empty(201);
        }
        if (resource instanceof Resource.CreatesMany many && Body.isArray(request)) {
            writes.createMany(many, Body.objects(request), request);
            return Reply.empty(201);
        }
        return create((Resource.Creates) resource, request);
    }

    private Reply create(Resource.Creates resource, Request request) {
        Declaration declaration = resource.declaration();
        WriteResult made = writes.create(resource, Body.of(request, resource), request);
        boolean shown = Prefer.of(request) == Prefer.REPRESENTATION;
        Reply reply = made.document().map(document -> Reply.of(201, document))
            .or(() -> made.item().filter(_ -> shown).map(item -> Hal.reply(request, 201, declaration, item)))
            .orElse(Reply.empty(201))
            .with("Location", declaration.path(made.id()))
            .with(made.item().map(EntityTag::header).stream().toList());
        return made.replayed() ? reply.with("Idempotency-Replayed", "true") : reply;
    }

    private Reply act(Resource.Acts resource, Request request) {
        Resource.Outcome outcome = writes.act(resource, Body.of(request, resource), request);
        return outcome.body().map(body -> MediaTypes.json(outcome.status(), body)).orElseGet(() -> Reply.empty(outcome.status()));
    }

    private Reply clear(Resource.Clears resource, Request request) {
        writes.clear(resource, Search.of(resource.declaration(), request.parameters()), request);
        return Reply.empty(204);
    }
}
