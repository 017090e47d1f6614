package io.tandem.provisioning.rest;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.resource.Values;

/** {@code /api/<name>/}. */
final class CollectionEndpoint {
    private final Transactions transactions;

    CollectionEndpoint(Transactions transactions) {
        this.transactions = transactions;
    }

    Reply handle(Resource resource, Request request) {
        return Methods.refusal(resource, request, true).orElseGet(() -> switch (request.method()) {
            case "OPTIONS" -> options(resource, request);
            case "POST" -> resource instanceof Resource.Acts acting ? act(acting, request) : create((Resource.Creates) resource, request);
            case "DELETE" -> clear((Resource.Clears) resource, request);
            default -> list(resource, request);
        });
    }

    private static Reply list(Resource resource, Request request) {
        Declaration declaration = resource.declaration();
        if (resource instanceof Resource.Shows single) {
            return MediaTypes.hal(request, 200, Hal.single(declaration, single.show(request.parameters(), request.caller())));
        }
        Search search = Search.of(declaration, request.parameters());
        return MediaTypes.hal(request, 200,
            Hal.collection(declaration, resource.list(search, request.caller()), search, request.parameters()));
    }

    private static Reply options(Resource resource, Request request) {
        Reply reply = Methods.options(Methods.ofCollection(resource, request.caller()));
        String type = "application/hal+json; profile=" + Hal.RELATION + resource.declaration().name();
        return resource instanceof Resource.Creates ? reply.with("Accept-Post", type) : reply;
    }

    private Reply create(Resource.Creates resource, Request request) {
        Values values = resource.declaration().form().read(MediaTypes.object(request));
        Resource.Created created = transactions.write(() -> resource.create(values, request.caller()));
        return created.document().map(CollectionEndpoint::document)
            .orElseGet(() -> representation(resource, created.id(), request))
            .with("Location", resource.declaration().path(created.id()));
    }

    private Reply act(Resource.Acts resource, Request request) {
        Values values = resource.declaration().form().read(MediaTypes.object(request));
        Resource.Outcome outcome = transactions.write(() -> resource.act(values, request.caller()));
        return outcome.body().map(body -> MediaTypes.json(outcome.status(), body)).orElseGet(() -> Reply.empty(outcome.status()));
    }

    private Reply clear(Resource.Clears resource, Request request) {
        Search search = Search.of(resource.declaration(), request.parameters());
        transactions.write(() -> {
            resource.clear(search, request.caller());
            return search;
        });
        return Reply.empty(204);
    }

    private static Reply document(Resource.Document document) {
        return Reply.of(201, document.contentType(), document.content())
            .with("Content-Disposition", "attachment; filename=" + document.fileName());
    }

    private static Reply representation(Resource resource, String id, Request request) {
        if (Prefer.of(request) == Prefer.MINIMAL) {
            return Reply.empty(201);
        }
        Declaration declaration = resource.declaration();
        Item item = resource.find(id, request.caller()).orElseThrow(() -> ApiError.entityNotFound(declaration.entity()));
        return MediaTypes.item(request, 201, declaration, item);
    }
}
