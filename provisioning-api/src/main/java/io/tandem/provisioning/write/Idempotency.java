package io.tandem.provisioning.write;

import java.util.function.Supplier;

import io.tandem.provisioning.message.Request;
import io.tandem.provisioning.resource.Resource;

/** Sees to it that requests with the same {@code Idempotency-Key} create or act once. Inside the transaction of the write. */
public interface Idempotency {
    /** @param work creates and returns the id of what it made
     *  @throws io.tandem.provisioning.resource.ApiError 422 when the key came with another request before */
    WriteResult once(Request request, Supplier<WriteResult> work);

    /** The same for an act. One that answers with an object may be done again: it was refused, or the client needs the answer.
     *  @throws io.tandem.provisioning.resource.ApiError 422 when the key came with another request before */
    Resource.Outcome acted(Request request, Supplier<Resource.Outcome> work);
}
