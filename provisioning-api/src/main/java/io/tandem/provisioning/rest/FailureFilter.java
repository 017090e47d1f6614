package io.tandem.provisioning.rest;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

import io.lettuce.core.RedisException;
import io.tandem.provisioning.message.MediaTypes;
import io.tandem.provisioning.message.Problem;
import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.resource.ApiError;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Before all others: what filters refuse is answered, and what goes wrong inside becomes 503 without a body while a database is away, 422 when it
 * refuses a value, else 500. The client learns no details; the log has them under a transaction id.
 */
public final class FailureFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(FailureFilter.class);

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (ApiError refused) {
            answer(Problem.reply(Optional.ofNullable(request.getHeader("Accept")), refused), response);
        } catch (DataAccessResourceFailureException | CannotCreateTransactionException | RedisException away) {
            LOG.error("database or Redis is away, {} {} got 503: {}", request.getMethod(), request.getRequestURI(), away.getMessage());
            answer(Reply.empty(503), response);
        } catch (DataIntegrityViolationException doesNotFit) {
            LOG.info("{} {} got 422: {}", request.getMethod(), request.getRequestURI(), doesNotFit.getMessage());
            answer(MediaTypes.error(422, "The entity could not be processed: a value does not fit its column or refers to nothing."), response);
        } catch (RuntimeException failed) {
            LOG.error("{} {} got 500, tx={}", request.getMethod(), request.getRequestURI(), UUID.randomUUID(), failed);
            answer(MediaTypes.error(500, "Internal Server Error"), response);
        }
    }

    private static void answer(Reply reply, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            throw new IOException("failed after the reply had begun; the client learns it from the end of the connection");
        }
        response.resetBuffer();
        ApiServlet.write(reply, false, response);
    }
}
