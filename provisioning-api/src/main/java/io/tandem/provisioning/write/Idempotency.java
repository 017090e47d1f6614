package io.tandem.provisioning.write;

import java.util.function.Supplier;

import io.tandem.provisioning.message.Request;

/** Sees to it that requests with the same {@code Idempotency-Key} create once. Inside the transaction of the write. */
public interface Idempotency {
    /** @param work creates and returns the id of what it made
     *  @throws io.tandem.provisioning.resource.ApiError 422 when the key came with another request before */
    WriteResult once(Request request, Supplier<WriteResult> work);
}
