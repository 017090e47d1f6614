package io.tandem.platform.management;

import io.tandem.platform.http.HttpReply;
import io.tandem.platform.plain.PlainJson;
import io.tandem.platform.plain.PlainValues;

/** One name below {@code /actuator}. Any thread. */
interface ManagementEndpoint {
    /** What the actuator calls its JSON. */
    String JSON = "application/vnd.spring-boot.actuator.v3+json";

    /** First part of the path below {@code /actuator}. */
    String name();

    HttpReply serve(ManagementRequest request);

    /** An object of values that {@link PlainValues} knows. */
    static HttpReply json(int status, Object values) {
        return new HttpReply(status, JSON, PlainJson.bytes(PlainValues.of(values)));
    }

    /** The answer to a method that this path does not have. */
    static HttpReply wrongMethod(ManagementRequest request) {
        return HttpReply.text(405, request.method() + " is not served here");
    }

    /** The answer to a path that nothing is behind. */
    static HttpReply notFound() {
        return HttpReply.text(404, "nothing here; GET /actuator lists what is");
    }
}
