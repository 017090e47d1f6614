package io.tandem.provisioning.rest;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Transactions;

/** REST API v1: finds the resource and answers in the API's conventions. Any thread. */
public final class Api {
    private final Map<String, Resource> resources = new TreeMap<>();
    private final ApiIndex index;
    private final CollectionEndpoint collections;
    private final ItemEndpoint items;

    public Api(List<Resource> all, Transactions transactions) {
        all.forEach(resource -> resources.put(resource.declaration().name(), resource));
        index = new ApiIndex(List.copyOf(resources.values()));
        collections = new CollectionEndpoint(transactions);
        items = new ItemEndpoint(transactions);
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
            return MediaTypes.error(refused.status(), refused.text());
        }
    }

    private Reply route(Request request) {
        List<String> path = request.path();
        return switch (path.size()) {
            case 0 -> index.handle(request);
            case 1 -> collections.handle(resource(path), request);
            case 2 -> path.getFirst().equals(SwaggerUi.FOLDER) ? SwaggerUi.file(path.getLast()) : items.handle(resource(path), path.getLast(), request);
            default -> throw ApiError.pathNotFound();
        };
    }

    private Resource resource(List<String> path) {
        return Optional.ofNullable(resources.get(path.getFirst())).orElseThrow(ApiError::pathNotFound);
    }
}
