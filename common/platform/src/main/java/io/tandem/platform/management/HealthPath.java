package io.tandem.platform.management;

import java.util.LinkedHashMap;
import java.util.Map;

import io.tandem.platform.http.HttpReply;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.SystemHealthDescriptor;

/** {@code health}, its components ({@code health/sip}) and groups ({@code health/liveness}, {@code health/readiness}); 503 for what is down. */
record HealthPath(HealthEndpointWebExtension health) implements ManagementEndpoint {

    @Override public String name() {
        return "health";
    }

    @Override public HttpReply serve(ManagementRequest request) {
        if (!request.isRead()) {
            return ManagementEndpoint.wrongMethod(request);
        }
        WebEndpointResponse<HealthDescriptor> found = health.health(ApiVersion.LATEST, WebServerNamespace.SERVER, SecurityContext.NONE,
            request.path().toArray(String[]::new));
        HealthDescriptor descriptor = found.getBody();
        return descriptor == null ? ManagementEndpoint.notFound() : ManagementEndpoint.json(found.getStatus(), values(descriptor));
    }

    /** Whether all components are up. */
    boolean isUp() {
        return health.health(ApiVersion.LATEST, WebServerNamespace.SERVER, SecurityContext.NONE).getStatus() == WebEndpointResponse.STATUS_OK;
    }

    private static Map<String, Object> values(HealthDescriptor descriptor) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (descriptor instanceof IndicatedHealthDescriptor indicated) {
            put(values, "details", indicated.getDetails());
        } else if (descriptor instanceof CompositeHealthDescriptor composite && composite.getComponents() != null) {
            Map<String, Object> components = new LinkedHashMap<>();
            composite.getComponents().forEach((name, component) -> components.put(name, values(component)));
            values.put("components", components);
        }
        if (descriptor instanceof SystemHealthDescriptor system && system.getGroups() != null) {
            values.put("groups", system.getGroups());
        }
        values.put("status", descriptor.getStatus().getCode());
        return values;
    }

    private static void put(Map<String, Object> values, String name, @Nullable Map<String, Object> details) {
        if (details != null && !details.isEmpty()) {
            values.put(name, details);
        }
    }
}
