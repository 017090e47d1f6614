package io.tandem.platform.management;

import io.tandem.platform.http.HttpReply;
import org.springframework.boot.actuate.info.InfoEndpoint;

/** {@code info}. */
record InfoPath(InfoEndpoint info) implements ManagementEndpoint {

    @Override public String name() {
        return "info";
    }

    @Override public HttpReply serve(ManagementRequest request) {
        if (!request.isRead()) {
            return ManagementEndpoint.wrongMethod(request);
        }
        return request.path().isEmpty() ? ManagementEndpoint.json(200, info.info()) : ManagementEndpoint.notFound();
    }
}
