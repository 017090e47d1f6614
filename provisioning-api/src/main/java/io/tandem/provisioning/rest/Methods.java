package io.tandem.provisioning.rest;

import java.util.ArrayList;
import java.util.List;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Resource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Which methods a path takes, and the replies that say so. */
final class Methods {
    private Methods() {}

    static List<String> ofCollection(Resource resource) {
        List<String> methods = new ArrayList<>(List.of("GET", "HEAD", "OPTIONS"));
        if (resource instanceof Resource.Creates) {
            methods.add("POST");
        }
        return methods;
    }

    static List<String> ofItem(Resource resource) {
        List<String> methods = new ArrayList<>(List.of("GET", "HEAD", "OPTIONS"));
        if (resource instanceof Resource.Replaces) {
            methods.addAll(List.of("PATCH", "PUT"));
        }
        if (resource instanceof Resource.Deletes) {
            methods.add("DELETE");
        }
        return methods;
    }

    static Reply options(List<String> methods) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        methods.forEach(body.putArray("methods")::add);
        return MediaTypes.json(200, body).with("Allow", String.join(", ", methods));
    }

    static Reply notAllowed(String method, List<String> methods) {
        ApiError error = ApiError.methodNotAllowed(method, methods);
        return MediaTypes.error(error.status(), error.text()).with("Allow", String.join(", ", methods));
    }
}
