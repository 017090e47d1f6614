package io.tandem.provisioning.rest;

import java.io.IOException;
import java.time.Duration;

import io.lettuce.core.RedisConnectionException;
import io.tandem.provisioning.resource.ApiError;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class FailureFilterTest {
    @Test void whileADatabaseIsAwayTheAnswerIs503WithoutABody() throws Exception {
        for (RuntimeException away : new RuntimeException[] {new DataAccessResourceFailureException("gone"), new RedisConnectionException("gone")}) {
            MockHttpServletResponse response = answerTo(away);
            assertThat(response.getStatus()).isEqualTo(503);
            assertThat(response.getContentAsByteArray()).isEmpty();
        }
    }

    @Test void aValueThatTheDatabaseRefusesIs422() throws Exception {
        assertThat(answerTo(new DataIntegrityViolationException("Data too long for column 'geheim'")).getStatus()).isEqualTo(422);
    }

    @Test void otherFailuresAre500AndTellNothing() throws Exception {
        MockHttpServletResponse response = answerTo(new IllegalStateException("internal detail"));
        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(response.getContentAsString()).contains("Internal Server Error").doesNotContain("detail");
    }

    @Test void whatAFilterRefusesIsAnsweredAsInsideTheApi() throws Exception {
        MockHttpServletResponse response = answerTo(ApiError.busy("Too many.", Duration.ofSeconds(5)));
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("5");
        assertThat(response.getContentAsString()).contains("\"message\" : \"Too many.\"");
    }

    @Test void aReplyThatHasBegunIsCutNotEnded() {
        MockHttpServletResponse begun = new MockHttpServletResponse();
        begun.setCommitted(true);
        assertThatIOException().isThrownBy(() -> answer(new IllegalStateException("internal detail"), begun)).withMessageNotContaining("detail");
    }

    private static MockHttpServletResponse answerTo(RuntimeException failure) throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        answer(failure, response);
        return response;
    }

    private static void answer(RuntimeException failure, MockHttpServletResponse response) throws ServletException, IOException {
        new FailureFilter().doFilter(new MockHttpServletRequest("GET", "/api/x/"), response, (_, _) -> {
            throw failure;
        });
    }
}
