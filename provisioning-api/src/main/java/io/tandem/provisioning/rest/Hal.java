package io.tandem.provisioning.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Search;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Items and collections in the Hypertext Application Language; {@code ngcp:*} links and embeds are always arrays. */
final class Hal {
    static final String RELATION = MediaTypes.PROFILE + "#rel-";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Hal() {}

    /** Where a collection is, and what links to its items are called. */
    record Place(String relation, String path) {
        static Place of(Declaration declaration) {
            return new Place(declaration.name(), declaration.path());
        }
    }

    static Reply reply(Request request, int status, Declaration declaration, Item item) {
        return MediaTypes.hal(request, status, item(Place.of(declaration), declaration, item));
    }

    static ObjectNode item(Place place, Declaration declaration, Item item) {
        ObjectNode body = item.fields().deepCopy();
        ObjectNode links = body.putObject("_links");
        common(links);
        links.putObject("collection").put("href", place.path());
        links.putObject("self").put("href", place.path() + item.id());
        for (Relation relation : relations(place, declaration, item)) {
            links.withArray("ngcp:" + relation.collection()).addObject().put("href", relation.href());
        }
        return body;
    }

    /** The one object of a collection that has no items. */
    static ObjectNode single(Declaration declaration, ObjectNode fields) {
        ObjectNode body = fields.deepCopy();
        ObjectNode links = body.putObject("_links");
        common(links);
        links.putObject("self").put("href", declaration.path());
        return body;
    }

    /** The links of an item once more, as header lines. */
    static List<Reply.Header> linkHeaders(Place place, Declaration declaration, Item item) {
        List<Reply.Header> headers = new ArrayList<>();
        headers.add(link(place.path(), "collection"));
        headers.add(link(MediaTypes.PROFILE, "profile"));
        headers.add(link(place.path() + item.id(), "item self"));
        for (Relation relation : relations(place, declaration, item)) {
            headers.add(link(relation.href(), RELATION + relation.collection()));
        }
        return headers;
    }

    static ObjectNode collection(Place place, Declaration declaration, Listing listing, Search search, Map<String, List<String>> parameters) {
        ObjectNode body = JSON.objectNode();
        ObjectNode links = body.putObject("_links");
        common(links);
        String rest = filterQuery(parameters);
        links.putObject("self").put("href", page(place, search.page(), search.rows(), rest));
        if (listing.more()) {
            links.putObject("next").put("href", page(place, search.page() + 1, search.rows(), rest));
        }
        if (search.page() > 1) {
            links.putObject("prev").put("href", page(place, search.page() - 1, search.rows(), rest));
        }
        for (Item item : listing.items()) {
            links.withArray("ngcp:" + place.relation()).addObject().put("href", place.path() + item.id());
            body.withObject("_embedded").withArray("ngcp:" + place.relation()).add(item(place, declaration, item));
        }
        listing.total().ifPresentOrElse(total -> body.put("total_count", total), () -> body.putNull("total_count"));
        return body;
    }

    private static void common(ObjectNode links) {
        links.putObject("curies").put("href", RELATION + "{rel}").put("name", "ngcp").put("templated", true);
        links.putObject("profile").put("href", MediaTypes.PROFILE);
    }

    private record Relation(String collection, String href) {}

    private static List<Relation> relations(Place place, Declaration declaration, Item item) {
        List<Relation> relations = new ArrayList<>();
        relations.add(new Relation(place.relation(), place.path() + item.id()));
        if (declaration.journaled()) {
            relations.add(new Relation(JournalEndpoint.FOLDER, place.path() + item.id() + "/" + JournalEndpoint.FOLDER + "/"));
        }
        declaration.related().forEach(name -> relations.add(new Relation(name, "/api/" + name + "/" + item.id())));
        for (Field field : declaration.fields()) {
            JsonNode value = item.fields().path(field.name());
            if (!value.isMissingNode() && !value.isNull()) {
                field.reference().ifPresent(name -> relations.add(new Relation(name, "/api/" + name + "/" + value.asString())));
            }
        }
        return relations;
    }

    private static Reply.Header link(String target, String relation) {
        return new Reply.Header("Link", "<" + target + ">; rel=\"" + relation + "\"");
    }

    private static String page(Place place, int page, int rows, String rest) {
        return "%s?page=%d&rows=%d%s".formatted(place.path(), page, rows, rest);
    }

    private static String filterQuery(Map<String, List<String>> parameters) {
        StringBuilder query = new StringBuilder();
        parameters.keySet().stream().sorted().filter(name -> !name.equals("page") && !name.equals("rows")).forEach(name -> {
            for (String value : parameters.getOrDefault(name, List.of())) {
                query.append('&').append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return query.toString();
    }
}
