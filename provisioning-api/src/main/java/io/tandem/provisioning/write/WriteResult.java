package io.tandem.provisioning.write;

import java.util.Optional;

import io.tandem.provisioning.resource.Item;
import io.tandem.provisioning.resource.Resource;

/**
 * What came of a write.
 *
 * @param document body of the reply where it is not the item
 * @param item     as it is after the write; empty when gone, or when nobody asked
 * @param replayed whether an earlier request with the same idempotency key had already done it
 */
public record WriteResult(String id, Optional<Resource.Document> document, Optional<Item> item, boolean replayed) {}
