package io.tandem.provisioning.rest;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;

import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.resource.Content;
import io.tandem.provisioning.resource.Resource;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** How files are sent. */
class ApiServletTest {
    private static final byte[] SOUND = new byte[100_000];

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private boolean closed;

    private final InputStream broken = new InputStream() {
        @Override public int read() throws IOException {
            throw new IOException("unreadable");
        }
    };

    @Test void aFileIsSentWholeAndClosed() throws IOException {
        ApiServlet.write(file(new ByteArrayInputStream(SOUND)), false, response);
        assertThat(response.getContentAsByteArray()).isEqualTo(SOUND);
        assertThat(response.getContentLengthLong()).isEqualTo(SOUND.length);
        assertThat(closed).isTrue();
    }

    @Test void headIsAnsweredWithoutTheFile() throws IOException {
        ApiServlet.write(file(new ByteArrayInputStream(SOUND)), true, response);
        assertThat(response.getContentAsByteArray()).isEmpty();
        assertThat(response.getContentLengthLong()).isEqualTo(SOUND.length);
        assertThat(closed).isTrue();
    }

    @Test void aFileThatCannotBeReadLeavesTheReplyToOthers() {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> ApiServlet.write(file(broken), false, response));
        assertThat(response.isCommitted()).isFalse();
        assertThat(response.getHeaderNames()).isEmpty();
        assertThat(closed).isTrue();
    }

    @Test void aFileThatBreaksOffLooksNotWhole() {
        InputStream half = new SequenceInputStream(new ByteArrayInputStream(SOUND), broken);
        assertThatIOException().isThrownBy(() -> ApiServlet.write(file(half), false, response)).withMessage("unreadable");
        assertThat(response.isCommitted()).isTrue();
        assertThat(closed).isTrue();
    }

    @Test void aClientThatIsGoneClosesTheFile() {
        MockHttpServletResponse gone = new MockHttpServletResponse() {
            @Override public ServletOutputStream getOutputStream() {
                return new Gone();
            }
        };
        assertThatIOException().isThrownBy(() -> ApiServlet.write(file(new ByteArrayInputStream(SOUND)), false, gone)).withMessage("Broken pipe");
        assertThat(closed).isTrue();
    }

    private Reply file(InputStream stream) {
        InputStream watched = new FilterInputStream(stream) {
            @Override public void close() {
                closed = true;
            }
        };
        return Reply.of(200, new Resource.Download("audio/x-wav", "a.wav", Content.of(SOUND.length, watched)));
    }

    private static final class Gone extends ServletOutputStream {
        @Override public boolean isReady() {
            return true;
        }

        @Override public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override public void write(int octet) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
