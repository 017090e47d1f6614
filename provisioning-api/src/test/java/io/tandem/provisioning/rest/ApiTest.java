package io.tandem.provisioning.rest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.tandem.provisioning.access.Access;
import io.tandem.provisioning.access.Operation;
import io.tandem.provisioning.access.Party;
import io.tandem.provisioning.access.Role;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Field;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Query;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import io.tandem.provisioning.resource.Transactions;
import io.tandem.provisioning.resource.Values;
import io.tandem.provisioning.write.Idempotency;
import io.tandem.provisioning.write.WriteResult;
import io.tandem.provisioning.write.Writes;
import io.tandem.provisioning.write.Written;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The conventions without a server: a function from request to reply. */
class ApiTest {
    private static final Caller WRITER = caller(Role.ADMIN, Set.of(Caller.Right.WRITE));
    private static final Caller READER = caller(Role.ADMIN, Set.of());
    private static final Transactions DIRECT = new Transactions() {
        @Override public <T> T write(Supplier<T> work) {
            return work.get();
        }

        @Override public <T> T write(String alone, Supplier<T> work) {
            return work.get();
        }
    };

    private static final History NOTHING = new History() {
        @Override public Declaration declaration() {
            return Declaration.of("journals", "", List.of());
        }

        @Override public Listing of(String resource, String id, Search search) {
            return Listing.pageOf(List.of(), search);
        }

        @Override public Optional<Item> entry(String resource, String id, String entry) {
            return Optional.empty();
        }

        @Override public Optional<Item> latest(String resource, String id) {
            return Optional.empty();
        }
    };

    /** No key is ever sent here. */
    private static final Idempotency KEYLESS = new Idempotency() {
        @Override public WriteResult once(Request request, Supplier<WriteResult> work) {
            return work.get();
        }

        @Override public Resource.Outcome acted(Request request, Supplier<Resource.Outcome> work) {
            return work.get();
        }
    };

    private final List<Written> written = new ArrayList<>();
    private final Api api = new Api(List.of(new Things(), new Owners(), new Deeds(), new Maps()), new Writes(DIRECT, KEYLESS, List.of(written::add)), NOTHING);

    /** The one owner of all things. */
    private static final class Owners implements Resource {
        @Override public Declaration declaration() {
            return Declaration.of("owners", "Owners", List.of(Field.whole("thing_id").refersTo("things")));
        }

        @Override public Listing list(Search search, Caller caller) {
            assertThat(search.filters()).containsExactlyEntriesOf(Map.of("id", "7"));
            return Listing.pageOf(List.of(new Item("7", JsonNodeFactory.instance.objectNode().put("id", 7).put("thing_id", 1))), search);
        }

        @Override public Optional<Item> find(String id, Caller caller) {
            return Optional.empty();
        }
    }

    /** Three things that belong to owners; writes only count. */
    private static final class Things implements Resource.Creates, Resource.Deletes, Resource.GivesFiles, Resource.GivesCsv {
        @Override public Declaration declaration() {
            return Declaration.of("things", "Things", List.of(Field.text("name").required(), Field.whole("owner_id").refersTo("owners"),
                Field.text("pin").secret())).withJournal();
        }

        @Override public Optional<Download> file(Item item, Optional<String> format, Caller caller) {
            return format.map(type -> new Download(type, "thing.bin", Content.of(new byte[] {1, 2})));
        }

        @Override public List<String> line(Item item) {
            return List.of(item.id(), item.text("name"));
        }

        @Override public Listing list(Search search, Caller caller) {
            return Listing.pageOf(LongStream.rangeClosed(1, 3).mapToObj(Things::thing).toList(), search);
        }

        @Override public Optional<Item> find(String id, Caller caller) {
            return Long.parseLong(id) <= 3 ? Optional.of(thing(Long.parseLong(id))) : Optional.empty();
        }

        @Override public Created create(Values values, Caller caller) {
            return Created.item(3);
        }

        @Override public void delete(Item current, Caller caller) {}

        private static Item thing(long id) {
            return new Item(Long.toString(id), JsonNodeFactory.instance.objectNode().put("id", id).put("name", "thing").put("owner_id", 7).put("pin", "1234"));
        }
    }

    /** An action for administrators; customer care may do it too. */
    private static final class Deeds implements Resource.Acts {
        @Override public Declaration declaration() {
            return Declaration.of("deeds", "Deeds", List.of(Field.text("name").required())).access(Access.of(Party.A, Party.K));
        }

        @Override public Outcome act(Values values, Caller caller) {
            return "nothing".equals(values.require("name")) ? Outcome.empty(204) : Outcome.shown(201, JsonNodeFactory.instance.objectNode().put("done", true));
        }
    }

    private static final class Maps implements Resource.Shows, Resource.Clears {
        @Override public Declaration declaration() {
            return Declaration.of("maps", "Maps", List.of()).access(Access.all().except(Operation.CLEAR, Party.S));
        }

        @Override public ObjectNode show(Query query, Caller caller) {
            return JsonNodeFactory.instance.objectNode().put("caller", caller.login());
        }

        @Override public void clear(Search search, Caller caller) {}
    }

    private static Caller caller(Role role, Set<Caller.Right> rights) {
        Optional<Caller.Line> line = role.isSubscriber() ? Optional.of(new Caller.Line(5, "uuid", 4)) : Optional.empty();
        return new Caller(5, "somebody", role, 3, line, rights);
    }

    private Reply callAs(Role role, String method, String path) {
        return api.handle(new Request(method, List.of(path.substring(1).split("/")), Map.of(), Map.of(), new byte[0],
            caller(role, Set.of(Caller.Right.WRITE))));
    }

    @Test void aRoleWithoutAnyRightIsAnInvalidUserWhateverItAsks() {
        for (Role role : List.of(Role.SUBSCRIBER, Role.SUBSCRIBERADMIN, Role.CCARE, Role.CCAREADMIN, Role.LINTERCEPT)) {
            for (String method : List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "BREW")) {
                assertThat(callAs(role, method, "/things").status()).describedAs("%s %s", role, method).isEqualTo(403);
                assertThat(callAs(role, method, "/things/1").status()).describedAs("%s %s", role, method).isEqualTo(403);
            }
        }
        assertThat(json(callAs(Role.SUBSCRIBER, "GET", "/things")).path("message").asString()).isEqualTo("Invalid user");
        assertThat(callAs(Role.SYSTEM, "GET", "/things").status()).isEqualTo(200);
        assertThat(callAs(Role.RESELLER, "GET", "/things").status()).isEqualTo(200);
    }

    @Test void anActionTakesPostAlone() {
        assertThat(header(callAs(Role.CCARE, "OPTIONS", "/deeds"), "Allow")).isEqualTo("OPTIONS, POST");
        assertThat(callAs(Role.ADMIN, "GET", "/deeds").status()).isEqualTo(405);
        assertThat(callAs(Role.ADMIN, "GET", "/deeds/1").status()).isEqualTo(404);
        assertThat(callAs(Role.RESELLER, "POST", "/deeds").status()).isEqualTo(403);
        Request deed = new Request("POST", List.of("deeds"), Map.of(), Map.of("content-type", "application/json"),
            "{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_8), WRITER);
        assertThat(api.handle(deed).status()).isEqualTo(201);
        assertThat(json(api.handle(deed)).path("done").asBoolean()).isTrue();
    }

    @Test void aSingleObjectIsTheCollection() {
        assertThat(json(callAs(Role.SUBSCRIBER, "GET", "/maps")).path("caller").asString()).isEqualTo("somebody");
        assertThat(callAs(Role.SUBSCRIBER, "DELETE", "/maps").status()).isEqualTo(403);
        assertThat(callAs(Role.SUBSCRIBERADMIN, "DELETE", "/maps").status()).isEqualTo(204);
        assertThat(header(callAs(Role.SUBSCRIBER, "OPTIONS", "/maps"), "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test void everybodySeesInTheIndexWhatHeMay() {
        assertThat(json(api.handle(index(Role.SUBSCRIBER))).propertyNames()).containsExactly("maps");
        assertThat(json(api.handle(index(Role.ADMIN))).propertyNames()).containsExactly("deeds", "maps", "owners", "things");
        assertThat(json(api.handle(index(Role.SUBSCRIBER))).at("/maps/actions").toString()).isEqualTo("[\"GET\",\"HEAD\",\"OPTIONS\"]");
    }

    private static Request index(Role role) {
        return new Request("GET", List.of(), Map.of(), Map.of(), new byte[0], caller(role, Set.of(Caller.Right.WRITE)));
    }

    @Test void aCollectionEmbedsItemsAndLinksToItsNeighbours() {
        JsonNode page = json(call("GET", "/things", "rows", "1", "page", "2"));
        assertThat(page.at("/_embedded/ngcp:things/0/id").asInt()).isEqualTo(2);
        assertThat(page.at("/_links/self/href").asString()).isEqualTo("/api/things/?page=2&rows=1");
        assertThat(page.at("/_links/next/href").asString()).isEqualTo("/api/things/?page=3&rows=1");
        assertThat(page.at("/_links/prev/href").asString()).isEqualTo("/api/things/?page=1&rows=1");
        assertThat(page.at("/_embedded/ngcp:things/0/_links/ngcp:owners/0/href").asString()).isEqualTo("/api/owners/7");
        assertThat(page.path("total_count").asInt()).isEqualTo(3);
    }

    @Test void linksCarryTheFiltersEscaped() {
        JsonNode page = json(call("GET", "/things", "rows", "1", "name", "a b&c=*"));
        assertThat(page.at("/_links/next/href").asString()).isEqualTo("/api/things/?page=2&rows=1&name=a+b%26c%3D*");
    }

    @Test void allowFollowsFromWhatTheResourceCan() {
        assertThat(header(call("OPTIONS", "/things"), "Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
        assertThat(header(call("OPTIONS", "/things/1"), "Allow")).isEqualTo("GET, HEAD, OPTIONS, DELETE");
        Reply refused = call("PUT", "/things/1");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(header(refused, "Allow")).isEqualTo("GET, HEAD, OPTIONS, DELETE");
        assertThat(call("BREW", "/things").status()).isEqualTo(405);
    }

    @Test void anErrorHasCodeAndMessage() {
        assertThat(new String(call("GET", "/things/4").body(), StandardCharsets.UTF_8))
            .isEqualTo("{\n  \"code\" : 404,\n  \"message\" : \"Entity 'thing' not found.\"\n}");
    }

    @Test void whoMayOnlyReadMayNotWrite() {
        Reply refused = api.handle(new Request("DELETE", List.of("things", "1"), Map.of(), Map.of(), new byte[0], READER));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(json(refused).path("message").asString()).isEqualTo("Invalid user");
    }

    @Test void preferIsReadLeniently() {
        assertThat(post(Map.of("prefer", "return=representation")).body()).isNotEmpty();
        assertThat(post(Map.of("prefer", "respond-async, return = representation")).body()).isNotEmpty();
        assertThat(post(Map.of("prefer", "return=nonsense")).body()).isEmpty();
        assertThat(header(post(Map.of()), "Location")).isEqualTo("/api/things/3");
    }

    @Test void onlyPostIsTunnelled() {
        Map<String, String> override = Map.of("x-http-method-override", "delete");
        assertThat(Request.effectiveMethod("POST", override)).isEqualTo("DELETE");
        assertThat(Request.effectiveMethod("GET", override)).isEqualTo("GET");
    }

    @Test void anUncountedPageHasANullTotal() {
        Listing uncounted = new Listing(List.of(), OptionalLong.empty(), false);
        Search search = new Search(1, 10, Optional.empty(), false, false, Map.of());
        assertThat(Hal.collection(Hal.Place.of(new Things().declaration()), new Things().declaration(), uncounted, search, Map.of()).path("total_count").isNull()).isTrue();
    }

    @Test void anItemMayBeAFileToo() {
        assertThat(header(call("GET", "/things/1", "format", "audio/x-wav"), "Content-Type")).isEqualTo("audio/x-wav");
        assertThat(header(get("/things/1", Map.of("accept", "audio/x-wav, */*;q=0.1")), "Content-Disposition")).isEqualTo("attachment; filename=thing.bin");
        assertThat(header(get("/things/1", Map.of("accept", "application/hal+json, */*")), "Content-Type")).startsWith("application/hal+json");
    }

    @Test void aCollectionMayBeCsv() {
        Reply reply = get("/things", Map.of("accept", "text/csv"));
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("1,thing\r\n2,thing\r\n3,thing\r\n");
        assertThat(header(reply, "Content-Type")).startsWith("text/csv");
    }

    @Test void expandPutsTheReferredItemsBesideTheirReference() {
        JsonNode item = json(call("GET", "/things/1", "expand", "owner_id"));
        assertThat(item.at("/owner_id_expand/thing_id").asInt()).isEqualTo(1);
        assertThat(json(call("GET", "/things", "expand", "all")).at("/_embedded/ngcp:things/2/owner_id_expand/id").asInt()).isEqualTo(7);
        Reply refused = call("GET", "/things/1", "expand", "owner_id.name");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(json(refused).path("message").asString()).isEqualTo("Invalid 'expand' field 'owner_id.name'.");
        assertThat(json(call("GET", "/things/1", "expand", "nothing,owner_id", "soft_expand", "1")).has("owner_id_expand")).isTrue();
    }

    @Test void anEntityTagTellsOneStateFromAnother() {
        String tag = header(call("GET", "/things/1"), "ETag");
        assertThat(tag).startsWith("W/\"");
        assertThat(header(call("GET", "/things/2"), "ETag")).isNotEqualTo(tag);
        assertThat(get("/things/1", Map.of("if-none-match", tag)).status()).isEqualTo(304);
        assertThat(delete(Map.of("if-match", "W/\"0\"")).status()).isEqualTo(412);
        assertThat(delete(Map.of("if-match", "\"0\", " + tag)).status()).isEqualTo(204);
        assertThat(delete(Map.of("if-match", "*")).status()).isEqualTo(204);
    }

    @Test void aWriteIsToldWithoutSecrets() {
        post(Map.of());
        assertThat(written).hasSize(1);
        assertThat(written.getFirst().operation()).isEqualTo(Written.Operation.CREATE);
        assertThat(written.getFirst().content().path("pin").asString()).isEqualTo("********");
    }

    @Test void problemDetailsAreForThoseWhoAcceptThem() {
        Map<String, String> headers = Map.of("content-type", "application/json", "accept", "application/problem+json");
        Reply refused = api.handle(new Request("POST", List.of("things"), Map.of(), headers, "{}".getBytes(StandardCharsets.UTF_8), WRITER));
        assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(json(refused).path("title").asString()).isEqualTo("Unprocessable Content");
        assertThat(json(refused).at("/errors/0/field").asString()).isEqualTo("name");
        assertThat(json(refused).path("detail").asString()).isEqualTo("Validation failed. field='name', input='', errors='Name field is required'");
    }

    @Test void onlyJournaledItemsHaveAJournal() {
        assertThat(json(call("GET", "/things/1/journal")).path("total_count").asInt()).isZero();
        assertThat(json(call("GET", "/things/1")).at("/_links/ngcp:journal/0/href").asString()).isEqualTo("/api/things/1/journal/");
        assertThat(call("GET", "/things/1/journal/recent").status()).isEqualTo(404);
        assertThat(call("GET", "/things/9/journal").status()).isEqualTo(404);
        assertThat(call("GET", "/owners/7/journal").status()).isEqualTo(404);
        assertThat(call("GET", "/things/1/other").status()).isEqualTo(404);
        assertThat(call("PUT", "/things/1/journal").status()).isEqualTo(405);
    }

    private Reply get(String path, Map<String, String> headers) {
        return api.handle(new Request("GET", List.of(path.substring(1).split("/")), Map.of(), headers, new byte[0], WRITER));
    }

    private Reply delete(Map<String, String> headers) {
        return api.handle(new Request("DELETE", List.of("things", "1"), Map.of(), headers, new byte[0], WRITER));
    }

    private Reply post(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("content-type", "application/json");
        return api.handle(new Request("POST", List.of("things"), Map.of(), all, "{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_8), WRITER));
    }

    private Reply call(String method, String path, String... parameters) {
        Map<String, List<String>> query = new HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            query.put(parameters[i], List.of(parameters[i + 1]));
        }
        return api.handle(new Request(method, List.of(path.substring(1).split("/")), query, Map.of(), new byte[0], WRITER));
    }

    private static JsonNode json(Reply reply) {
        return JsonMapper.shared().readTree(reply.body());
    }

    private static String header(Reply reply, String name) {
        return reply.headers().stream().filter(header -> header.name().equals(name)).map(Reply.Header::value).findFirst().orElse("");
    }
}
