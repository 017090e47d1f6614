package io.tandem.provisioning.table;

import io.tandem.provisioning.resource.Field;

/** A field and the SQL expression that yields it. */
public record Column(Field field, String sql) {}
