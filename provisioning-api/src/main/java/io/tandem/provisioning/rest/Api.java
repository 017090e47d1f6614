package io.tandem.provisioning.rest;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.tandem.provisioning.message.Problem;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.openapi.SwaggerUi;
import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.write.Writes;

/** REST API v1: finds the resource and answers in the API's conventions. Any thread. */
public final class Api {
    private final Map<String, Resource> resources = new TreeMap<>();
    private final ApiIndex index;
    private final CollectionEndpoint collections;
    private final ItemEndpoint items;
    private final JournalEndpoint journals;

    public Api(List<Resource> all, Writes writes, History history) {
        all.forEach(resource -> resources.put(resource.declaration().name(), resource));
        Expansion expansion = new Expansion(resources);
        index = new ApiIndex(List.copyOf(resources.values()));
        collections = new CollectionEndpoint(writes, expansion);
        items = new ItemEndpoint(writes, expansion);
        journals = new JournalEndpoint(history);
    }

    /** Everything there is, whoever may use it. */
    public Collection<Resource> resources() {
        return resources.values();
    }

    /** Refusals become replies; other exceptions pass. */
    public Reply handle(Request request) {
        try {
            return route(request);
        } catch (ApiError refused) {
            return Problem.reply(request.header("Accept"), refused);
        }
    }

    private Reply route(Request request) {
        List<String> path = request.path();
        return switch (path.size()) {
            case 0 -> index.handle(request);
            case 1 -> collections.handle(resource(path), request);
            case 2 -> path.getFirst().equals(SwaggerUi.FOLDER) ? SwaggerUi.file(path.getLast()) : second(resource(path), path.getLast(), request);
            case 3 -> third(path, request);
            case 4 -> journal(path, Optional.of(path.getLast()), request);
            default -> throw ApiError.pathNotFound();
        };
    }

    private Reply second(Resource resource, String name, Request request) {
        return resource instanceof Resource.Below below ? collections.handle(below, name, request) : items.handle(resource, name, request);
    }

    private Reply third(List<String> path, Request request) {
        return resource(path) instanceof Resource.Below below ? items.handle(below, path.get(1) + "/" + path.getLast(), request)
            : journal(path, Optional.empty(), request);
    }

    private Reply journal(List<String> path, Optional<String> entry, Request request) {
        if (!JournalEndpoint.FOLDER.equals(path.get(2))) {
            throw ApiError.pathNotFound();
        }
        return journals.handle(resource(path), path.get(1), entry, request);
    }

    private Resource resource(List<String> path) {
        return Optional.ofNullable(resources.get(path.getFirst())).orElseThrow(ApiError::pathNotFound);
    }
}
