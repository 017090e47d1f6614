package io.tandem.platform.management;

import java.util.Objects;
import java.util.Set;

import io.tandem.platform.http.HttpReply;
import org.springframework.boot.actuate.endpoint.ProducibleOperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.util.MimeType;

/** {@code prometheus}: all metrics, or those with the names in {@code includedNames}, in the format that the scraper accepts. */
record PrometheusPath(PrometheusScrapeEndpoint metrics) implements ManagementEndpoint {

    @Override public String name() {
        return "prometheus";
    }

    @Override public HttpReply serve(ManagementRequest request) {
        if (!request.isRead()) {
            return ManagementEndpoint.wrongMethod(request);
        }
        if (!request.path().isEmpty()) {
            return ManagementEndpoint.notFound();
        }
        PrometheusOutputFormat format = new ProducibleOperationArgumentResolver(request::accept).resolve(PrometheusOutputFormat.class);
        if (format == null) {
            return HttpReply.text(406, "none of " + request.accept());
        }
        Set<String> names = request.values("includedNames");
        WebEndpointResponse<byte[]> scraped = metrics.scrape(format, names.isEmpty() ? null : names);
        MimeType type = Objects.requireNonNullElse(scraped.getContentType(), format.getProducedMimeType());
        return new HttpReply(scraped.getStatus(), type.toString(), Objects.requireNonNullElse(scraped.getBody(), new byte[0]));
    }
}
