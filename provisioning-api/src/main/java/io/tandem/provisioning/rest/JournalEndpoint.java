package io.tandem.provisioning.rest;

import java.util.List;
import java.util.Optional;

import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;

/** {@code /api/<name>/<id>/journal/}, {@code .../recent} and {@code .../<entry>}. */
final class JournalEndpoint {
    /** Last part of the path. */
    static final String FOLDER = "journal";

    private static final String LATEST = "recent";
    private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS");

    private final History history;

    JournalEndpoint(History history) {
        this.history = history;
    }

    /** @param entry empty for all */
    Reply handle(Resource resource, String id, Optional<String> entry, Request request) {
        if (!resource.declaration().journaled()) {
            throw ApiError.pathNotFound();
        }
        if (!request.caller().may(Operation.READ, resource.declaration()) || request.caller().role().isSubscriber()) {
            throw ApiError.forbidden("Invalid user");
        }
        return switch (request.method()) {
            case "OPTIONS" -> Methods.options(METHODS);
            case "GET", "HEAD" -> read(resource, id, entry, request);
            default -> Methods.notAllowed(request, METHODS);
        };
    }

    private Reply read(Resource resource, String id, Optional<String> entry, Request request) {
        if (!resource.isId(id) || resource.find(id, request.caller()).isEmpty()) {
            throw ApiError.entityNotFound(resource.declaration().entity());
        }
        String name = resource.declaration().name();
        Hal.Place place = new Hal.Place("journals", resource.declaration().path(id) + "/" + FOLDER + "/");
        if (entry.isEmpty()) {
            Search search = Search.of(history.declaration(), request.parameters());
            return MediaTypes.hal(request, 200, Hal.collection(place, history.declaration(), history.of(name, id, search), search, request.parameters()));
        }
        Optional<Item> found = LATEST.equals(entry.get()) ? history.latest(name, id) : history.entry(name, id, entry.get());
        Item item = found.orElseThrow(() -> ApiError.entityNotFound("journal"));
        return MediaTypes.hal(request, 200, Hal.item(place, history.declaration(), item)).with(Hal.linkHeaders(place, history.declaration(), item));
    }
}
