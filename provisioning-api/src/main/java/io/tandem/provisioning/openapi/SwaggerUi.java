package io.tandem.provisioning.openapi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

import io.tandem.provisioning.message.Reply;
import io.tandem.provisioning.resource.ApiError;

/** The browsable page at {@code /api/}; its three files come from the Swagger UI web jar, no other file of the class path is served. */
public final class SwaggerUi {
    /** Path part below {@code /api/} that no resource may have. */
    public static final String FOLDER = "_ui";

    private static final String OWN = "/io/tandem/provisioning/openapi/";
    private static final String WEB_JAR = "/META-INF/resources/webjars/swagger-ui/";
    private static final String WEB_JAR_PROPERTIES = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final Map<String, String> TYPES = Map.of(
        "swagger-ui.css", "text/css", "swagger-ui-bundle.js", "text/javascript", "start.js", "text/javascript");

    private SwaggerUi() {}

    public static Reply page() {
        return Reply.of(200, "text/html; charset=utf-8", read(OWN + "index.html"));
    }

    public static Reply file(String name) {
        String type = TYPES.get(name);
        if (type == null) {
            throw ApiError.pathNotFound();
        }
        String folder = "start.js".equals(name) ? OWN : WEB_JAR + version() + "/";
        return Reply.of(200, type, read(folder + name)).with("Cache-Control", "max-age=3600");
    }

    private static String version() {
        try {
            Properties properties = new Properties();
            properties.load(new ByteArrayInputStream(read(WEB_JAR_PROPERTIES)));
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + WEB_JAR_PROPERTIES, e);
        }
    }

    private static byte[] read(String resource) {
        try (InputStream in = SwaggerUi.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw ApiError.pathNotFound();
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + " from the class path", e);
        }
    }
}
