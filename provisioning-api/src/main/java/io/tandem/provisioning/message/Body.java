package io.tandem.provisioning.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Resource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client wrote, as yet unchecked.
 *
 * @param files by the name of their part; a body that is a file has the empty name
 */
public record Body(ObjectNode fields, Map<String, Resource.Document> files) {
    public Body {
        files = Map.copyOf(files);
    }

    /**
     * The body of a POST or PUT: a JSON object; for a resource that takes files also several parts, or the file with the fields in the query.
     *
     * @throws ApiError 400 or 415
     */
    public static Body of(Request request, Resource resource) {
        if (resource instanceof Resource.TakesFiles files) {
            String type = type(request);
            if (MediaTypes.MULTIPART.equals(type)) {
                require(request, true, "");
                return Multipart.read(request);
            }
            if (files.bodyTypes().stream().anyMatch(accepted -> matches(accepted, type))) {
                require(request, true, "");
                return new Body(fields(request), Map.of("", file(request)));
            }
        }
        return new Body(object(request, accepted(resource)), Map.of());
    }

    /** The operations of a PATCH. */
    public static JsonNode patch(Request request) {
        require(request, type(request).equals(MediaTypes.JSON_PATCH), MediaTypes.JSON_PATCH);
        return Json.read(request.body());
    }

    /** The lines of a bulk POST. */
    public static List<List<String>> csv(Request request) {
        require(request, isCsv(request), MediaTypes.CSV);
        return Csv.read(request.body());
    }

    /** Whether the body is an array; of JSON, no other value begins so. */
    public static boolean isArray(Request request) {
        for (byte letter : request.body()) {
            if (letter > ' ') {
                return letter == '[' && isJson(type(request));
            }
        }
        return false;
    }

    /** The objects of an array in the body of a POST. */
    public static List<ObjectNode> objects(Request request) {
        require(request, true, MediaTypes.JSON);
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode element : Json.read(request.body()).values()) {
            if (!(element instanceof ObjectNode object)) {
                throw ApiError.badRequest("The entity could not be processed: the elements of the array must be JSON objects.");
            }
            objects.add(object);
        }
        return objects;
    }

    public static boolean isCsv(Request request) {
        return MediaTypes.CSV.equals(type(request));
    }

    private static ObjectNode object(Request request, String accepted) {
        String type = type(request);
        require(request, isJson(type), accepted);
        if (Json.read(request.body()) instanceof ObjectNode object) {
            return object;
        }
        throw ApiError.badRequest("The entity could not be processed: the body must be a JSON object.");
    }

    private static boolean isJson(String type) {
        return type.startsWith(MediaTypes.JSON) && !type.equals(MediaTypes.JSON_PATCH) || type.equals(MediaTypes.HAL);
    }

    private static void require(Request request, boolean typeFits, String accepted) {
        if (request.header("Link").isPresent()) {
            throw ApiError.badRequest("The request must not contain 'Link' headers. Instead assert relationships in the entity body.");
        }
        if (!typeFits) {
            throw ApiError.unsupportedMediaType(request.header("Content-Type").orElse(""), accepted);
        }
        if (request.body().length == 0) {
            throw ApiError.badRequest("This request is missing a message body.");
        }
    }

    private static String accepted(Resource resource) {
        List<String> types = new ArrayList<>();
        if (resource instanceof Resource.TakesFiles files) {
            types.addAll(files.bodyTypes());
            types.add(MediaTypes.MULTIPART);
        }
        types.add(MediaTypes.JSON);
        return String.join(" or ", types);
    }

    /** Without parameters, in lower case. */
    private static String type(Request request) {
        return request.header("Content-Type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean matches(String accepted, String type) {
        return accepted.endsWith("*") ? type.startsWith(accepted.substring(0, accepted.length() - 1)) : accepted.equals(type);
    }

    private static Resource.Document file(Request request) {
        return new Resource.Document(type(request), request.parameter("filename").orElse(""), request.body());
    }

    private static ObjectNode fields(Request request) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        request.parameters().keySet().forEach(name -> request.parameter(name).ifPresent(value -> fields.put(name, value)));
        return fields;
    }

    /** Parts of a body by name, in their order. */
    static Body ofParts(List<Multipart.Part> parts) {
        ObjectNode fields = null;
        Map<String, Resource.Document> files = new LinkedHashMap<>();
        for (Multipart.Part part : parts) {
            if (!"json".equals(part.name())) {
                files.put(part.name(), part.file());
            } else if (Json.read(part.file().content()) instanceof ObjectNode object) {
                fields = object;
            }
        }
        if (fields == null) {
            throw ApiError.badRequest("The entity could not be processed: multipart/form-data needs a part 'json' that holds a JSON object.");
        }
        return new Body(fields, files);
    }
}
