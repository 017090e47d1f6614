package io.tandem.provisioning.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.provisioning.resource.ApiError;
import io.tandem.provisioning.resource.Caller;
import io.tandem.provisioning.resource.Declaration;
import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Listing;
import io.tandem.provisioning.resource.Resource;
import io.tandem.provisioning.resource.Search;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** provisioning.md §1.4: what bodies are taken, and how the others are refused. */
class BodyTest {
    private static final Caller CALLER = Caller.guest();
    private static final String FORM = "--b0\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{\"dir\": \"busy\"}\r\n"
        + "--b0\r\nContent-Disposition: form-data; name=\"greetingfile\"; filename=\"g.wav\"\r\nContent-Type: audio/x-wav\r\n\r\nRIFF\r\n\0\r\n--b0--\r\n";

    private static class Sounds implements Resource {
        @Override public Declaration declaration() {
            return Declaration.of("sounds", "", List.of());
        }

        @Override public Listing list(Search search, Caller caller) {
            return Listing.pageOf(List.of(), search);
        }

        @Override public Optional<Item> find(String id, Caller caller) {
            return Optional.empty();
        }
    }

    private static final class Files extends Sounds implements Resource.TakesFiles {
        @Override public List<String> bodyTypes() {
            return List.of("audio/x-wav", "text/*");
        }
    }

    @Test void aFileMayBeTheWholeBodyWithTheFieldsInTheQuery() {
        Body body = Body.of(request("audio/x-wav", "RIFF", Map.of("set_id", List.of("3"), "filename", List.of("a.wav"))), new Files());
        assertThat(body.fields().path("set_id").stringValue()).isEqualTo("3");
        Resource.Document file = body.files().values().iterator().next();
        assertThat(file.fileName()).isEqualTo("a.wav");
        assertThat(file.contentType()).isEqualTo("audio/x-wav");
        assertThat(new String(file.content(), StandardCharsets.UTF_8)).isEqualTo("RIFF");
        assertThat(Body.of(request("text/plain; charset=utf-8", "x", Map.of()), new Files()).files()).hasSize(1);
    }

    @Test void aFormHasFieldsInItsJsonPartAndFilesBesideIt() {
        Body body = Body.of(request("multipart/form-data; boundary=b0", FORM, Map.of()), new Files());
        assertThat(body.fields().path("dir").stringValue()).isEqualTo("busy");
        Resource.Document file = body.files().get("greetingfile");
        assertThat(file).isNotNull();
        assertThat(file.fileName()).isEqualTo("g.wav");
        assertThat(new String(file.content(), StandardCharsets.ISO_8859_1)).isEqualTo("RIFF\r\n\0");
    }

    @Test void aMalformedFormIsRefused() {
        for (String form : List.of("", "x", "--b0\r\n", FORM.substring(0, 120), FORM.replace("name=\"json\"", "name=\"other\""))) {
            assertThatThrownBy(() -> Body.of(request("multipart/form-data; boundary=b0", form, Map.of()), new Files()))
                .isInstanceOfSatisfying(ApiError.class, error -> assertThat(error.status()).isEqualTo(400));
        }
    }

    @Test void otherTypesAreRefusedByName() {
        assertThatThrownBy(() -> Body.of(request("audio/x-wav", "RIFF", Map.of()), new Sounds()))
            .hasMessage("Unsupported media type 'audio/x-wav', accepting application/json only.");
        assertThatThrownBy(() -> Body.of(request("image/png", "x", Map.of()), new Files()))
            .hasMessage("Unsupported media type 'image/png', accepting audio/x-wav or text/* or multipart/form-data or application/json only.");
        assertThatThrownBy(() -> Body.of(request("application/json-patch+json", "[]", Map.of()), new Sounds()))
            .isInstanceOfSatisfying(ApiError.class, error -> assertThat(error.status()).isEqualTo(415));
    }

    @Test void aLinkHeaderAndAMissingBodyAreRefused() {
        Request linked = new Request("POST", List.of("sounds"), Map.of(), Map.of("content-type", "application/json", "link", "<x>"), new byte[] {'{', '}'}, CALLER);
        assertThatThrownBy(() -> Body.of(linked, new Sounds())).hasMessageContaining("must not contain 'Link' headers");
        assertThatThrownBy(() -> Body.of(request("application/json", "", Map.of()), new Sounds())).hasMessage("This request is missing a message body.");
    }

    @Test void aFileNameCannotLeaveItsQuotes() {
        Reply reply = Reply.of(200, new Resource.Document("audio/x-wav", "a\"\r\nX: y", new byte[0]));
        assertThat(reply.headers()).contains(new Reply.Header("Content-Disposition", "attachment; filename=\"a___X: y\""));
    }

    private static Request request(String type, String body, Map<String, List<String>> query) {
        return new Request("POST", List.of("sounds"), query, Map.of("content-type", type), body.getBytes(StandardCharsets.ISO_8859_1), CALLER);
    }
}
