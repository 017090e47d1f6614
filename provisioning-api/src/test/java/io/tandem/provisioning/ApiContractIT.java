package io.tandem.provisioning;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The lines of wire-contract.md section 1 that hold for every resource: transport and login, media types, collections. */
class ApiContractIT {
    private final ApiClient admin = ApiClient.administrator();

    @Test void withoutCredentialsTheAnswerIs401WithTheRealmThatClientsKnow() {
        ApiClient.Answer answer = ApiClient.anonymous().get("/api/customers/");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"api_admin_http\"");
        assertThat(answer.text()).isEqualTo("Authorization required");
    }

    @Test void aWrongPasswordAnUnknownLoginAndNonsenseGet401() {
        assertThat(ApiClient.login("nobody", "administrator").get("/api/customers/").status()).isEqualTo(401);
        assertThat(ApiClient.login("administrator", "wrong").get("/api/customers/").status()).isEqualTo(401);
        assertThat(ApiClient.anonymous().send("GET", "/api/customers/", "", "Authorization", "Basic %%%").status()).isEqualTo(401);
        assertThat(ApiClient.anonymous().send("GET", "/api/customers/", "", "Authorization", "Bearer x").status()).isEqualTo(401);
    }

    @Test void guessingIsBanned() {
        ApiClient guesser = ApiClient.login("guessed-" + System.nanoTime(), "x");
        List<Integer> statuses = IntStream.range(0, 6).mapToObj(_ -> guesser.get("/api/").status()).toList();
        assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 403);
        assertThat(guesser.get("/api/").message()).isEqualTo("Banned");
        assertThat(admin.get("/api/customers/").status()).isEqualTo(200);
    }

    @Test void aFirstCallFetchesACertificateThatThenLogsIn() throws Exception {
        ApiClient.Answer answer = admin.send("POST", "/api/admincerts/", "{}", "Content-Type", "application/json");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).isEqualTo("application/zip");
        assertThat(answer.header("Location")).isEqualTo("/api/admincerts/1");
        Map<String, byte[]> files = unzip(answer.bytes());
        assertThat(files.keySet()).first().isEqualTo("README.txt");
        String pem = files.keySet().stream().filter(name -> name.endsWith(".pem")).findFirst().orElseThrow();
        assertThat(new String(files.get(pem))).contains("BEGIN CERTIFICATE", "BEGIN PRIVATE KEY");
        ApiClient holder = ApiClient.anonymous(keys(files.get(pem.replace(".pem", ".p12"))));
        assertThat(holder.get("/api/customers/").status()).isEqualTo(200);

        assertThat(admin.delete("/api/admincerts/1").status()).isEqualTo(204);
        ApiClient.Answer revoked = ApiClient.anonymous(keys(files.get(pem.replace(".pem", ".p12")))).get("/api/customers/");
        assertThat(revoked.status()).isEqualTo(403);
        assertThat(revoked.message()).isEqualTo("Invalid user");
        assertThat(admin.get("/api/customers/").status()).describedAs("the password alone goes on working").isEqualTo(200);
    }

    @Test void repliesAreHalUnlessPlainJsonIsAskedFor() {
        assertThat(admin.get("/api/resellers/").header("Content-Type")).startsWith("application/hal+json").contains("profile=");
        assertThat(admin.send("GET", "/api/resellers/1", "", "Accept", "application/json").header("Content-Type")).isEqualTo("application/json");
    }

    @Test void anItemShowsItsLinksInBodyAndHeaders() {
        ApiClient.Answer answer = admin.get("/api/contracts/1");
        JsonNode links = answer.json().path("_links");
        assertThat(links.at("/self/href").asString()).isEqualTo("/api/contracts/1");
        assertThat(links.at("/collection/href").asString()).isEqualTo("/api/contracts/");
        assertThat(links.at("/ngcp:contracts/0/href").asString()).isEqualTo("/api/contracts/1");
        assertThat(links.at("/ngcp:systemcontacts/0/href").asString()).isEqualTo("/api/systemcontacts/1");
        assertThat(links.at("/curies/templated").asBoolean()).isTrue();
        assertThat(answer.headers().allValues("Link")).contains("</api/contracts/1>; rel=\"item self\"",
            "</api/systemcontacts/1>; rel=\"http://purl.org/sipwise/ngcp-api/#rel-systemcontacts\"");
    }

    @Test void jsonIsPrettyAndItsKeysAreSorted() {
        String text = admin.get("/api/resellers/1").text();
        assertThat(text).startsWith("{\n");
        assertThat(text.indexOf("\"_links\"")).isLessThan(text.indexOf("\"contract_id\""));
        assertThat(text.indexOf("\"contract_id\"")).isLessThan(text.indexOf("\"status\""));
    }

    @Test void postAnswers201WithAPathAndTheItemOnlyIfPreferred() {
        Sample sample = new Sample(admin);
        String body = "{\"email\": \"%s\", \"reseller_id\": 1}".formatted(sample.email());
        ApiClient.Answer minimal = admin.send("POST", "/api/customercontacts/", body, "Content-Type", "application/json");
        assertThat(minimal.status()).isEqualTo(201);
        assertThat(minimal.header("Location")).matches("/api/customercontacts/\\d+");
        assertThat(minimal.bytes()).isEmpty();
        assertThat(admin.post("/api/customercontacts/", body).json().path("email").asString()).isEqualTo(sample.email());
    }

    @Test void putAnswers200WithTheItemOr204AsPreferred() {
        Sample sample = new Sample(admin);
        String path = "/api/customercontacts/" + sample.contact();
        String body = "{\"email\": \"%s\", \"reseller_id\": 1, \"firstname\": \"Ada\"}".formatted(sample.email());
        ApiClient.Answer full = admin.put(path, body);
        assertThat(full.status()).isEqualTo(200);
        assertThat(full.header("Preference-Applied")).isEqualTo("return=representation");
        assertThat(full.json().path("firstname").asString()).isEqualTo("Ada");
        ApiClient.Answer minimal = admin.send("PUT", path, body, "Content-Type", "application/json; charset=utf-8");
        assertThat(minimal.status()).isEqualTo(204);
        assertThat(minimal.header("Preference-Applied")).isEqualTo("return=minimal");
    }

    @Test void putReplacesSoThatMissingFieldsAreReset() {
        Sample sample = new Sample(admin);
        String path = "/api/customercontacts/" + sample.contact();
        admin.put(path, "{\"email\": \"%s\", \"reseller_id\": 1, \"city\": \"Graz\"}".formatted(sample.email()));
        assertThat(admin.put(path, "{\"email\": \"%s\", \"reseller_id\": 1}".formatted(sample.email())).json().path("city").isNull()).isTrue();
    }

    @Test void patchReplacesAField() {
        Sample sample = new Sample(admin);
        String path = "/api/customercontacts/" + sample.contact();
        ApiClient.Answer answer = admin.patch(path, "[{\"op\": \"replace\", \"path\": \"/city\", \"value\": \"Linz\"}]");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("city").asString()).isEqualTo("Linz");
        assertThat(admin.patch(path, "{}").message()).isEqualTo("Body for PATCH must be an array.");
        assertThat(admin.put(path, "{\"email\": 1}").status()).isEqualTo(422);
    }

    @Test void deleteAnswers204AndTheItemIsGone() {
        String path = "/api/customercontacts/" + new Sample(admin).contact();
        assertThat(admin.delete(path).status()).isEqualTo(204);
        ApiClient.Answer gone = admin.get(path);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.message()).isEqualTo("Entity 'customercontact' not found.");
        assertThat(gone.json().path("code").asInt()).isEqualTo(404);
        assertThat(admin.delete(path).status()).isEqualTo(404);
    }

    @Test void unknownResourcesAndIdsAre404() {
        assertThat(admin.get("/api/nonsense/").status()).isEqualTo(404);
        assertThat(admin.get("/api/nonsense/").message()).isEqualTo("Path not found");
        assertThat(admin.get("/api/customers/999999").message()).isEqualTo("Entity 'customer' not found.");
        assertThat(admin.get("/api/customers/1/journal/more").status()).isEqualTo(404);
        assertThat(admin.get("/api/customers/abc").status()).isEqualTo(400);
    }

    @Test void aCollectionIsTheSameWithAndWithoutTrailingSlash() {
        ApiClient.Answer without = admin.get("/api/resellers");
        assertThat(without.status()).isEqualTo(200);
        assertThat(without.bytes()).isEqualTo(admin.get("/api/resellers/").bytes());
    }

    @Test void pagesLinkToTheirNeighboursAndCarryFiltersOn() {
        Sample sample = new Sample(admin);
        String company = "paging-" + sample.number;
        IntStream.range(0, 5).forEach(n -> Sample.created(admin.post("/api/systemcontacts/",
            "{\"company\": \"%s\", \"email\": \"%s.%d@default.invalid\"}".formatted(company, company, n))));
        String query = "email=" + company + "*&rows=2&page=";
        JsonNode first = admin.get("/api/systemcontacts/?" + query + 1).json();
        assertThat(first.path("total_count").asInt()).isEqualTo(5);
        assertThat(first.at("/_embedded/ngcp:systemcontacts")).hasSize(2);
        assertThat(first.at("/_links/ngcp:systemcontacts")).hasSize(2);
        assertThat(first.at("/_links/prev").isMissingNode()).isTrue();
        JsonNode second = admin.get(first.at("/_links/next/href").asString()).json();
        assertThat(second.at("/_links/prev/href").asString()).startsWith("/api/systemcontacts/?page=1&rows=2");
        JsonNode last = admin.get(second.at("/_links/next/href").asString()).json();
        assertThat(last.at("/_embedded/ngcp:systemcontacts")).hasSize(1);
        assertThat(last.at("/_links/next").isMissingNode()).isTrue();
    }

    @Test void tenRowsAreTheDefaultAndAnEmptyCollectionHasNoEmbeds() {
        Sample sample = new Sample(admin);
        IntStream.range(0, 11).forEach(n -> Sample.created(admin.post("/api/systemcontacts/",
            "{\"email\": \"ten-%d.%d@default.invalid\"}".formatted(sample.number, n))));
        assertThat(admin.get("/api/systemcontacts/?email=ten-" + sample.number + ".*").json().at("/_embedded/ngcp:systemcontacts")).hasSize(10);
        JsonNode empty = admin.get("/api/systemcontacts/?email=nobody@nowhere.invalid").json();
        assertThat(empty.path("total_count").asInt()).isZero();
        assertThat(empty.has("_embedded")).isFalse();
    }

    @Test void countingCanBeLeftOut() {
        JsonNode listing = admin.get("/api/resellers/?no_count=1&name=default").json();
        assertThat(listing.path("total_count").isNull()).isTrue();
        assertThat(listing.at("/_embedded/ngcp:resellers")).hasSize(1);
    }

    @Test void pagesAndRowsMustBeAboveZeroAndManyRowsAreFine() {
        assertThat(admin.get("/api/customers/?rows=0").status()).isEqualTo(400);
        assertThat(admin.get("/api/customers/?page=0").status()).isEqualTo(400);
        assertThat(admin.get("/api/customers/?rows=ten").status()).isEqualTo(400);
        assertThat(admin.get("/api/customers/?rows=5000").status()).isEqualTo(200);
        assertThat(admin.get("/api/customers/?page=1000000&rows=1000").json().path("total_count").isNumber()).isTrue();
    }

    @Test void orderFollowsKnownColumnsAndIgnoresOthers() {
        Sample sample = new Sample(admin);
        for (String company : List.of("b", "c", "a")) {
            admin.post("/api/systemcontacts/", "{\"company\": \"%s\", \"email\": \"order-%d@default.invalid\"}".formatted(company, sample.number));
        }
        String query = "/api/systemcontacts/?email=order-%d@default.invalid&order_by=%s&order_by_direction=%s";
        assertThat(companies(admin.get(query.formatted(sample.number, "company", "desc")))).containsExactly("c", "b", "a");
        assertThat(companies(admin.get(query.formatted(sample.number, "company", "asc")))).containsExactly("a", "b", "c");
        assertThat(companies(admin.get(query.formatted(sample.number, "nonsense", "asc")))).containsExactly("b", "c", "a");
        assertThat(companies(admin.get(query.formatted(sample.number, "id", "desc")))).containsExactly("a", "c", "b");
    }

    @Test void filtersAreAndedAndUnknownParametersIgnored() {
        Sample sample = new Sample(admin);
        sample.contact();
        String exists = "/api/customercontacts/?email=%s&reseller_id=%d&patterns=.*&foo=bar";
        assertThat(admin.get(exists.formatted(sample.email(), 1)).json().path("total_count").asInt()).isEqualTo(1);
        assertThat(admin.get(exists.formatted(sample.email(), 2)).json().path("total_count").asInt()).isZero();
        assertThat(admin.get(exists.formatted(sample.email(), 1) + "&id=abc").json().path("total_count").asInt()).isZero();
    }

    @Test void aStarIsAWildcardAndPercentIsNone() {
        Sample sample = new Sample(admin);
        sample.contact();
        assertThat(count("/api/customercontacts/?email=customer-" + sample.number + "@*")).isEqualTo(1);
        assertThat(count("/api/customercontacts/?email=customer-" + sample.number + "@%25")).isZero();
        assertThat(count("/api/customercontacts/?email=customer-" + sample.number + "_default*")).isZero();
        assertThat(count("/api/systemcontacts/?email=$null")).isZero();
    }

    @Test void optionsAndHeadTellWhatAPathTakes() {
        ApiClient.Answer collection = admin.send("OPTIONS", "/api/customers/", "");
        assertThat(collection.header("Allow")).contains("GET", "HEAD", "POST", "OPTIONS");
        assertThat(collection.header("Accept-Post")).isEqualTo("application/hal+json; profile=http://purl.org/sipwise/ngcp-api/#rel-customers");
        assertThat(strings(collection.json().path("methods"))).contains("GET", "POST");
        ApiClient.Answer item = admin.send("OPTIONS", "/api/customers/1", "");
        assertThat(item.header("Allow")).contains("PUT", "PATCH").doesNotContain("DELETE");
        assertThat(item.header("Accept-Patch")).isEqualTo("application/json-patch+json");
        ApiClient.Answer head = admin.send("HEAD", "/api/resellers/1", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.bytes()).isEmpty();
        assertThat(admin.send("OPTIONS", "/api/", "").headers().allValues("Link"))
            .contains("</api/subscribers/>; rel=\"collection http://purl.org/sipwise/ngcp-api/#rel-subscribers\"");
    }

    @Test void aMethodThatIsNotOfferedGets405WithAllow() {
        ApiClient.Answer answer = admin.delete("/api/resellers/1");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, PATCH, PUT");
        assertThat(admin.post("/api/calls/", "{}").status()).isEqualTo(405);
    }

    @Test void aTunnelledMethodIsHonoured() {
        for (String header : List.of("X-HTTP-Method", "X-HTTP-Method-Override", "X-METHOD-OVERRIDE", "x-tunneled-method")) {
            String path = "/api/customercontacts/" + new Sample(admin).contact();
            assertThat(admin.send("POST", path, "", header, "DELETE").status()).isEqualTo(204);
        }
    }

    @Test void theApiDescribesItself() {
        JsonNode map = admin.send("GET", "/api/", "", "Accept", "application/json").json();
        assertThat(map.propertyNames()).contains("admincerts", "calls", "contracts", "customercontacts", "customers", "domainpreferences", "domains",
            "subscriberpreferences", "subscriberregistrations", "subscribers", "systemcontacts");
        assertThat(strings(map.at("/subscribers/query_params"))).contains("username", "domain", "alias");
        ApiClient.Answer page = admin.send("GET", "/api/", "", "Accept", "text/html,application/xhtml+xml");
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).contains("swagger-ui-bundle.js");
        assertThat(admin.get("/api/_ui/swagger-ui-bundle.js").bytes()).hasSizeGreaterThan(100_000);
        assertThat(admin.get("/api/_ui/other.js").status()).isEqualTo(404);
        JsonNode document = admin.get("/api/?swagger").json();
        assertThat(document.at("/components/schemas/subscribers/properties/primary_number/type").asString()).isEqualTo("object");
        assertThat(document.at("/components/schemas/subscriberpreferences/properties/clir/type").asString()).isEqualTo("boolean");
        assertThat(admin.get("/api/?swagger=yml").text()).contains("openapi: 3.1.0");
    }

    @Test void theDescriptionIsWhole() {
        JsonNode document = admin.get("/api/?swagger").json();
        for (String name : admin.send("GET", "/api/", "", "Accept", "application/json").json().propertyNames()) {
            assertThat(document.path("paths").has("/api/" + name + "/")).describedAs(name).isTrue();
        }
        List<String> references = document.findValuesAsString("$ref");
        assertThat(references).hasSizeGreaterThan(100)
            .allSatisfy(reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).describedAs(reference).isFalse());
        JsonNode post = document.path("paths").path("/api/customers/").path("post");
        assertThat(strings(post.path("x-roles"))).contains("admin", "reseller").doesNotContain("subscriber");
        assertThat(post.at("/requestBody/content/application~1json/example/contact_id").isIntegralNumber()).isTrue();
        assertThat(post.path("responses").propertyNames()).contains("201", "401", "403", "415", "422");
        assertThat(document.path("paths").has("/api/customers/{id}/journal/")).isTrue();
    }

    private int count(String path) {
        return admin.get(path).json().path("total_count").asInt();
    }

    private static List<String> companies(ApiClient.Answer answer) {
        List<String> companies = new ArrayList<>();
        answer.json().at("/_embedded/ngcp:systemcontacts").forEach(item -> companies.add(item.path("company").asString()));
        return companies;
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
    }

    private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    private static KeyManager[] keys(byte[] pkcs12) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(pkcs12), "sipwise".toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, "sipwise".toCharArray());
        return factory.getKeyManagers();
    }
}
