package io.tandem.proxy.caller;

import io.tandem.data.restriction.NcosLevel;

/** An NCOS level that holds for a caller (§2.11). Immutable.
 * @param byAdministrator set by {@code adm_*}: the user's own PIN does not lift it */
public record Restriction(NcosLevel level, boolean byAdministrator) {}
